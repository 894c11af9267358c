import CCrashGuard
import CGameABI
import Engine
import GameBuilder
import HostSystem
import HotLoopProduct
import HotReload
import WorldState

/// A host that plays the game Drift in this process: in real time, on the thread that runs the loop, without a terminal.
final class InProcessHost {
  let game: TimedGame
  let services: HostServices
  let gateway: LoopGateway<GameLoop>
  let gameGateway: LoopGateway<ReloadableGame>
  let board: OverlayBoard
  let terminal: HeadlessTerminal
  let loop: GameLoop

  /// - Parameters:
  ///   - worldSize: bytes.
  ///   - historyBytes: the memory for the recording of the run; 0 for no recording.
  ///   - size: of the terminal.
  init(
    worldSize: Int, package: DriftPackage, clock: any Clock = MonotonicClock(), historyBytes: Int = 0,
    size: CellSize = CellSize(columns: 80, rows: 24)
  ) throws {
    gateway = LoopGateway(clock: clock)
    gameGateway = LoopGateway(clock: clock)
    board = OverlayBoard(clock: clock)
    terminal = HeadlessTerminal(size: size)
    let assets = AssetStore()
    _ = assets.apply([DriftSource.sizeAsset: AssetContent("\(worldSize)".utf8)])
    services = HostServices(assets: assets) { _, _ in }
    let events = EventBus()
    let crashes = CrashInvestigator(
      root: package.root, symbolizer: package.toolchain.symbolizer, output: nil)
    game = TimedGame(
      ReloadableGame(
        services: services, events: events, crashes: crashes, packageRoot: package.root, seed: 1,
        memory: try RunMemory(), gateway: gameGateway, historyBytes: historyBytes))
    loop = GameLoop(
      game: game, terminal: terminal, clock: clock, events: events,
      gateway: gateway, board: board)
  }

  /// Prepares the calling thread for game code. Call it once on each thread that runs a loop.
  static func enterThread() throws {
    guard unsafe crash_guard_enter_thread() != nil else {
      throw ProgramError("out of memory for the crash guard's stack")
    }
    crash_guard_install(nil)
  }
}
