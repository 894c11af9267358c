import CGameABI
import Glibc
import SeededRandom
import Testing

@testable import WorldState

/// Retained worlds, compared with plain copies made at the same time.
@Suite("Retained worlds", .serialized)
struct RetainedWorldTests {
  private static let reserved = 4 << 20
  /// Bytes: one page copied whole, many pages copied whole, watched.
  static let sizes = [4096, 200_000, 1 << 20, (2 << 20) + 12_345]
  static let methods = CheckpointFixture.methods

  init() { CheckpointFixture.installFaultHandler() }

  /// A retained world and its expected content.
  private struct Expectation {
    var world: RetainedWorld
    var bytes: [UInt8]
  }

  private func bytes(_ arena: Arena) -> [UInt8] { unsafe arena.withBytes { unsafe Array($0) } }

  /// Compares at the speed of memcmp.
  private func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    unsafe a.count == b.count && memcmp(a, b, a.count) == 0
  }

  /// Resizes a world; the arena is zero beyond it.
  private func resize(_ world: Arena, to size: Int) {
    if size < world.bytesUsed { unsafe memset(world.base + size, 0, world.bytesUsed - size) }
    world.header.bytes_used = UInt64(size)
  }

  @Test(
    "Every retained world equals a plain copy after random writes, checkpoints, restores and releases",
    arguments: methods, sizes)
  func randomHistory(method: UInt32, size: Int) throws {
    var random = SplitMix64(seed: UInt64(size) + UInt64(method))
    let layout = try CheckpointFixture.layout()
    var world = try CheckpointFixture.world(used: size, reserved: Self.reserved)
    var spare = try CheckpointFixture.world(used: size, reserved: Self.reserved)
    let checkpoint = try CheckpointFixture.checkpoint(method, reserved: Self.reserved)
    var expectations: [Expectation] = []
    try checkpoint.take(world)
    for round in 0..<300 {
      CheckpointFixture.scribble(world, &random, runs: 1 + random.below(8), longest: size / 8)
      switch random.below(12) {
      case 0: try checkpoint.restore(world)
      case 1:
        // The world moves to another arena, as in a migration.
        try spare.copy(from: world)
        swap(&world, &spare)
      case 2: resize(world, to: size / 2 + random.below(size))
      default: break
      }
      try checkpoint.take(world)
      if random.below(4) == 0 {
        let retained = try #require(try checkpoint.retain(layout: layout))
        expectations.append(Expectation(world: retained, bytes: bytes(world)))
      }
      if random.below(10) == 0, let one = expectations.randomElement(using: &random) {
        checkpoint.release(one.world)
      }
      expectations.removeAll { !$0.world.isAvailable }
      #expect(expectations.count <= RetainedWorlds.maxCount)
      guard round % 10 == 9 else { continue }
      for one in expectations {
        guard isEqual(try checkpoint.snapshot(of: one.world).bytes, one.bytes) else {
          Issue.record("round \(round): a retained world of \(one.bytes.count) bytes has changed")
          return
        }
      }
    }
  }

  @Test(
    "The newest retained world survives when the saved pages exceed their limit",
    arguments: 0..<20 as Range<UInt64>)
  func limitOfPages(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let layout = try CheckpointFixture.layout()
    let pages = 32
    let arena = try CheckpointFixture.world(used: pages << 12, reserved: pages << 12)
    let retained = RetainedWorlds(arena: arena, maxBytes: 3 * pages << 12)
    var expectations: [Expectation] = []
    for _ in 0..<200 {
      if random.below(4) == 0 {
        retained.willOverwrite(0..<128)
        arena.header.bytes_used = UInt64((1 + random.below(pages)) << 12)
        let world = try #require(retained.retain(layout: layout))
        expectations.append(Expectation(world: world, bytes: bytes(arena)))
      }
      let start = 128 + random.below(arena.bytesReserved - 128)
      let end = min(arena.bytesReserved, start + 1 + random.below(20_000))
      retained.willOverwrite(start..<end)
      unsafe memset(arena.base + start, Int32(random.below(256)), end - start)
      if let newest = expectations.last { #expect(newest.world.isAvailable) }
      if random.below(20) == 0, expectations.count > 1 {
        retained.release(expectations.remove(at: random.below(expectations.count - 1)).world)
      }
      expectations.removeAll { !$0.world.isAvailable }
      for one in expectations { #expect(isEqual(retained.bytes(of: one.world), one.bytes)) }
    }
  }

  @Test(
    "Worlds retained at once, without a checkpoint in between, are all available", arguments: methods, sizes)
  func retainedAtOnce(method: UInt32, size: Int) throws {
    let layout = try CheckpointFixture.layout()
    let world = try CheckpointFixture.world(used: size, reserved: Self.reserved)
    let checkpoint = try CheckpointFixture.checkpoint(method, reserved: Self.reserved)
    try checkpoint.take(world)
    let expected = bytes(world)
    let first = try #require(try checkpoint.retain(layout: layout))
    let second = try #require(try checkpoint.retain(layout: layout))
    unsafe memset(world.base + 256, 0x77, size - 256)
    try checkpoint.take(world)
    let third = try #require(try checkpoint.retain(layout: layout))
    #expect(isEqual(try checkpoint.snapshot(of: first).bytes, expected))
    checkpoint.release(second)
    #expect(isEqual(try checkpoint.snapshot(of: first).bytes, expected))
    #expect(isEqual(try checkpoint.snapshot(of: third).bytes, bytes(world)))
  }

  @Test("The oldest world is released when there are too many", arguments: methods)
  func limitOfWorlds(method: UInt32) throws {
    let layout = try CheckpointFixture.layout()
    let world = try CheckpointFixture.world(used: 4096, reserved: Self.reserved)
    let checkpoint = try CheckpointFixture.checkpoint(method, reserved: Self.reserved)
    var worlds: [RetainedWorld] = []
    for tick in 0..<RetainedWorlds.maxCount + 2 {
      world.header.tick = UInt64(tick)
      try checkpoint.take(world)
      worlds.append(try #require(try checkpoint.retain(layout: layout)))
    }
    #expect(
      worlds.map(\.isAvailable) == [false, false] + Array(repeating: true, count: RetainedWorlds.maxCount))
    for (tick, one) in worlds.enumerated() where one.isAvailable {
      #expect(try checkpoint.snapshot(of: one).header.tick == UInt64(tick))
    }
  }

  @Test("A checkpoint that holds no world of the layout retains nothing", arguments: methods)
  func invalid(method: UInt32) throws {
    let checkpoint = try CheckpointFixture.checkpoint(method, reserved: Self.reserved)
    #expect(throws: ArenaError.self) { try checkpoint.retain(layout: CheckpointFixture.layout()) }
    try checkpoint.take(try CheckpointFixture.world(used: 4096, reserved: Self.reserved))
    let other = try build { $0.world([.int64("score")]) }
    #expect(throws: ArenaError.self) { try checkpoint.retain(layout: other) }
  }
}
