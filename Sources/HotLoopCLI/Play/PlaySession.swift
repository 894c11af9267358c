import ArgumentParser
import CCrashGuard
import CommandOptions
import Engine
import Foundation
import GameBuilder
import HostSystem
import HotReload
import TerminalRenderer
import WorldState

/// One run of the host. It creates all parts and connects them.
final class PlaySession {
  let options: PlayCommand
  let package: GamePackage
  private let toolchain: Toolchain
  let place: PackagePlace
  let log: HostLog
  let events = EventBus()
  private let eventLog: EventLog?
  private let clock: any Clock
  let loopGateway: LoopGateway<GameLoop>
  private let board: OverlayBoard
  private let services: HostServices
  let game: ReloadableGame
  let coordinator: ReloadCoordinator
  private let headless: HeadlessTerminal?
  private let cast: CastRecorder?
  private let animation: AnimationRecorder?
  private let output: OutputCapture
  let memory: RunMemory
  /// Nil in a run without a terminal, which leaves what belongs to the player alone.
  let lastWorld: LastWorld?
  private let feed = EventFeed()
  private let reloads = ReloadWaits()
  private let gameIsBuilt = Latch()
  private var processCheck: ProcessCheck?
  let watcher = Watching()
  let assetSaves: AssetSaves
  /// The file of the shared moment that the run begins with; nil if it begins otherwise.
  let moment: String?
  let renames: RenameSave
  let tweaks: TweakSave

  /// The last frame of a headless run.
  private(set) var lastPicture: CellBuffer?
  /// Whether no game could be run, the only one crashed, or a run of a fixed length could not reach it.
  private(set) var failed = false
  /// Whether a recording that was requested could not be written completely.
  var lostRecording = false
  /// The file of the world if it could not be kept in the package, or if that has moved.
  private(set) var worldElsewhere: String?
  /// The values of literals that were changed and not written.
  private(set) var lostTweaks: [HostEvent.Tweak] = []
  /// Why the recording that the player wants to watch cannot be shown, which ends the run.
  let watchFailure = Deferred<String>()
  /// Why the world that the player named cannot be played, which ends the run.
  let startFailure = Deferred<String>()
  /// The mistake in the input script that ended the run.
  private(set) var inputProblem: FileProblem?

