import CCrashGuard
import CGameABI
import Engine
import HotReload
import WorldState

/// A host that plays the measured game on the thread that runs it, without a terminal but by the real clock.
final class DriftHost {
  let game: TimedGame
  let services: HostServices
  let queue: SafePointQueue<GameLoop>
  let loop: GameLoop

  /// - Parameter worldSize: bytes.
  init(worldSize: Int, clock: any Clock = MonotonicClock()) throws {
    queue = SafePointQueue(clock: clock)
    let board = OverlayBoard(clock: clock)
    let assets = AssetStore()
    _ = assets.apply([SwapGame.sizeAsset: AssetContent("\(worldSize)".utf8)])
    services = HostServices(assets: assets) { _, _ in }
    let events = EventLog()
    game = TimedGame(
      try ReloadableGame(services: services, events: events, board: board, packageRoot: "/", seed: 1))
    loop = GameLoop(
      game: game, terminal: HeadlessTerminal(size: CellSize(text: "80x24")!), clock: clock, events: events,
      queue: queue, board: board)
  }

  /// Readies the calling thread for the code of games. Once for each thread that plays.
  static func enterThread() throws {
    guard crash_guard_enter_thread() else { throw Refusal("no memory for the crash guard's stack") }
    crash_guard_install(nil)
  }
}
