import CCrashGuard
import CommandOptions
import Engine
import Foundation
import HostSystem
import HotReload
import TerminalRenderer
import WorldState

/// One run of a game whose source is elsewhere: the loop, the renderer and one generation.
final class PlayerSession {
  /// Seconds that a call into the game may take.
  private static let callLimit = 2.0
  private static let historyBytes = 64 << 20
  private static let maxLastRun = 256 << 20

  /// How the run ended, for the player.
  struct Ending {
    var lines: [String] = []
    var isFailure = false
  }

  private let options: PlayerCommand
  private let played: PlayedGame
  private let events = EventBus()
  private let serviceFailures = ServiceFailures()
  private let clock = MonotonicClock()
  private let loopGateway: LoopGateway<GameLoop>
  private let board: OverlayBoard
  private let services: HostServices
  private let output: OutputCapture
  private let memory: RunMemory
  private let game: ReloadableGame
  private let generation: Generation
  private let files: PlayerFiles
  private let failure: RunFailure
  private let headless: HeadlessTerminal?

  /// The last frame of a headless run.
  private(set) var lastPicture: CellBuffer?

  /// Loads the game while the terminal still belongs to the shell. The calling thread becomes the loop's.
  init(_ options: PlayerCommand, _ played: PlayedGame) throws {
    self.options = options
    self.played = played
    loopGateway = LoopGateway(clock: clock)
    board = OverlayBoard(clock: clock)
    memory = try RunMemory()
    let log: @Sendable (String) -> Void = { [loopGateway] line in
      loopGateway.post { $0.board.overlay.appendLog(line) }
    }
    output = try OutputCapture(forwards: options.screen.headless, onLine: log)
    services = HostServices(
      assets: AssetStore(), stored: StoredFiles(root: options.screen.headless ? nil : UserData.folder)
    ) { _, line in log(line) }
    _ = services.assets.apply(AssetFolder(root: played.assets).readAll())
    let image = try blocking { [services] in try GameImage.load(path: played.image, services: services) }
    generation = Generation(finished: image, sourceHash: played.description.sourceHash)
    let gateway = LoopGateway<ReloadableGame>(clock: clock)
    files = PlayerFiles(game: image.name, gateway: gateway, events: events)
    let world = try files.world(resume: options.resume, from: options.from)
    game = ReloadableGame(
      services: services, events: events,
      // There is no symbolizer: where the code crashed is found out with the recording.
      crashes: CrashInvestigator(root: played.assets, symbolizer: "", output: output),
      packageRoot: played.assets, seed: options.seed ?? monotonicNow, memory: memory, gateway: gateway,
      initialWorld: world?.snapshot, initialWorldName: world?.name, historyBytes: Self.historyBytes)
    failure = RunFailure(gateway: loopGateway)
    headless = options.screen.terminal
    listen()
    record()
  }

  // MARK: The run

  func run() throws -> Ending {
    let terminal: any Terminal = try headless ?? openTerminal()
    try output.begin()
    defer {
      terminal.close()
      output.end()
    }
    try GuardedThread.enter()
    let watchdog = Watchdog(limit: Self.callLimit)
    defer { watchdog?.stop() }
    crash_guard_install { _ in NcursesTerminal.restoreAfterFatalError() }
    let loop = makeLoop(terminal)
    let signals =
      headless == nil
      ? nil : EndingSignals { [loopGateway] _, name in loopGateway.post { $0.requestExit(name) } }
    defer { signals?.cancel() }
    memory.journal.begin()
    game.propose(generation, cause: .start, savedAt: nil)
    _ = loop.run()
    memory.journal.end()
    return finish()
  }

  private func finish() -> Ending {
    game.returnToNow()
    let recordings = game.endRecordings()
    if headless == nil, let world = try? game.snapshot() { files.writeLast(world) }
    game.stop()
    services.stored.flush()
    files.flush()
    lastPicture = headless?.picture
    var ending = Ending()
    if let reason = failure.reason {
      ending.isFailure = true
      ending.lines.append("\(played.description.name): \(reason)")
      if headless == nil {
        ending.lines.append("The run up to there is in \(files.lastRun); its author can play it again.")
      }
    }
    ending.lines += serviceFailures.lines.map { "\(played.description.name): \($0)" }
    for file in recordings {
      guard let problem = file.waitUntilWritten(), file.path == options.record else { continue }
      ending.isFailure = true
      ending.lines.append("the recording is incomplete: \(problem)")
    }
    return ending
  }

  // MARK: Parts

  private var commands: Set<HostCommand> {
    options.developerKeys || played.description.developerKeys
      ? PlayerKeys.forDevelopers : PlayerKeys.forPlayers
  }

  private func listen() {
    let presenter = OverlayPresenter(board: board) { [loopGateway] work in loopGateway.post { _ in work() } }
    events.listen { if $0.event.concernsPlayers { presenter.receive($0) } }
    events.listen { [failure, serviceFailures] in
      failure.receive($0.event)
      serviceFailures.receive($0.event)
    }
    if headless == nil { files.offerLast(in: loopGateway) }
  }

  private func record() {
    let revision = played.description.revision
    func file(_ path: String) -> RecordingFile {
      RecordingFile(
        path: path, revision: { revision },
        onFailure: { [events] in events.emit(.recordingFailed(path: path, reason: "\($0)")) })
    }
    if headless == nil {
      files.makeRoom()
      game.record(to: file(files.lastRun), maxBytes: Self.maxLastRun, by: .host)
    }
    if let path = options.record { game.record(to: file(path), by: .player) }
  }

  private func openTerminal() throws -> any Terminal {
    let look = try options.look.terminalLook
    return try NcursesTerminal(
      options: TerminalOptions(color: look.color, glyphs: look.glyphs, title: generation.image.name))
  }

  private func makeLoop(_ terminal: any Terminal) -> GameLoop {
    var loopOptions = GameLoop.Options()
    loopOptions.framesPerSecond = options.fps
    loopOptions.tickLimit = options.screen.ticks
    loopOptions.endsWhenHeld = options.screen.ticks != nil
    loopOptions.title = generation.image.name
    if headless == nil, let problem = files.applyKeys(to: services.assets, actions: generation.image.actions)
    {
      board.toast("Your keys in \(problem) · those of the game are used", .bad, seconds: 12)
    }
    if options.image != nil {
      board.toast("There is no Swift compiler: the last build is played, saves are not seen", seconds: 12)
    }
    board.overlay.showsHUD = false
    board.overlay.keysFile = nil
    let loop = GameLoop(
      game: game, terminal: terminal, clock: clock, events: events, gateway: loopGateway, board: board,
      keys: KeyBinder(
        assets: services.assets, events: events, fileName: files.shownKeys, commands: commands,
        save: files.writeKeys),
      options: loopOptions)
    // A game without actions has no file of keys.
    loop.bindings = KeyBindings.builtIn.offering(commands)
    let check = ProcessCheck(
      game: game, terminal: terminal, events: events, journal: memory.journal,
      isHeadless: options.screen.headless)
    game.onGameCalled = { check.repairSignals() }
    loop.onIteration = { [memory] in
      memory.journal.beat()
      check.run()
    }
    game.onRequest = { [files, unowned loop] request in
      switch request {
      case .quit: loop.requestExit("requested by the game")
      case .save(let world): files.writeQuick(world)
      case .load: files.loadQuick()
      case .loadLast: files.loadLast()
      case .bell: loop.ringBell()
      case .text: loop.readText()
      // They need the source.
      case .rebuild, .declare, .makeTweakable, .writeTweaks, .evaluate: break
      }
    }
    return loop
  }
}