  /// Does everything that can fail while the terminal still belongs to the shell. The calling thread becomes the loop's.
  /// - Parameter memory: new, or that of a run whose host died.
  init(_ options: PlayCommand, memory: RunMemory) throws {
    self.options = options
    self.memory = memory
    let folder = URL(fileURLWithPath: options.folder).standardizedFileURL.path
    let (package, toolchain) = try blocking { try await Self.findGame(from: folder) }
    self.package = package
    self.toolchain = toolchain
    place = PackagePlace(root: package.root)
    // Before a file of the run is touched: it may be that of another host.
    try UnixSocket.requireUnused(path: package.controlSocket)
    eventLog = try options.events.map { try EventLog(path: $0) }
    clock = options.fast ? SkippingClock { [gameIsBuilt] in !gameIsBuilt.isOpen } : MonotonicClock()
    loopGateway = LoopGateway(clock: clock)
    board = OverlayBoard(clock: clock)
    let log = HostLog(
      path: package.state + "/hotloop.log", package: package.root,
      appends: memory.continuesRun)
    log.mirror(to: loopGateway)
    self.log = log
    let stored = StoredFiles(root: options.headless ? nil : UserData.folder)
    services = HostServices(
      assets: AssetStore(), stored: stored, kept: KeptStore(.folder(package.keptValues))
    ) { log.logFromGame($0, $1) }
    services.kept.open(continues: memory.continuesRun)
    output = try OutputCapture(forwards: options.headless) { log.logOutput($0) }
    let gateway = LoopGateway<ReloadableGame>(clock: clock)
    let moment = try Self.sharedMoment(options, package, memory)
    let initialWorld = try moment.map { ($0.initial.world, $0.name) } ?? Self.initialWorld(options, package)
    self.moment = moment?.name
    let trialHistory = TrialHistory(path: package.state + "/trials.json")
    game = ReloadableGame(
      services: services, events: events,
      crashes: CrashInvestigator(root: package.root, symbolizer: toolchain.symbolizer, output: output),
      packageRoot: package.root, seed: options.seed ?? monotonicNow, memory: memory, gateway: gateway,
      trials: trialHistory,
      initialWorld: initialWorld?.world, initialWorldName: initialWorld?.name, initialMoment: moment?.initial,
      answersPath: package.state + "/answers.json", historyBytes: options.history << 20)
    game.stopsOnCrash = memory.journal.stopsOnCrash ?? (options.onCrash == .stop)
    game.holdsSaves = memory.journal.holdsSaves ?? options.manual
    game.delayLimit = options.delayLimit
    game.determinism = try DeterminismChildCommand.check(package, toolchain, options, events, memory.journal)
    renames = RenameSave(root: package.root)
    tweaks = TweakSave(root: package.root) { [watcher] in watcher.check(reportsSources: true) }
    assetSaves = AssetSaves(folder: AssetFolder(root: package.assets), game: gateway, events: events)
    lastWorld =
      options.headless || options.watch != nil
      ? nil
      : LastWorld(
        place: place, continues: options.resume || memory.continuesRun, gateway: gateway,
        events: events)
    coordinator = ReloadCoordinator(
      package: package, place: place, toolchain: toolchain, services: services, events: events,
      gateway: gateway, trials: try TrialChildCommand.runner(package, toolchain, options, gateway),
      trialHistory: trialHistory,
      journal: memory.journal, tweaks: game.tweakedValues, optimisation: options.optimisation,
      liveLiterals: options.liveLiterals,
      bodyPlugIn: options.warmCompiler ? BodyPlugInCommand.words : nil
    ) { [watcher] in watcher.change(to: $0) }
    // A host that continues a run must not overwrite the recording of the previous host.
    cast = try options.cast.map { path in
      try CastRecorder(
        path: options.supervisor ? CastRecorder.freePath(path) : path, title: "hotloop: " + package.name)
    }
    let look = try options.look.terminalLook
    animation = options.animation.map {
      AnimationRecorder(path: $0, seconds: options.animationSeconds ?? 12, look: look)
    }
    headless = options.screen.terminal
    beginRecordings()
    watchRecording()
    watchStart()
    listen()
    computeMoment()
    prepareForGameCode()
  }

  private func prepareForGameCode() {
    unsafe fork_guard_install(package.state + "/images/")
    guard options.callLimit > 0 else { return }
    let limit = max(options.callLimit, TrialRunner.loadTimeout)
    services.loadLimit = .seconds(limit)
    guard isSupervised else { return }
    services.onLoadHang = { [journal = memory.journal] in
      journal.setOwnDeath(.hung(seconds: Int32(limit.rounded(.up))))
      kill(getpid(), SIGKILL)
    }
  }

  private static func findGame(from folder: String) async throws -> (GamePackage, Toolchain) {
    let root = GamePackage.root(above: folder)
    let toolchain = try await Toolchain.find(cache: root.map { $0 + "/.hotloop" }, for: root)
    // Package.swift is read by SwiftPM, too.
    let reporter = root.map { root in
      Task {
        await PackageLock.report(root: root) {
          notice($0.explanation)
        }
      }
    }
    defer { reporter?.cancel() }
    return (try await GamePackage.find(from: folder, toolchain: toolchain), toolchain)
  }

