import CGameABI
import Engine
import HostSystem
import HotReload
import WorldState

/// The game that the loop plays, with the time of each tick. Only for the loop's thread.
final class TimedGame: GameProvider {
  /// One step, and everything done at safe points since the step before.
  struct TickTime {
    /// When the step started, in nanoseconds.
    var start: UInt64
    var nanoseconds: UInt64
    var hasSwapped: Bool
  }

  let game: ReloadableGame
  private(set) var ticks: [TickTime] = []
  /// Called after each step.
  var onStep: () -> Void = {}
  private var safePointTime: UInt64 = 0
  private var hasSwapped = false

  init(_ game: ReloadableGame) {
    self.game = game
    ticks.reserveCapacity(1 << 16)
  }

  func reachSafePoint() {
    let before = game.generation
    let start = MonotonicClock.now()
    game.reachSafePoint()
    safePointTime += MonotonicClock.now() - start
    if game.generation != before, before != 0 { hasSwapped = true }
  }

  func step(input: InputSample, dt: Double) -> Bool {
    let start = MonotonicClock.now()
    guard game.step(input: input, dt: dt) else { return false }
    let time = MonotonicClock.now() - start + safePointTime
    ticks.append(TickTime(start: start, nanoseconds: time, hasSwapped: hasSwapped))
    safePointTime = 0
    hasSwapped = false
    onStep()
    return true
  }

  var name: String { game.name }
  var minSize: CellSize { game.minSize }
  var actions: [String] { game.actions }
  var ticksPerSecond: Int? { game.ticksPerSecond }
  var generation: UInt64 { game.generation }
  var status: GameStatus { game.status }
  var tick: UInt64 { game.tick }
  func draw(into picture: inout CellBuffer, top: Int, alpha: Float) -> Bool {
    game.draw(into: &picture, top: top, alpha: alpha)
  }
  var shownWorld: WorldReader? { game.shownWorld }
  func perform(_ command: HostCommand) { game.perform(command) }
}
