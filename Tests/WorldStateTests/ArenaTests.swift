import CGameABI
import Glibc
import Testing

@testable import WorldState

struct ArenaTests {
  private func layout() throws -> Layout { try build { $0.world([.int32("score")]) } }

  private func fresh(reserved: Int = 1 << 16) throws -> Arena {
    let arena = try Arena(name: "test", bytesReserved: reserved)
    try arena.prepareFreshWorld(layout: try layout(), worldVersion: 3, seed: 1)
    return arena
  }

  @Test("A fresh world is zero except for its header")
  func freshWorld() throws {
    let arena = try fresh()
    let header = arena.header
    #expect(header.magic == HOTLOOP_WORLD_MAGIC)
    #expect(header.header_size == 128)
    #expect(header.world_version == 3)
    #expect(header.layout_hash == (try layout().hash))
    #expect(header.bytes_used == 144)
    #expect(header.bytes_reserved == 1 << 16)
    #expect(header.random_state != (0, 0, 0, 0))
    #expect(unsafe arena.withReservedBytes { unsafe $0[128...].allSatisfy { $0 == 0 } })
    try arena.checkHeader(for: try layout())
  }

  @Test("Equal seeds give equal random states, different seeds different ones")
  func seeds() throws {
    let (a, b, c) = (try fresh(), try fresh(), try fresh())
    try c.prepareFreshWorld(layout: try layout(), worldVersion: 3, seed: 2)
    #expect(a.hasSameBytes(as: b))
    #expect(!a.hasSameBytes(as: c))
  }

  @Test("Untouched memory of an arena is not allocated")
  func isLazy() throws {
    let arena = try Arena()
    var status = stat()
    #expect(unsafe fstat(arena.descriptor, &status) == 0)
    #expect(status.st_size == 256 << 20)
    #expect(status.st_blocks == 0)
  }

  @Test("A copy has the used bytes of the source, zeros after them, and its own reservation")
  func copies() throws {
    let (source, target) = (try fresh(), try fresh(reserved: 1 << 17))
    unsafe source.base.storeBytes(of: 42, toByteOffset: 128, as: Int32.self)
    target.header.bytes_used = 5000
    unsafe memset(target.base + 128, 0xFF, 5000 - 128)
    try target.copy(from: source)
    #expect(target.hasSameBytes(as: source))
    #expect(target.header.bytes_reserved == 1 << 17)
    #expect(unsafe target.withReservedBytes { unsafe $0[144...].allSatisfy { $0 == 0 } })
  }

  @Test("A copy over a world with a damaged header leaves nothing of it")
  func copiesOverRuin() throws {
    let source = try fresh()
    let target = try fresh(reserved: 4 << 20)
    unsafe memset(target.base, 0xEE, target.bytesReserved)
    try target.copy(from: source)
    #expect(target.hasSameBytes(as: source))
    #expect(unsafe target.withReservedBytes { unsafe isZero($0, from: 144) })
  }

  @Test("A world that is too large is rejected before anything is written")
  func refusesLarge() throws {
    let (source, target) = (try fresh(reserved: 1 << 17), try fresh(reserved: 1 << 12))
    source.header.bytes_used = 1 << 16
    let before = unsafe target.withReservedBytes { unsafe Array($0) }
    #expect(throws: ArenaError.tooSmall(needed: 1 << 16, reserved: 1 << 12)) { try target.copy(from: source) }
    #expect(unsafe target.withReservedBytes { unsafe Array($0) } == before)
  }

  @Test("A second mapping of an inherited descriptor is the same world")
  func inherits() throws {
    let arena = try fresh()
    let other = try Arena(inherited: dup(arena.descriptor))
    #expect(other.bytesReserved == arena.bytesReserved)
    arena.header.tick = 77
    unsafe arena.base.storeBytes(of: 9, toByteOffset: 128, as: Int32.self)
    #expect(other.hasSameBytes(as: arena))
    #expect(other.header.tick == 77)
  }

