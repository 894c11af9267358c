import CCrashGuard
import CGameABI
import Engine
import Foundation
import GameBuilder
import HostSystem
import HotReload
import Logging
import Synchronization
import TerminalRenderer

/// One run of the host: where the parts are put together.
final class PlaySession {
  private let options: PlayCommand
  private let package: GamePackage
  private let log: HostLog
  private let events: EventLog
  private let clock: any Clock
  private let queue: SafePointQueue<GameLoop>
  private let board: OverlayBoard
  private let services: HostServices
  private let game: ReloadableGame
  private let coordinator: ReloadCoordinator
  private let headless: HeadlessTerminal?
  private let cast: CastRecorder?
  private let output: OutputCapture
  private let memory: RunMemory
  private let gameIsBuilt = Flag()
  private let watcher = WatcherBox()

  /// What the last frame of a headless run was.
  private(set) var lastPicture: CellBuffer?
  /// Whether the run ended because it could not go on.
  private(set) var failed = false

  /// Everything that can refuse does so here, while the terminal still is the shell's.
  /// - Parameter memory: fresh, or that of a run whose host died.
  init(_ options: PlayCommand, memory: RunMemory) throws {
    self.options = options
    self.memory = memory
    let folder = URL(fileURLWithPath: options.folder).standardizedFileURL.path
    let (package, toolchain) = try blocking { try await Self.findGame(from: folder) }
    self.package = package
    events = try options.events.map { try EventLog(path: $0) } ?? EventLog()
    log = HostLog(path: package.state + "/hotloop.log", appends: memory.journal.lastDeath != nil)
    clock = options.fast ? SkippingClock { [gameIsBuilt] in !gameIsBuilt.isSet } : MonotonicClock()
    queue = SafePointQueue(clock: clock)
    board = OverlayBoard(clock: clock)
    log.mirror(to: queue)
    let log = log
    services = HostServices(assets: AssetStore()) { log.logFromGame($0, $1) }
    output = try OutputCapture(passesOn: options.headless) { [log] in log.logOutput($0) }
    let crashStory = CrashStory(
      root: package.root, toolchain: toolchain, events: events, queue: queue, output: output)
    game = ReloadableGame(
      services: services, events: events, board: board, crashStory: crashStory, packageRoot: package.root,
      seed: options.seed ?? MonotonicClock.now(), memory: memory,
      initialWorld: try options.from.map(savedWorld))
    let preflight =
      options.preflight ? try PreflightChildCommand.preflight(package, toolchain, options, queue) : nil
    coordinator = ReloadCoordinator(
      package: package, toolchain: toolchain, services: services, events: events, queue: queue,
      loadCheck: LoadCheck(program: ProcessLaunch.thisProgram, arguments: [LoadCheckCommand.name]),
      preflight: preflight, optimises: options.optimise
    ) { [watcher] in watcher.change(to: $0) }
    // A host that goes on with the run of another one leaves that one's recording as it is.
    cast = try options.cast.map { path in
      try CastRecorder(
        path: options.supervisor ? CastRecorder.freePath(path) : path, title: "hotloop: " + package.name)
    }
    headless = options.headless ? HeadlessTerminal(size: CellSize(text: options.size)!) : nil
  }

  private static func findGame(from folder: String) async throws -> (GamePackage, Toolchain) {
    let state = GamePackage.root(above: folder).map { $0 + "/.hotloop" }
    let toolchain = try await Toolchain.find(cache: state)
    return (try await GamePackage.find(from: folder, toolchain: toolchain), toolchain)
  }