  /// Plays until the run ends, and returns the reason.
  func run() throws -> String {
    let script = try options.input.map(readScript)
    var terminal: any Terminal = try headless ?? openTerminal()
    let scripted = script.map { ScriptedTerminal(terminal, script: $0, game: game) }
    if let scripted { terminal = scripted }
    try output.begin()
    defer {
      terminal.close()
      output.end()
    }
    try GuardedThread.enter()
    let watchdog = options.callLimit > 0 ? Watchdog(limit: options.callLimit) : nil
    defer { watchdog?.stop() }
    crash_guard_install { _ in NcursesTerminal.restoreAfterFatalError() }

    let loop = makeLoop(terminal: terminal)
    pauseAtMoment(loop)
    let handler = ControlHandler(
      loop: loopGateway, game: game.gateway, evaluations: coordinator, reloads: reloads,
      place: MomentPlace(package: package, toolchain: toolchain), lastWorld: lastWorldReader)
    let control = try ControlServer(
      path: package.controlSocket, feeds: ControlServer.Feeds(events: feed, loop: loopGateway)
    ) { handler.answer($0) }
    defer {
      // The socket stays until the end: another host must not begin before.
      control.close {
        loopGateway.drain(into: loop)
        game.gateway.drain(into: game)
      }
    }
    let signals = headless == nil ? nil : EndingSignals(gateway: loopGateway)
    defer { signals?.cancel() }

    watch()
    defer { watcher.stop() }
    let packageCheck = checkPackage(control)
    defer { packageCheck.stop() }
    begin()
    if isSupervised { try SupervisorCheck.begin(supervisor: memory.journal.supervisor, loopGateway) }
    memory.journal.begin()
    let reason = loop.run()
    handler.end()
    loopGateway.drain(into: loop)
    game.gateway.drain(into: game)
    // A lost descriptor may look like the end of the terminal.
    processCheck?.endIfDescriptorsAreLost()
    failed =
      options.headless
      && (game.generation == 0 || game.status.isStopped || loop.hold != nil && options.ticks != nil)
    game.returnToNow()
    endRecordings()
    if let world = try? game.snapshot() { worldElsewhere = lastWorld?.writeAtEnd(world) }
    // Before the game's last call: what it does to the process must not begin another one.
    memory.journal.end()
    game.stop()
    finish(reason)
    inputProblem = scripted?.problem
    return reason
  }

  // MARK: Parts

  /// Whether another host continues the run if this one dies.
  private var isSupervised: Bool { memory.journal.supervisor != 0 }

  /// The start of the terminal's title.
  private var title: String { "hotloop: \(package.name)" }

  private func listen() {
    let presenter = OverlayPresenter(board: board) { [loopGateway] work in loopGateway.post { _ in work() } }
    events.listen { [log] in log.receive($0) }
    events.listen { presenter.receive($0) }
    let threads = OldThreadReporter(
      events: events, gateway: game.gateway, services: services.runner)
    events.listen { threads.receive($0.event) }
    events.listen { [gameIsBuilt] stamped in
      if case .statusChanged(let status) = stamped.event, status.generation != 0 { gameIsBuilt.open() }
    }
    if let eventLog { events.listen { eventLog.write($0) } }
    events.listen { [feed] in feed.receive($0) }
    events.listen { [reloads] in reloads.receive($0) }
    offerLastWorld()
    if options.ticks != nil {
      // A run of a fixed length must end, also if there is nothing to play.
      let ending = EndingWithoutGame(gateway: loopGateway)
      events.listen { ending.receive($0.event) }
    }
  }

  private func openTerminal() throws -> any Terminal {
    let record = LeftTerminal.recorder(in: package.state)
    NcursesTerminal.observeRestore { [journal = memory.journal] in
      journal.setTerminal($0)
      record?($0)
    }
    var options = try self.options.terminalOptions()
    options.title = title
    return try NcursesTerminal(options: options)
  }

