import CGameABI
import Foundation
import SeededRandom
import Testing

@testable import WorldState

/// Checkpoints of watched worlds, compared with plain copies of all bytes.
@Suite("Checkpoints of large worlds", .serialized)
struct CheckpointTests {
  private static let used = (2 << 20) + (1 << 19)
  private static let reserved = 4 << 20

  init() { CheckpointFixture.installFaultHandler() }

  static let methods = CheckpointFixture.methods

  private func world(used: Int = Self.used, reserved: Int = Self.reserved) throws -> Arena {
    try CheckpointFixture.world(used: used, reserved: reserved)
  }

  private func checkpoint(_ method: UInt32, reserved: Int = Self.reserved) throws -> WorldCheckpoint {
    try CheckpointFixture.checkpoint(method, reserved: reserved)
  }

  private func bytes(_ arena: Arena) -> [UInt8] { unsafe arena.withBytes { unsafe Array($0) } }

  /// Compares at the speed of memcmp.
  private func holds(_ arena: Arena, _ kept: [UInt8]) -> Bool {
    unsafe arena.withBytes { bytes in
      unsafe bytes.count == kept.count && memcmp(bytes.baseAddress!, kept, kept.count) == 0
    }
  }

  @Test(
    "A checkpoint equals the world byte for byte, and restoring it gives the same world",
    arguments: methods, 0..<4 as Range<UInt64>)
  func randomWrites(method: UInt32, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let world = try world()
    let checkpoint = try checkpoint(method)
    for tick in 0..<80 {
      try checkpoint.take(world)
      let kept = bytes(world)
      #expect(holds(checkpoint.arena, kept), "tick \(tick)")
      // Some ticks write a little, some a lot; the same offset in each tick gets hot.
      CheckpointFixture.scribble(world, &random, runs: tick % 10 == 9 ? 200 : 6, longest: 100_000)
      unsafe memset(world.base + (1 << 20), Int32(tick & 255), 100)
      world.header.tick += 1
      if random.below(3) == 0 {
        try checkpoint.restore(world)
        #expect(holds(world, kept), "back to tick \(tick)")
      }
      #expect(holds(checkpoint.arena, kept), "tick \(tick): the kept world changed by itself")
    }
  }

  @Test("Only chunks that were written to are dirty", arguments: methods)
  func isSparse(method: UInt32) throws {
    let world = try world()
    let checkpoint = try checkpoint(method)
    try checkpoint.take(world)
    let watch = try #require(world.watch)
    #expect(watch.nextDirtyRun(from: 0) == 0..<1)
    #expect(watch.nextDirtyRun(from: 1) == nil)
    unsafe memset(world.base + 3 * watch.chunkSize - 1, 7, 2)
    watch.look(used: world.bytesUsed)
    #expect(watch.nextDirtyRun(from: 1) == 2..<4)
    try checkpoint.take(world)
    watch.look(used: world.bytesUsed)
    #expect(watch.nextDirtyRun(from: 1) == nil)
  }

  @Test("Unused parts of a world use no memory", arguments: methods)
  func reserveStaysEmpty(method: UInt32) throws {
    let world = try world(reserved: 64 << 20)
    let checkpoint = try checkpoint(method, reserved: 64 << 20)
    for _ in 0..<3 {
      try checkpoint.take(world)
      unsafe memset(world.base + (1 << 20), 1, 100)
    }
    for arena in [world, checkpoint.arena] {
      var status = stat()
      #expect(unsafe fstat(arena.descriptor, &status) == 0)
      #expect(status.st_blocks * 512 < 4 << 20)
    }
  }

  @Test("A small world is copied whole and is watched once it has grown", arguments: methods)
  func growth(method: UInt32) throws {
    let world = try world(used: 1 << 20)
    let checkpoint = try checkpoint(method)
    try checkpoint.take(world)
    #expect(world.watch == nil)
    var random = SplitMix64(seed: 3)
    for size in stride(from: 1 << 20, through: 3 << 20, by: 400_000) {
      world.header.bytes_used = UInt64(size)
      CheckpointFixture.scribble(world, &random, runs: 20, longest: 100_000)
      try checkpoint.take(world)
      let kept = bytes(world)
      #expect(holds(checkpoint.arena, kept))
      world.header.bytes_used = UInt64(size + 300_000)
      CheckpointFixture.scribble(world, &random, runs: 20, longest: 100_000)
      unsafe memset(world.base + size, 0xEE, 300_000)
      try checkpoint.restore(world)
      #expect(holds(world, kept))
      #expect(unsafe world.withReservedBytes { unsafe isZero($0, from: size) })
    }
    #expect(world.watch != nil)
  }

  @Test("Concurrent faults on many threads are handled, and none of their writes is lost", arguments: methods)
  func threads(method: UInt32) throws {
    let world = try world()
    let checkpoint = try checkpoint(method)
    for round in 0..<20 {
      try checkpoint.take(world)
      let kept = bytes(world)
      nonisolated(unsafe) let base = unsafe world.base
      DispatchQueue.concurrentPerform(iterations: 8) { worker in
        // Each thread writes its own byte of every 4 KiB, so all of them fault in the same chunks.
        for offset in stride(from: 128 + worker, to: Self.used, by: 4096) {
          unsafe base.storeBytes(
            of: UInt8(truncatingIfNeeded: round + 1), toByteOffset: offset, as: UInt8.self)
        }
      }
      if round % 2 == 0 {
        try checkpoint.restore(world)
        #expect(holds(world, kept))
      }
    }
    try checkpoint.take(world)
    #expect(bytes(checkpoint.arena) == bytes(world))
  }

  @Test("A restored world is visible through another mapping", arguments: methods)
  func inherited(method: UInt32) throws {
    let original = try world()
    let heir = try Arena(inherited: dup(original.descriptor))
    let checkpoint = try checkpoint(method)
    try checkpoint.take(heir)
    let kept = bytes(heir)
    var random = SplitMix64(seed: 5)
    CheckpointFixture.scribble(heir, &random, runs: 50, longest: 50_000)
    #expect(bytes(original) == bytes(heir))
    #expect(bytes(original) != kept)
    try checkpoint.restore(heir)
    #expect(bytes(original) == kept)
  }

  @Test("A checkpoint can switch to another world and follows a world that is replaced", arguments: methods)
  func otherWorlds(method: UInt32) throws {
    let (first, second) = (try world(), try world())
    let checkpoint = try checkpoint(method)
    var random = SplitMix64(seed: 9)
    try checkpoint.take(first)
    CheckpointFixture.scribble(second, &random, runs: 30, longest: 50_000)
    try checkpoint.take(second)
    // The first world is no longer protected.
    #expect(first.watch == nil)
    #expect(bytes(checkpoint.arena) == bytes(second))
    try second.copy(from: first)
    try checkpoint.take(second)
    #expect(bytes(checkpoint.arena) == bytes(first))
    second.clear()
    #expect(unsafe second.withReservedBytes { unsafe isZero($0, from: 0) })
    try checkpoint.restore(second)
    #expect(bytes(second) == bytes(first))
  }

  private func isZero(_ bytes: UnsafeMutableRawBufferPointer, from start: Int) -> Bool {
    unsafe bytes[start] == 0
      && memcmp(bytes.baseAddress! + start, bytes.baseAddress! + start + 1, bytes.count - start - 1) == 0
  }
}
