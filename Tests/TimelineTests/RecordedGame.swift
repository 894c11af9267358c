import CGameABI
import SeededRandom
import Timeline
import WorldState

/// Stands for the running code: steps of different contexts give different worlds.
final class TestContext: TickContext {
  let factor: UInt8
  let byteCount = 100
  init(_ factor: UInt8) { self.factor = factor }
}

/// A game in a few pages of memory whose step depends on the world, the input and the context, and on nothing else. The world
/// grows and shrinks.
struct RecordedGame {
  static let reserved = 1 << 20
  let world: Arena

  init(bytes: Int) throws {
    world = try Arena(bytesReserved: Self.reserved)
    world.header.bytes_used = UInt64(bytes)
    world.header.bytes_reserved = UInt64(Self.reserved)
  }

  var bytes: [UInt8] { unsafe world.withBytes { unsafe Array($0) } }

  func step(_ tick: RecordedTick, _ context: TestContext) {
    var random = SplitMix64(seed: tick.input.held ^ world.header.random_state.0 &* UInt64(context.factor))
    let used = world.bytesUsed
    if random.below(20) == 0 {
      let size = max(5_000, min(60_000, used + random.below(9_000) - 4_500))
      if size < used { unsafe memory(in: size..<used).initializeMemory(as: UInt8.self, repeating: 0) }
      world.header.bytes_used = UInt64(size)
    }
    for _ in 0..<3 {
      write(UInt8(truncatingIfNeeded: random.next()), at: 200 + random.below(world.bytesUsed - 200))
    }
    world.header.random_state.0 = random.next()
    world.header.tick += 1
  }

  func write(_ value: UInt8, at offset: Int) {
    unsafe world.withReservedBytes { unsafe $0[offset] = value }
  }

  private func memory(in range: Range<Int>) -> UnsafeMutableRawBufferPointer {
    unsafe world.withReservedBytes { unsafe UnsafeMutableRawBufferPointer(rebasing: $0[range]) }
  }
}

extension RecordedTick {
  init(held: UInt64) {
    self.init(
      input: InputSample(
        held: held, pressed: 0, released: 0, mouse_column: 0, mouse_row: 0, mouse_buttons: 0), dt: 1 / 60,
      worldHash: 0)
  }
}