  @Test("A descriptor that is no arena is rejected")
  func refusesForeignDescriptor() throws {
    #expect(throws: ArenaError.self) { try Arena(inherited: -1) }
    let null = unsafe open("/dev/null", O_RDWR)
    #expect(throws: ArenaError.badReservation(bytes: 0)) { try Arena(inherited: null) }
    #expect(throws: ArenaError.badReservation(bytes: 100)) { try Arena(bytesReserved: 100) }
    #expect(throws: ArenaError.badReservation(bytes: 0)) { try Arena(bytesReserved: 0) }
  }

  @Test("Every inconsistent header field is detected")
  func headerLies() throws {
    func expect(_ error: ArenaError, _ lie: (inout WorldHeader) -> Void) throws {
      let arena = try fresh()
      lie(&arena.header)
      #expect(throws: error) { try arena.checkHeader(for: try layout()) }
      #expect(!error.description.isEmpty)
    }
    try expect(.notAWorld(magic: 1)) { $0.magic = 1 }
    try expect(.foreignVersion(found: 9, expected: 1)) { $0.abi_version = 9 }
    try expect(.badHeaderSize(found: 64, expected: 128)) { $0.header_size = 64 }
    try expect(.badBytesUsed(used: 127, min: 128, max: 65536)) { $0.bytes_used = 127 }
    try expect(.badBytesUsed(used: 135, min: 136, max: 65536)) { $0.bytes_used = 135 }
    try expect(.badBytesUsed(used: .max, min: 128, max: 65536)) { $0.bytes_used = .max }
    try expect(.badBytesReserved(found: 1, expected: 65536)) { $0.bytes_reserved = 1 }
    try expect(.foreignLayout(found: 5, expected: try layout().hash)) { $0.layout_hash = 5 }
  }

  @Test("An inconsistent header never leads outside the arena")
  func lyingHeaderStaysInside() throws {
    let arena = try fresh()
    arena.header.bytes_used = .max
    #expect(arena.bytesUsed == arena.bytesReserved)
    let lent = unsafe arena.withBytes { $0.count }
    #expect(lent == arena.bytesReserved)
    arena.header.bytes_used = 3
    #expect(arena.bytesUsed == 3)
  }

  @Test("Writing past either end of an arena faults at a guard page", arguments: [true, false])
  func guardPages(past: Bool) async throws {
    if past {
      await #expect(processExitsWith: .failure) {
        let arena = try Arena(bytesReserved: 4096)
        unsafe arena.base.storeBytes(of: 1, toByteOffset: 4096, as: UInt8.self)
      }
    } else {
      await #expect(processExitsWith: .failure) {
        let arena = try Arena(bytesReserved: 4096)
        unsafe (arena.base - 1).storeBytes(of: 1, as: UInt8.self)
      }
    }
  }

  @Test(
    "the hash is XXH64, however the bytes are cut up",
    arguments: [
      ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
    ] as [(String, UInt64)])
  func hashVectors(text: String, hash: UInt64) {
    #expect(unsafe Array(text.utf8).withUnsafeBytes { unsafe StableHasher.hash($0) } == hash)
  }

  @Test("Where bytes are split makes no difference to the hash", arguments: 0..<100)
  func hashIsIncremental(cut: Int) {
    let bytes = (0..<100).map { UInt8($0 * 7 % 251) }
    unsafe bytes.withUnsafeBytes { all in
      var hasher = StableHasher()
      unsafe hasher.combine(UnsafeRawBufferPointer(rebasing: all[..<cut]))
      unsafe hasher.combine(UnsafeRawBufferPointer(rebasing: all[cut...]))
      #expect(hasher.finish() == (unsafe StableHasher.hash(all)))
    }
  }

  private func isZero(_ bytes: UnsafeMutableRawBufferPointer, from start: Int) -> Bool {
    unsafe bytes[start] == 0
      && memcmp(bytes.baseAddress! + start, bytes.baseAddress! + start + 1, bytes.count - start - 1) == 0
  }
}