  private func makeLoop(terminal: any Terminal) -> GameLoop {
    var loopOptions = GameLoop.Options()
    loopOptions.ticksPerSecond = options.rate
    loopOptions.framesPerSecond = options.fps
    loopOptions.tickLimit = options.ticks
    // Only an input script presses keys then, and it counts ticks.
    loopOptions.endsWhenHeld = options.ticks != nil
    loopOptions.title = title
    let keys = KeySave(path: package.assets + "/" + KeyBinder.path, place: place, events: events)
    let loop = GameLoop(
      game: game, terminal: terminal, clock: clock, events: events, gateway: loopGateway, board: board,
      keys: KeyBinder(assets: services.assets, events: events) { keys.write($0) }, options: loopOptions)
    let check = ProcessCheck(
      game: game, terminal: terminal, events: events, journal: memory.journal, isHeadless: options.headless)
    game.onGameCalled = { check.repairSignals() }
    processCheck = check
    var pace = LastWorld.Pace()
    loop.onIteration = { [memory, game, lastWorld] in
      memory.journal.beat()
      check.run()
      // A recording has it anyway.
      if let lastWorld, game.recording(by: .host) == nil, let world = pace.takeDue(from: game) {
        lastWorld.write(world)
      }
    }
    loop.onFrame = { [cast, animation] picture, time in
      cast?.record(picture, at: time)
      animation?.record(picture, at: time)
    }
    _ = services.assets.apply(AssetFolder(root: package.assets).readAll())
    game.onRequest = requestHandler(loop)
    return loop
  }

  private func readScript(_ path: String) throws -> InputScript {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandError("\(path): cannot be read; --input needs a file of lines such as `30 press fire`")
    }
    do throws(FileProblem) {
      return try InputScript(name: path, text: String(decoding: data, as: UTF8.self))
    } catch {
      throw refusal("\(error)")
    }
  }

  // MARK: Start and end

  /// Starts the first build, or continues the run of a host that died.
  private func begin() {
    // A run of a fixed length uses only the current source, and somebody else's moment is compared with it.
    let playsOlder = options.ticks == nil && !options.waitForBuild && moment == nil
    game.gateway.post { [coordinator, events, package] game in
      let resumption: Resumption?
      do throws(Resumption.Failure) {
        resumption = try game.findInterruptedRun()
      } catch {
        resumption = nil
        events.emit(.resumeFailed(reason: "\(error)"))
      }
      if let resumption {
        game.resume(resumption)
        RescuedWorld.save(resumption, in: package.root)
        events.emit(
          .resumed(
            HostEvent.Resumption(
              pid: getpid(),
              death: "\(resumption.death.cause)"
                + (resumption.wasEvaluating ? "; code that was sent to it was running" : ""),
              blamed: resumption.blamed,
              generation: game.generation, tick: resumption.tick)))
      } else {
        events.emit(.started(pid: getpid(), generation: game.generation))
      }
      let resumed = resumption.map { ($0.newest, $0.lastNumber) }
      Task {
        if let (newest, last) = resumed { await coordinator.resume(newest, lastNumber: last) }
        await coordinator.start(playsOlder: playsOlder)
      }
    }
  }

  private func finish(_ reason: String) {
    game.determinism?.stop()
    services.kept.removeFiles()
    services.stored.flush()
    QuickSave.flush()
    KeySave.flush()
    renames.flush()
    tweaks.flush()
    lostTweaks = game.endTweaks()
    let ended = Latch()
    Task.detached { [coordinator] in
      await coordinator.stop()
      ended.open()
    }
    // Do not let the player wait for a compiler that does not end.
    ended.wait(timeout: .seconds(2))
    events.emit(.stopped(pid: getpid(), generation: game.generation, reason: reason))
    eventLog?.flush()
    feed.flush()
    log.flush()
    for problem in [cast?.finish(), animation?.finish()].compactMap(\.self) {
      notice("\(problem)")
      lostRecording = true
    }
    lastPicture = headless?.picture
  }
}

extension RunMemory {
  /// Whether this host continues the run of another one that died.
  var continuesRun: Bool { journal.lastDeath != nil }
}

extension GamePackage {
  /// Where a host of this package answers control requests.
  fileprivate var controlSocket: String { state + "/control.sock" }
  /// The folder of the run's kept values.
  var keptValues: String { state + "/kept" }
}
