import CGameABI

/// The fixed-timestep loop: input, safe point, ticks, frame, sleep. Everything here happens on one thread.
///
/// Other threads reach the loop only through `gateway`, whose work is done at the safe point between two ticks.
public final class GameLoop {
  public struct Options: Sendable {
    /// Ticks a second; nil leaves it to the game, or to `defaultRate` where the game does not care.
    public var ticksPerSecond: Int?
    public var framesPerSecond = 60
    /// Ends the run after this many ticks.
    public var tickLimit: UInt64?
    public var script: InputScript?
    public init() {}
  }

  public static let defaultRate = 60

  public let game: any GameProvider
  public let terminal: any Terminal
  public let clock: any Clock
  public let events: EventBus
  public let gateway: LoopGateway<GameLoop>
  public let options: Options

  public let board: OverlayBoard
  public var bindings = KeyBindings.builtIn
  /// Called after a safe point that changed the generation, with whether the game answers to other actions now.
  public var onGenerationChange: (GameLoop, _ actionsDiffer: Bool) -> Void = { _, _ in }
  /// Called after the content of assets changed, with their paths.
  public var onAssetsChange: (GameLoop, _ paths: [String]) -> Void = { _, _ in }
  /// Called at each turn of the loop, for who watches whether it still goes round.
  public var onTurn: () -> Void = {}
  /// Called when the player gives an action other keys.
  public var onRebind: (GameLoop, KeyBindings.Target, [Key]) -> Void = { _, _, _ in }
  /// Called with each picture as it is handed to the terminal, and its time (ns, the loop's clock).
  public var onFrame: (CellBuffer, UInt64) -> Void = { _, _ in }
  public private(set) var isPaused = false
  public private(set) var exitReason: String?

  private var rate: Int
  private var schedule: TickSchedule
  private var frames: TickSchedule
  private var input: InputState
  private var statistics = LoopStatistics()
  private var picture: CellBuffer
  private var frame: UInt64 = 0
  private var scriptPosition = 0
  private var ticksRun: UInt64 = 0
  private var stepsAsked = 0
  private var ticked: UInt64 = 0
  private var unseen: (generation: UInt64, frame: UInt64)?
  private var drawnGeneration: UInt64 = 0
  /// What a save changed is shown at once, be it between two ticks.
  private var owesFrame = false

  public init(
    game: any GameProvider, terminal: any Terminal, clock: any Clock, events: EventBus,
    gateway: LoopGateway<GameLoop>, board: OverlayBoard, options: Options = Options()
  ) {
    self.game = game
    self.terminal = terminal
    self.clock = clock
    self.events = events
    self.gateway = gateway
    self.board = board
    self.options = options
    let now = clock.now()
    rate = options.ticksPerSecond ?? Self.defaultRate
    schedule = TickSchedule(ticksPerSecond: rate, origin: now)
    frames = TickSchedule(ticksPerSecond: options.framesPerSecond, origin: now, catchUpLimit: 1)
    input = InputState(ticksPerSecond: rate)
    picture = CellBuffer(size: terminal.size)
  }

  /// Plays until something asks for the end; returns what did.
  public func run() -> String {
    forgetLateness()
    while exitReason == nil {
      onTurn()
      readTerminal()
      reachSafePoint()
      let due = schedule.takeDue(at: clock.now())
      for _ in 0..<due.run where exitReason == nil { tick() }
      if due.dropped > 0 { overran(by: due.dropped) }
      if frameIsDue(afterTick: due.run > 0) { drawFrame() }
      noticeShownFrame()
      if exitReason == nil { clock.sleep(until: nextWake) }
    }
    return exitReason ?? ""
  }

  /// What was handed to the terminal last. Between two turns of the loop.
  public var lastPicture: CellBuffer { picture }

  /// Ends the run at the next turn of the loop.
  public func requestExit(_ reason: String) {
    if exitReason == nil { exitReason = reason }
  }