  /// Plays to the end; returns why it ended. The calling thread is the loop's.
  func run() throws -> String {
    let script = try options.input.map(readScript)
    let terminal: any Terminal = try headless ?? openTerminal()
    try output.begin()
    defer {
      terminal.close()
      output.end()
    }
    guard unsafe crash_guard_enter_thread() != nil else {
      throw Refusal("no memory for the crash guard's stack")
    }
    let watchdog = options.callLimit > 0 ? Watchdog(limit: options.callLimit) : nil
    defer { watchdog?.stop() }
    crash_guard_install { _ in NcursesTerminal.restoreAfterFatalError() }

    let loop = makeLoop(terminal: terminal, script: script)
    let control = try ControlServer(path: package.state + "/control.sock") { [queue] in
      ControlHandler(queue: queue).answer($0)
    }
    defer { control.close() }
    let signals = headless == nil ? [] : endOnSignals()
    defer { for signal in signals { signal.cancel() } }

    watcher.set(try watch())
    defer { watcher.stop() }
    begin()
    let parent = getppid()
    let orphaned = options.supervisor ? endWithoutSupervisor(parent) : nil
    defer { orphaned?.cancel() }
    log.logger.info("playing \(package.root)")

    memory.journal.begin()
    let reason = loop.run()
    game.stop()
    memory.journal.end()
    finish(reason)
    return reason
  }

  /// Has the first generation built, or goes on with the run of a host that died.
  private func begin() {
    // A run of so many ticks is of what the files hold, and of nothing else.
    let playsOlder = options.ticks == nil && !options.waitForBuild
    queue.post { [coordinator, events, log, package] loop in
      guard let game = loop.game as? ReloadableGame else { return }
      let left: Resumption?
      do throws(Resumption.Failure) {
        left = try game.findLeftRun()
      } catch {
        left = nil
        log.logger.error("the run of the host that died cannot go on: \(error)")
        loop.board.overlay.raise(
          .init(source: "world", title: "the host died, and its run cannot go on", lines: [.init("\(error)")])
        )
      }
      if let left {
        game.resume(left)
        RescuedWorld.save(left, in: package.root)
      }
      let name = left == nil ? "started" : "resumed"
      events.record(
        name,
        [
          "pid": .integer(Int64(getpid())), "generation": .unsigned(game.generation),
          "reason": .string(left.map { "\($0.death.cause)" } ?? "started"),
        ])
      let newest = left?.newest
      Task {
        if let newest { await coordinator.resume(newest) }
        await coordinator.start(playsOlder: playsOlder)
      }
    }
  }

  /// A host that nobody looks after any more ends in order.
  private func endWithoutSupervisor(_ parent: pid_t) -> any DispatchSourceTimer {
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.schedule(deadline: .now() + 1, repeating: 1)
    timer.setEventHandler { [queue] in
      if getppid() != parent { queue.post { $0.requestExit("its supervisor is gone") } }
    }
    timer.resume()
    return timer
  }

  private func openTerminal() throws -> any Terminal {
    NcursesTerminal.observeRestore { [journal = memory.journal] in journal.setTerminal($0) }
    var options = try self.options.terminalOptions()
    options.title = "hotloop: \(package.name)"
    return try NcursesTerminal(options: options)
  }

  private func makeLoop(terminal: any Terminal, script: InputScript?) -> GameLoop {
    var loopOptions = GameLoop.Options()
    loopOptions.ticksPerSecond = options.rate
    loopOptions.framesPerSecond = options.fps
    loopOptions.tickLimit = options.ticks
    loopOptions.script = script
    let loop = GameLoop(
      game: game, terminal: terminal, clock: clock, events: events, queue: queue, board: board,
      options: loopOptions)
    loop.onTurn = { [memory] in memory.journal.beat() }
    if let cast { loop.onFrame = { cast.record($0, at: $1) } }
    let keys = KeySave(path: package.assets + "/" + KeyBinder.path, queue: queue)
    let binder = KeyBinder(assets: services.assets, events: events) { keys.write($0) }
    loop.onRebind = { loop, target, keys in binder.rebind(target, to: keys, on: loop) }
    loop.onGenerationChange = { [gameIsBuilt] loop, actionsDiffer in
      gameIsBuilt.set()
      if actionsDiffer { binder.bind(loop) }
    }
    if options.ticks != nil {
      // Nobody is there to mend it, and a run of so many ticks must end.
      loop.onBuildFailure = { loop, reason in
        if loop.game.generation == 0 { loop.requestExit("there is nothing to play:\n\(reason)") }
      }
    }
    loop.onAssetsChange = { loop, paths in
      if paths.contains(KeyBinder.path) { binder.bind(loop) }
    }
    _ = services.assets.apply(AssetFolder(root: package.assets).readAll())
    board.overlay.hud.build = "starting …"
    game.onRebuildRequest = { [coordinator] in
      let now = MonotonicClock.now()
      Task { await coordinator.rebuildRequested(at: now) }
    }
    game.onQuitRequest = { [unowned loop] in loop.requestExit("the game asked for it") }
    game.logLine = { [log] in log.logger.info("\($0)") }
    let save = QuickSave(path: package.state + "/quick.world", queue: queue, events: events)
    game.onSaveRequest = { save.write($0) }
    game.onLoadRequest = { save.read() }
    return loop
  }

