import CGameABI
import Engine
import HostSystem
import Synchronization

/// A game that counts presses, and shows in one cell whether the count is even.
final class KeyGame: GameProvider, Sendable {
  private let presses = Atomic<Int>(0)
  private let seen = Atomic<UInt64>(0)
  private let ticks = Atomic<UInt64>(0)

  /// Start of the tick that saw the last press, in nanoseconds.
  var pressSeen: UInt64 { seen.load(ordering: .acquiring) }

  let name = ""
  let minSize = CellSize(columns: 0, rows: 0)
  let actions: [String] = []
  let ticksPerSecond: Int? = nil
  let generation: UInt64 = 1
  let status = GameStatus()
  var tick: UInt64 { ticks.load(ordering: .relaxed) }

  func reachSafePoint() {}

  func step(input: InputSample, dt: Double) -> Bool {
    if input.pressed != 0 {
      seen.store(MonotonicClock.now(), ordering: .releasing)
      presses.add(1, ordering: .relaxed)
    }
    ticks.add(1, ordering: .relaxed)
    return true
  }

  func draw(into picture: inout CellBuffer, top: Int, alpha: Float) -> Bool {
    let glyph: UInt32 = presses.load(ordering: .relaxed) % 2 == 0 ? 0x2D : 0x2B  // - and +
    picture[10, 10] = Cell(glyph: glyph, fore: 0xFFFFFF, back: 0x000000, style: 0)
    return true
  }

  func perform(_ command: HostCommand) {}
}