  /// The time that passes now is not lateness: the process was stopped, or a debugger held it.
  public func forgetLateness() {
    schedule.restart(at: clock.now())
    frames.restart(at: clock.now())
  }

  // MARK: One turn

  private func reachSafePoint() {
    let before = (generation: game.generation, actions: game.actions)
    gateway.drain(into: self)
    game.reachSafePoint()
    if game.generation != before.generation {
      let actionsDiffer = game.actions != before.actions
      drawnGeneration = 0
      owesFrame = true
      if actionsDiffer { input.releaseAll() }
      onGenerationChange(self, actionsDiffer)
    }
    let wanted = options.ticksPerSecond ?? game.ticksPerSecond ?? Self.defaultRate
    if wanted != rate { setRate(wanted) }
  }

  private func setRate(_ wanted: Int) {
    rate = wanted
    schedule = TickSchedule(ticksPerSecond: wanted, origin: clock.now())
    frames.restart(at: clock.now())
    input = InputState(ticksPerSecond: wanted)
  }

  private func tick() {
    if isPaused {
      guard stepsAsked > 0 else { return }
      stepsAsked -= 1
    }
    playScript()
    let start = clock.now()
    let sample = input.takeSample()
    let moved = game.step(input: sample, dt: 1 / Double(rate))
    statistics.stepTook(clock.now() - start)
    guard moved else { return }
    events.setTick(game.tick)
    ticksRun += 1
    if ticked != game.generation {
      ticked = game.generation
      events.emit(.firstTick(generation: ticked))
    }
    if let limit = options.tickLimit, ticksRun >= limit { requestExit("reached \(limit) ticks") }
  }

  /// A frame is best drawn right after a tick, when there is something new to see. So one that falls close to a tick
  /// goes with it, be it a little early or late.
  private func frameIsDue(afterTick ticked: Bool) -> Bool {
    defer { owesFrame = false }
    return frames.takeDue(at: clock.now() + (ticked ? frameSlack : 0)).run > 0 || owesFrame
  }

  private var frameSlack: UInt64 { frames.period / 4 }

  private var nextWake: UInt64 {
    let tick = schedule.nextDeadline
    let frame = frames.nextDeadline
    return frame < tick && tick - frame > frameSlack ? frame : tick
  }

  private func overran(by dropped: Int) {
    // While nothing runs there is nothing to be late with.
    guard !isPaused, game.generation > 0 else { return }
    statistics.droppedTicks += UInt64(dropped)
    events.emit(.overrun(dropped: dropped))
  }

  private func drawFrame() {
    let start = clock.now()
    if picture.size != terminal.size { picture.resize(to: terminal.size) } else { picture.clear() }
    let alpha = isPaused ? 0 : schedule.fraction(at: start)
    let drawn = game.draw(into: &picture, top: gameTop, alpha: alpha)
    statistics.drawTook(clock.now() - start)
    if !drawn, game.generation == 0 { OverlayPainter().paintWaiting(board.overlay.hud, on: &picture) }
    board.overlay.expireToasts(now: start)
    board.overlay.hud.update(
      from: statistics, generation: game.generation, tick: game.tick, isPaused: isPaused)
    OverlayPainter().paint(
      board.overlay, help: board.overlay.showsHelp ? bindings.help : [],
      bindings: board.overlay.keySettings == nil ? [] : bindings.listed, on: &picture)
    let composed = clock.now()
    frame += 1
    terminal.present(picture, frame: frame)
    onFrame(picture, start)
    noteFrameTimes(compose: composed - start, at: composed)
    statistics.framePresented(at: start)
    if drawn, drawnGeneration != game.generation {
      drawnGeneration = game.generation
      unseen = (game.generation, frame)
    }
  }

  private func noteFrameTimes(compose: UInt64, at now: UInt64) {
    let report = terminal.report
    board.overlay.hud.frameBudget = frames.period
    board.overlay.frames.add(compose: compose, report: report)
    if let summary = board.overlay.frames.takeSummary(at: now, report: report) {
      events.emit(.frames(summary))
    }
  }

