import CGameABI
import Glibc
import SeededRandom
import Testing

@testable import WorldState

/// A copy of a checkpoint that is made in rounds while the world changes.
@Suite("Copies of a checkpoint beside the game", .serialized)
struct CheckpointPagesTests {
  private let reserved = 16 << 20

  @Test(
    "Rounds that copy what was overwritten give the world of the last checkpoint",
    arguments: CheckpointFixture.methods, [64 << 10, 5 << 20])
  func rounds(method: UInt32, size: Int) throws {
    CheckpointFixture.installFaultHandler()
    var random = SplitMix64(seed: 5)
    let world = try CheckpointFixture.world(used: size, reserved: reserved)
    let checkpoint = try CheckpointFixture.checkpoint(method, reserved: reserved)
    let copy = try Arena(name: "copy", bytesReserved: reserved)
    try checkpoint.take(world)
    let overwritten = checkpoint.noteOverwrittenPages()
    var pages = checkpoint.allPages
    for _ in 0..<6 {
      // What a copy reads while ticks run may be of any of them.
      _ = pages.copy(to: copy)
      for _ in 0..<random.below(4) {
        CheckpointFixture.scribble(world, &random, runs: 40, longest: 9000)
        try checkpoint.take(world)
      }
      pages = checkpoint.takePages(overwritten)
      #expect(overwritten.isEmpty)
    }
    _ = pages.copy(to: copy)
    #expect(copy.hasSameBytes(as: world))
    #expect(copy.hasSameBytes(as: checkpoint.arena))
  }

  @Test(
    "A page that is torn by a checkpoint during the copy is copied again",
    arguments: CheckpointFixture.methods)
  func torn(method: UInt32) throws {
    CheckpointFixture.installFaultHandler()
    var random = SplitMix64(seed: 6)
    let world = try CheckpointFixture.world(used: 12 << 20, reserved: reserved)
    let checkpoint = try CheckpointFixture.checkpoint(method, reserved: reserved)
    let copy = try Arena(name: "copy", bytesReserved: reserved)
    try checkpoint.take(world)
    let overwritten = checkpoint.noteOverwrittenPages()
    // Ticks run between the steps of the copy.
    var steps = 0
    #expect(
      checkpoint.allPages.copy(to: copy) {
        CheckpointFixture.scribble(world, &random, runs: 100, longest: 5000)
        try? checkpoint.take(world)
        steps += 1
        return true
      })
    #expect(steps > 1)
    #expect(!copy.hasSameBytes(as: checkpoint.arena))
    _ = checkpoint.takePages(overwritten).copy(to: copy)
    #expect(copy.hasSameBytes(as: world))
  }

  @Test("A world that shrank, grew or was replaced meanwhile is copied whole")
  func replaced() throws {
    CheckpointFixture.installFaultHandler()
    let method = try #require(CheckpointFixture.methods.last)
    let checkpoint = try CheckpointFixture.checkpoint(method, reserved: reserved)
    let copy = try Arena(name: "copy", bytesReserved: reserved)
    try checkpoint.take(try CheckpointFixture.world(used: 6 << 20, reserved: reserved))
    let overwritten = checkpoint.noteOverwrittenPages()
    _ = checkpoint.allPages.copy(to: copy)
    for size in [3 << 20, 9 << 20, 1 << 20] {
      let next = try CheckpointFixture.world(used: size, reserved: reserved)
      try checkpoint.take(next)
      _ = checkpoint.takePages(overwritten).copy(to: copy)
      copy.clear(from: size)
      #expect(copy.hasSameBytes(as: next))
      #expect(isZero(copy, from: size))
    }
  }

  @Test("An ended copy stops at once, and nobody notes any more")
  func ended() throws {
    let checkpoint = try CheckpointFixture.checkpoint(
      try #require(CheckpointFixture.methods.first), reserved: reserved)
    let world = try CheckpointFixture.world(used: 9 << 20, reserved: reserved)
    try checkpoint.take(world)
    let copy = try Arena(name: "copy", bytesReserved: reserved)
    #expect(!checkpoint.allPages.copy(to: copy) { false })
    #expect(copy.header.magic == 0)
    do { _ = checkpoint.noteOverwrittenPages() }
    #expect(checkpoint.overwritten.allSatisfy { $0.pages == nil })
  }

  @Test("What is written to a private copy of an arena stays there")
  func privateCopy() throws {
    let world = try CheckpointFixture.world(used: 3 << 20, reserved: reserved)
    let copy = try Arena(copyOf: dup(world.descriptor))
    #expect(copy.hasSameBytes(as: world))
    var random = SplitMix64(seed: 3)
    CheckpointFixture.scribble(copy, &random, runs: 50, longest: 5000)
    copy.header.tick = 9
    #expect(world.header.tick == 0 && !copy.hasSameBytes(as: world))
    copy.clear(from: 2 << 20)
    #expect(isZero(copy, from: 2 << 20) && !isZero(world, from: 2 << 20))
  }

  private func isZero(_ arena: Arena, from start: Int) -> Bool {
    unsafe arena.withReservedBytes { bytes in
      // The first byte is zero, and each one equals the next.
      guard let first = unsafe bytes.baseAddress.map({ unsafe $0 + start }) else { return false }
      return unsafe bytes[start] == 0 && memcmp(first, first + 1, bytes.count - start - 1) == 0
    }
  }
}
