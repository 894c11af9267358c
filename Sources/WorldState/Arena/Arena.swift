import CGameABI
import CWorldMemory
import Glibc

/// The memory of one world: a fixed range of addresses backed by a memory file.
///
/// The host keeps two or more of them and swaps which one the game runs in. The range never moves, so pointers
/// that a callback took stay good for its duration while pools grow; memory is used only where it was touched.
///
/// An arena belongs to one thread at a time. It owns its mapping and its descriptor and gives both back when the
/// last reference goes.
@safe public final class Arena {
  /// What an arena reserves unless told otherwise: 256 MiB of addresses.
  public static let defaultReservation = 256 << 20

  /// The first byte of the world. A page that may not be touched lies on either side of the arena.
  public let base: UnsafeMutableRawPointer
  /// How many bytes a world may use here. A multiple of the page size.
  public let bytesReserved: Int
  /// The memory file. Another process that inherits it can map the same world. Owned by the arena, closed with it.
  public let descriptor: Int32

  /// What is written to it, while a checkpoint asks for that.
  private(set) var watch: WriteWatch?

  private let mapping: ArenaMapping

  /// Makes an arena of zeros.
  /// - Parameters:
  ///   - name: shown in /proc/PID/maps and /proc/PID/fd, to tell arenas apart.
  ///   - bytesReserved: a multiple of the page size.
  public convenience init(
    name: String = "world", bytesReserved: Int = Arena.defaultReservation
  ) throws(ArenaError) {
    self.init(mapping: try ArenaMapping(name: name, size: bytesReserved))
  }

  /// Maps the arena that another process made and handed on. What is in it is to be judged with `checkHeader()`.
  /// - Parameter descriptor: owned by the arena from here on, also where this throws.
  public convenience init(inherited descriptor: Int32) throws(ArenaError) {
    self.init(mapping: try ArenaMapping(inherited: descriptor))
  }

  private init(mapping: consuming ArenaMapping) {
    unsafe base = mapping.base
    bytesReserved = mapping.size
    descriptor = mapping.descriptor
    self.mapping = mapping
  }

  /// The header at the start of the arena, whatever it says.
  public var header: WorldHeader {
    get { unsafe headerPointer.pointee }
    set { unsafe headerPointer.pointee = newValue }
  }

  /// The same as what callbacks of the contract take.
  public var headerPointer: UnsafeMutablePointer<WorldHeader> {
    unsafe base.assumingMemoryBound(to: WorldHeader.self)
  }

  /// Bytes in use, as the header says, and never outside the arena whatever the header says.
  public var bytesUsed: Int {
    Int(min(header.bytes_used, UInt64(bytesReserved)))
  }

  /// Lends the used bytes for reading.
  public func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    unsafe try body(UnsafeRawBufferPointer(start: base, count: bytesUsed))
  }

  /// Lends all reserved bytes for writing.
  public func withReservedBytes<R, E: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    unsafe try body(UnsafeMutableRawBufferPointer(start: base, count: bytesReserved))
  }

  /// Begins to note what is written to this mapping of the world; nil where the system has no room for that.
  func beginWatch(_ method: WriteWatchMethod) -> WriteWatch? {
    watch = unsafe WriteWatch(
      UnsafeMutableRawBufferPointer(start: base, count: bytesReserved), used: bytesUsed, method: method)
    return watch
  }

  /// From here on anybody may write, and nothing is noted.
  func endWatch() {
    watch?.end()
    watch = nil
  }

  // Before the memory goes.
  deinit { endWatch() }

  /// Makes every byte zero and gives the memory back to the system.
  public func clear() {
    endWatch()
    mapping.zero(from: 0, to: bytesReserved)
  }

  /// Has the system ready the memory of the first bytes, so that writing to them soon costs no page faults. May be
  /// called on another thread than the arena's.
  public func populate(_ count: Int) { mapping.populate(to: min(count, bytesReserved)) }

  /// Makes the bytes from `start` on zero that this world used.
  func clearUsed(from start: Int) {
    endWatch()
    // A header that is no header cannot be asked how far its world went.
    mapping.zero(from: start, to: (try? checkHeader()) == nil ? bytesReserved : bytesUsed)
  }

  /// Takes over another arena's world: its used bytes, and zero where this arena used more than that.
  /// `bytes_reserved` stays that of this arena. Costs one copy of the used bytes.
  public func copy(from other: Arena) throws(ArenaError) {
    try unsafe copy(from: UnsafeRawBufferPointer(start: other.base, count: other.bytesUsed))
  }

  /// Takes over a world that was kept elsewhere: all of `bytes`.
  /// - Parameter bytes: a world that begins with its header. Must not lie in this arena.
  public func copy(from bytes: UnsafeRawBufferPointer) throws(ArenaError) {
    guard bytes.count <= bytesReserved else {
      throw .tooSmall(needed: bytes.count, reserved: bytesReserved)
    }
    clearUsed(from: bytes.count)
    if let source = bytes.baseAddress, bytes.count > 0 { unsafe world_copy(base, source, bytes.count) }
    header.bytes_reserved = UInt64(bytesReserved)
  }
}