  /// The first row that is the game's: what the host always shows does not cover it.
  private var gameTop: Int { min(board.overlay.topRows, terminal.size.rows) }

  /// The first picture of a generation counts when the terminal has taken all of it.
  private func noticeShownFrame() {
    guard let unseen else { return }
    let report = terminal.report
    guard report.lastFrame >= unseen.frame else { return }
    self.unseen = nil
    guard unseen.generation == game.generation else { return }
    events.emit(.firstFrame(generation: unseen.generation), time: report.lastFrameTime)
  }

  // MARK: Input

  private func readTerminal() {
    for event in terminal.drainEvents() { handle(event) }
  }

  private func handle(_ event: TerminalEvent) {
    switch event {
    case .key(let key, let phase): handle(key, phase)
    case .mouse(let column, let row, let buttons):
      input.handleMouse(column: column, row: row - gameTop, buttons: buttons)
    case .focus(false): input.releaseAll()
    case .resumed:
      input.releaseAll()
      forgetLateness()
    case .closed(let reason): requestExit(reason)
    case .resized, .paste, .focus: break
    }
  }

  private func handle(_ key: Key, _ phase: KeyPhase) {
    if board.overlay.keySettings != nil {
      if phase != .release { changeSettings(by: key, phase) }
      return
    }
    switch bindings[key] {
    case .host(let action): if phase == .press { perform(action) }
    case .game(let action):
      input.handle(action: action, phase: phase, inferRelease: !terminal.reportsReleases)
    case nil: break
    }
  }

  /// Keys that are held down move the choice on, but only a press of its own is given to an action.
  private func changeSettings(by key: Key, _ phase: KeyPhase) {
    guard let settings = board.overlay.keySettings, phase == .press || settings.mode == .choosing else {
      return
    }
    switch board.overlay.keySettings?.press(key, bindings: bindings) {
    case .close: board.overlay.keySettings = nil
    case .bind(let target, let keys): onRebind(self, target, keys)
    case .nothing, nil: break
    }
  }

  private func openSettings() {
    input.releaseAll()
    board.overlay.keySettings = KeySettings()
  }

  private func playScript() {
    guard let script = options.script else { return }
    while scriptPosition < script.lines.count, script.lines[scriptPosition].tick <= game.tick {
      switch script.lines[scriptPosition].event {
      case .press(let name): handleScripted(name, .press)
      case .release(let name): handleScripted(name, .release)
      case .key(let key):
        handle(key, .press)
        handle(key, .release)
      case .resize(let size): (terminal as? HeadlessTerminal)?.post(.resized(size))
      }
      scriptPosition += 1
    }
  }

  private func handleScripted(_ name: String, _ phase: KeyPhase) {
    if let action = game.actions.firstIndex(of: name) {
      input.handle(action: action, phase: phase, inferRelease: false)
    } else if let action = HostAction(rawValue: name) {
      if phase == .press { perform(action) }
    } else {
      requestExit("the input script names the action '\(name)', which this game does not have")
    }
  }

  /// What a key of the host does. The loop's thread.
  public func perform(_ action: HostAction) {
    switch action {
    case .reload: game.perform(.reload)
    case .rollback: game.perform(.rollback)
    case .forward: game.perform(.forward)
    case .rollbackWorld: game.perform(.rollbackWorld)
    case .save: game.perform(.save)
    case .load: game.perform(.load)
    case .pause: setPaused(!isPaused)
    case .step: singleStep()
    case .help: board.overlay.showsHelp.toggle()
    case .settings: openSettings()
    case .hud: board.overlay.showsHUD.toggle()
    case .log: board.overlay.showsLog.toggle()
    case .frames: board.overlay.showsFrames.toggle()
    case .quit: requestExit("quit")
    }
  }

  public func setPaused(_ paused: Bool) {
    isPaused = paused
    stepsAsked = 0
    forgetLateness()
  }

  /// One tick, and a pause before and after it.
  public func singleStep(count: Int = 1) {
    if !isPaused { setPaused(true) }
    stepsAsked += count
  }
}