  private func watch() throws -> SourceWatcher {
    let saves = AssetSaves(folder: AssetFolder(root: package.assets), queue: queue)
    return try SourceWatcher(package: package) { [coordinator, log, queue] burst in
      if let problem = burst.problem {
        log.logger.error("\(problem)")
        queue.post { $0.board.post("\(problem)", .bad, seconds: 10) }
      }
      if !burst.assets.isEmpty { saves.read(burst.assets) }
      let sources = burst.sources + burst.manifests
      if !sources.isEmpty { Task { await coordinator.sourcesSaved(sources, at: burst.time) } }
    }
  }

  private func finish(_ reason: String) {
    let ended = DispatchSemaphore(value: 0)
    Task.detached { [coordinator] in
      await coordinator.stop()
      ended.signal()
    }
    // A compiler that does not die is no reason to keep the player waiting.
    _ = ended.wait(timeout: .now() + 2)
    events.record(
      "stopped",
      ["pid": .integer(Int64(getpid())), "generation": .unsigned(game.generation), "reason": .string(reason)])
    events.flush()
    log.logger.info("ended: \(reason)")
    log.flush()
    if let problem = cast?.finish() { FileHandle.standardError.write(Data("hotloop: \(problem)\n".utf8)) }
    lastPicture = headless?.picture
    failed = options.headless && game.generation == 0
  }

  private func readScript(_ path: String) throws -> InputScript {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Refusal("\(path): cannot be read; --input needs a file of lines such as `30 press fire`")
    }
    return try InputScript(name: path, text: String(decoding: data, as: UTF8.self))
  }

  /// A run without a terminal ends in order on the signals that would kill it.
  private func endOnSignals() -> [any DispatchSourceSignal] {
    [(SIGINT, "SIGINT"), (SIGTERM, "SIGTERM"), (SIGHUP, "SIGHUP")].map { number, name in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [queue] in queue.post { $0.requestExit(name) } }
      source.resume()
      return source
    }
  }
}

/// Reads saved assets on the watcher's thread and hands them to the loop.
private struct AssetSaves: Sendable {
  let folder: AssetFolder
  let queue: SafePointQueue<GameLoop>

  func read(_ paths: [String]) {
    let contents = folder.read(paths: paths)
    queue.post { loop in
      guard let game = loop.game as? ReloadableGame else { return }
      let changed = game.assets.apply(contents)
      loop.onAssetsChange(loop, changed)
    }
  }
}

/// Something that happens once. Any thread.
private final class Flag: Sendable {
  private let value = Atomic(false)
  var isSet: Bool { value.load(ordering: .acquiring) }
  func set() { value.store(true, ordering: .releasing) }
}

/// The watcher, which begins after the coordinator that it reports to was made. Any thread.
private final class WatcherBox: Sendable {
  private let watcher = Mutex<SourceWatcher?>(nil)
  func set(_ new: SourceWatcher) { watcher.withLock { $0 = new } }
  func change(to package: GamePackage) { watcher.withLock { $0 }?.change(to: package) }
  func stop() { watcher.withLock { $0 }?.stop() }
}
