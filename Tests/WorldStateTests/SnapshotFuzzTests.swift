import CGameABI
import SeededRandom
import Testing

@testable import WorldState

/// Files that are damaged, truncated, or inconsistent under a matching checksum. Each gives an error, or a snapshot that can be
/// read and migrated completely.
struct SnapshotFuzzTests {
  private static func file() throws -> [UInt8] {
    let layout = try build {
      $0.structure("Inner", [.bool("on"), .double("d")])
      $0.structure(
        "Creature", [.float("x"), .enumeration("kind", "Kind", .uint8), .structure("in", "Inner", count: 2)])
      $0.world([.int32("score"), .pool("creatures", of: "Creature"), .pool("more", of: "Inner", count: 2)])
    }
    let world = try TestWorld(layout, pools: ["creatures": (2, 3), "more[1]": (1, 1)])
    var random = SplitMix64(seed: 1)
    world.fillWithNoise(&random)
    return try Snapshot(of: world.arena, layout: layout).encoded
  }

  @Test("Every flipped bit is detected")
  func flips() throws {
    var file = try Self.file()
    for offset in file.indices {
      for bit in 0..<8 {
        file[offset] ^= 1 << UInt8(bit)
        #expect(throws: SnapshotError.self, "byte \(offset), bit \(bit)") { try Snapshot(encoded: file) }
        file[offset] ^= 1 << UInt8(bit)
      }
    }
  }

  @Test("Every truncated or extended file is rejected")
  func lengths() throws {
    let file = try Self.file()
    for length in file.indices {
      #expect(throws: SnapshotError.self) { try Snapshot(encoded: Array(file[..<length])) }
    }
    #expect(throws: SnapshotError.self) { try Snapshot(encoded: file + [0]) }
    #expect(throws: SnapshotError.self) { try Snapshot(encoded: file + file) }
  }

  @Test("A wrong byte with a matching checksum gives an error or a valid world")
  func lyingBytes() throws {
    var file = try Self.file()
    var accepted = 0
    for offset in file.indices where !(32..<40).contains(offset) {
      let original = file[offset]
      for value in [0, 1, 0x7F, 0x80, 0xFF, original ^ 1, original &+ 16] as [UInt8] {
        file[offset] = value
        seal(&file)
        accepted += use(file) ? 1 : 0
      }
      file[offset] = original
    }
    // Values of the world are arbitrary; if no file were accepted, the test would check nothing.
    #expect(accepted > 100)
  }

  @Test("Wrong words with a matching checksum give an error or a valid world", arguments: 0..<UInt64(8))
  func lyingWords(seed: UInt64) throws {
    let original = try Self.file()
    var random = SplitMix64(seed: seed)
    let lies: [UInt32] = [0, 1, 2, 15, 16, 17, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFF0, 0xFFFF_FFFF]
    for _ in 0..<400 {
      var file = original
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let offset = Int.random(in: 8..<(file.count - 4), using: &random)
        let lie = lies.randomElement(using: &random)!
        for index in 0..<4 { file[offset + index] = UInt8(truncatingIfNeeded: lie >> UInt32(8 * index)) }
      }
      seal(&file)
      _ = use(file)
    }
  }

  @Test(
    "Inconsistent pools under a consistent header and layout give an error or a valid world",
    arguments: 0..<UInt64(200))
  func lyingPools(seed: UInt64) throws {
    let snapshot = try Snapshot(encoded: try Self.file())
    var random = SplitMix64(seed: seed)
    var bytes = snapshot.bytes
    for site in snapshot.layout.poolSites() where Bool.random(using: &random) {
      let lies: [UInt64] = [
        0, 16, 128, UInt64(bytes.count), UInt64(bytes.count - 16), .max, .max - 15, 1 << 63,
      ]
      let lie = PoolStorage(
        offset: lies.randomElement(using: &random)!,
        count: [0, 1, 2, .max].randomElement(using: &random)!,
        capacity: [0, 1, 2, 1 << 28, .max].randomElement(using: &random)!)
      unsafe bytes.withUnsafeMutableBytes {
        unsafe $0.storeBytes(of: lie, toByteOffset: site.storage, as: PoolStorage.self)
      }
    }
    guard let lying = try? Snapshot(layout: snapshot.layout, bytes: bytes) else { return }
    exercise(lying)
  }

  /// Updates the checksum.
  private func seal(_ file: inout [UInt8]) {
    let sum = checksum(of: file)
    for index in 0..<8 { file[32 + index] = UInt8(truncatingIfNeeded: sum >> UInt64(8 * index)) }
  }

  private func use(_ file: [UInt8]) -> Bool {
    guard let snapshot = try? Snapshot(encoded: file) else { return false }
    exercise(snapshot)
    return true
  }

  /// Reads everything, and migrates to another layout in an arena with guard pages.
  private func exercise(_ snapshot: Snapshot) {
    let json = try? snapshot.read { reader throws(WorldError) in reader.json(indented: false) }
    #expect(json?.isEmpty == false)
    guard let other = try? build({ $0.world([.int64("score")]) }),
      let plan = try? MigrationPlan(from: snapshot.layout, to: other),
      let arena = try? Arena(bytesReserved: 1 << 16)
    else { return }
    do {
      try snapshot.restore(into: arena, by: plan)
      try arena.checkHeader(for: other)
    } catch {
      Issue.record("a snapshot that was accepted cannot be migrated: \(error)")
    }
  }
}
