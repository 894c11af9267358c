import CCrashGuard
import CGameABI
import Engine
import GameBuilder
import HostSystem
import HotReload
import WorldState

/// A host that plays the measured game on the thread that runs it, without a terminal but by the real clock.
final class DriftHost {
  let game: TimedGame
  let services: HostServices
  let gateway: LoopGateway<GameLoop>
  /// To the measured game.
  let gameGateway: LoopGateway<ReloadableGame>
  let loop: GameLoop

  /// - Parameter worldSize: bytes.
  init(worldSize: Int, workshop: DriftWorkshop, clock: any Clock = MonotonicClock()) throws {
    gateway = LoopGateway(clock: clock)
    gameGateway = LoopGateway(clock: clock)
    let board = OverlayBoard(clock: clock)
    let assets = AssetStore()
    _ = assets.apply([SwapGame.sizeAsset: AssetContent("\(worldSize)".utf8)])
    services = HostServices(assets: assets) { _, _ in }
    let events = EventBus()
    let crashes = CrashInvestigator(
      root: workshop.root, symbolizer: workshop.toolchain.symbolizer, output: nil)
    game = TimedGame(
      ReloadableGame(
        services: services, events: events, crashes: crashes, packageRoot: workshop.root, seed: 1,
        memory: try RunMemory(), gateway: gameGateway))
    loop = GameLoop(
      game: game, terminal: HeadlessTerminal(size: CellSize(text: "80x24")!), clock: clock, events: events,
      gateway: gateway, board: board)
  }

  /// Readies the calling thread for the code of games. Once for each thread that plays.
  static func enterThread() throws {
    guard unsafe crash_guard_enter_thread() != nil else {
      throw CommandError("no memory for the crash guard's stack")
    }
    crash_guard_install(nil)
  }
}
