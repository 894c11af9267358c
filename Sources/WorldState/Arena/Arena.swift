import CGameABI
import CWorldMemory
import Glibc

/// The memory of one world: a fixed range of addresses backed by a memory file.
///
/// The host keeps several arenas and switches which one the game runs in. The addresses never change, so a pointer stays
/// valid for the duration of a callback while pools grow. Memory is used only for pages that were touched.
///
/// Confined to one thread at a time. Owns its mapping and its descriptor, and releases both in `deinit`.
@safe public final class Arena {
  /// Default size of the address range: 256 MiB.
  public static let defaultReservation = 256 << 20

  /// The first byte of the world. An inaccessible page lies on either side of the arena.
  public let base: UnsafeMutableRawPointer
  /// Maximum size of the world in bytes. A multiple of the page size.
  public let bytesReserved: Int
  /// The memory file. A process that inherits the descriptor can map the same world. Owned by the arena.
  public let descriptor: Int32

  /// Tracks writes while a checkpoint requests it.
  private(set) var watch: WriteWatch?

  private let mapping: ArenaMapping

  /// Creates an arena of zeros.
  /// - Parameters:
  ///   - name: shown in /proc/PID/maps and /proc/PID/fd, to tell arenas apart.
  ///   - bytesReserved: a multiple of the page size.
  public convenience init(
    name: String = "world", bytesReserved: Int = Arena.defaultReservation
  ) throws(ArenaError) {
    self.init(mapping: try ArenaMapping(name: name, size: bytesReserved))
  }

  /// Maps an arena that another process created. Call `checkHeader()` before you use its content.
  /// - Parameter descriptor: owned by the arena from here on, also if this throws.
  public convenience init(inherited descriptor: Int32) throws(ArenaError) {
    self.init(mapping: try ArenaMapping(inherited: descriptor))
  }

  /// Maps a copy of an arena that another process created: each page is copied when it is written to first. Nothing that is
  /// written here reaches the file. Whoever writes to the file meanwhile may change the pages that were not copied yet.
  /// - Parameter descriptor: owned by the arena from here on, also if this throws.
  public convenience init(copyOf descriptor: Int32) throws(ArenaError) {
    self.init(mapping: try ArenaMapping(inherited: descriptor, isPrivate: true))
  }

  private init(mapping: consuming ArenaMapping) {
    unsafe base = mapping.base
    bytesReserved = mapping.size
    descriptor = mapping.descriptor
    self.mapping = mapping
  }

  /// The header at the start of the arena, unchecked.
  public var header: WorldHeader {
    get { unsafe headerPointer.pointee }
    set { unsafe headerPointer.pointee = newValue }
  }

  /// The header as callbacks of the contract take it.
  public var headerPointer: UnsafeMutablePointer<WorldHeader> {
    unsafe base.assumingMemoryBound(to: WorldHeader.self)
  }

  /// Bytes in use according to the header, limited to the size of the arena.
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

  /// Whether both arenas hold the same world, byte for byte.
  public func hasBytes(of other: Arena) -> Bool {
    let count = bytesUsed
    return unsafe count == other.bytesUsed && memcmp(base, other.base, count) == 0
  }

  /// Starts to track writes to this mapping of the world. Returns nil if the system lacks the resources.
  func beginWatch(_ method: WriteWatchMethod) -> WriteWatch? {
    watch = unsafe WriteWatch(
      UnsafeMutableRawBufferPointer(start: base, count: bytesReserved), used: bytesUsed, method: method)
    return watch
  }

  /// Stops tracking and lifts all protection.
  func endWatch() {
    watch?.end()
    watch = nil
  }

  // Before the memory is unmapped.
  deinit { endWatch() }

  /// Zeroes the arena and returns its memory to the system.
  public func clear() {
    endWatch()
    mapping.zero(from: 0, to: bytesReserved)
  }

  /// Zeroes everything from offset `start` on. Returns whole pages to the system.
  public func clear(from start: Int) {
    endWatch()
    mapping.zero(from: start, to: bytesReserved)
  }

  /// Maps the memory of the first `count` bytes ahead of time, so that later writes cause no page faults. Any thread.
  public func populate(_ count: Int) { mapping.populate(to: min(count, bytesReserved)) }

  /// Zeroes what the present world uses from offset `start` on.
  func clearUsed(from start: Int) {
    endWatch()
    // An invalid header does not tell the size of its world.
    mapping.zero(from: start, to: (try? checkHeader()) == nil ? bytesReserved : bytesUsed)
  }

  /// Copies another arena's world: its used bytes, and zeros where this arena used more. `bytes_reserved` stays that of
  /// this arena.
  public func copy(from other: Arena) throws(ArenaError) {
    try unsafe copy(from: UnsafeRawBufferPointer(start: other.base, count: other.bytesUsed))
  }

  /// Copies a world from other memory.
  /// - Parameter bytes: the whole world, beginning with its header. Must not overlap this arena.
  public func copy(from bytes: UnsafeRawBufferPointer) throws(ArenaError) {
    guard bytes.count <= bytesReserved else {
      throw .tooSmall(needed: bytes.count, reserved: bytesReserved)
    }
    clearUsed(from: bytes.count)
    if let source = bytes.baseAddress, bytes.count > 0 { unsafe world_copy(base, source, bytes.count) }
    header.bytes_reserved = UInt64(bytesReserved)
  }

  /// The same from an array, such as the bytes of a snapshot.
  public func copy(from bytes: [UInt8]) throws(ArenaError) {
    let result: Result<Void, ArenaError> = unsafe bytes.withUnsafeBytes { bytes in
      Result { () throws(ArenaError) in try unsafe copy(from: bytes) }
    }
    try result.get()
  }
}
