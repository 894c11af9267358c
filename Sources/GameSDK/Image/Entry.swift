import CGameABI
import CGameImage

/// The exported function of an image; see `HotloopEntry` in game_abi.h. For the host, not for games.
@c(hotloop_game)
public func hotloopGameEntry(_ host: UnsafePointer<HostTable>?) -> UnsafePointer<GameTable>? {
  guard let host = unsafe host, let table = unsafe HostTable.copy(of: host) else { return nil }
  unsafe Host.table = unsafe table
  return unsafe GameRegistration.table {
    if hotloop_image_register_game() { return }
    for type in GameTypes.ofImage { type.play() }
  }
}

extension HostTable {
  /// A copy of a host's table that has the size of this SDK's and is never freed. Nil if the table is of another contract
  /// version or too short.
  ///
  /// The fields that an older host lacks are NULL in the copy.
  static func copy(of table: UnsafePointer<HostTable>) -> UnsafePointer<HostTable>? {
    // A shorter table ends before some fields of HostTable: nothing beyond struct_size may be read.
    let bytes = unsafe UnsafeRawPointer(table)
    let version = unsafe bytes.load(as: UInt32.self)
    let size = unsafe Int(bytes.load(fromByteOffset: 4, as: UInt32.self))
    guard version == HOTLOOP_ABI_VERSION, size >= Int(HotloopMinHostTableSize) else { return nil }
    let copy = UnsafeMutablePointer<HostTable>.allocate(capacity: 1)
    unsafe copy.initialize(to: HostTable())
    unsafe UnsafeMutableRawPointer(copy).copyMemory(
      from: bytes, byteCount: min(size, MemoryLayout<HostTable>.size))
    return unsafe UnsafePointer(copy)
  }
}
