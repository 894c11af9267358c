import CGameABI

/// The fixed-timestep loop: input, safe point, tick, frame, sleep.
///
/// Confined to the thread that calls `run`. Other threads post work to `gateway`; the loop does it at the next safe point.
public final class GameLoop {
  public struct Options: Sendable {
    /// Ticks per second; nil leaves the rate to the game, or to `defaultRate` if the game states none.
    public var ticksPerSecond: Int?
    public var framesPerSecond = 60
    /// The run ends after this many ticks.
    public var tickLimit: UInt64?
    /// The run ends, after a frame, where something on the screen stops the ticks (see `Hold`). For runs without
    /// anybody who could continue them.
    public var endsWhenHeld = false
    /// The start of the terminal's title; the keys for help and quit are added. Empty for no title.
    public var title = ""
    public init() {}
  }

  public static let defaultRate = 60

  public let game: any GameProvider
  public let terminal: any Terminal
  public let clock: any Clock
  public let events: EventBus
  public let gateway: LoopGateway<GameLoop>
  /// Heartbeat: called once per loop iteration.
  public var onIteration: () -> Void = {}
  public internal(set) var exitReason: String?
  /// What on the screen stops the ticks; nil for nothing. Updated at each safe point.
  public private(set) var hold: Hold?

  /// The windows that are attached to this run.
  public let windows: AttachedWindows
  var windowBudget = InputBudget()

  let options: Options
  let input: InputRouter
  let frames: FramePresenter
  var pacer: TickPacer
  /// Whether events of the terminal wake the loop.
  private var isWokenByKeys = false
  /// The bindings that the terminal's title names.
  private var titleHints: KeyHints?
  /// The generation after the last safe point or tick.
  private var generation: UInt64
  /// Those that the loop has noticed.
  private var stops: UInt64

  /// - Parameter keys: nil leaves the bindings to `bindings`.
  public init(
    game: any GameProvider, terminal: any Terminal, clock: any Clock, events: EventBus,
    gateway: LoopGateway<GameLoop>, board: OverlayBoard, keys: KeyBinder? = nil, options: Options = Options()
  ) {
    self.game = game
    self.terminal = terminal
    self.clock = clock
    self.events = events
    self.gateway = gateway
    self.options = options
    windows = AttachedWindows(game: game, board: board)
    generation = game.generation
    stops = clock.stops
    pacer = TickPacer(
      ticksPerSecond: options.ticksPerSecond ?? Self.defaultRate, tickLimit: options.tickLimit,
      now: clock.now())
    input = InputRouter(
      game: game, terminal: terminal, board: board, binder: keys, ticksPerSecond: pacer.ticksPerSecond)
    frames = FramePresenter(
      game: game, terminal: terminal, clock: clock, events: events, board: board,
      framesPerSecond: options.framesPerSecond)
  }

  /// Runs until something requests the end; returns the reason.
  public func run() -> String {
    forgetLateness()
    while exitReason == nil {
      onIteration()
      reachSafePoint()
      let now = clock.now()
      noticeStop()
      let due = pacer.takeDue(at: now)
      for index in 0..<due.run where exitReason == nil {
        if index > 0 { reachSafePoint() }
        tick()
      }
      if due.dropped > 0, !noticeStop() { reportOverrun(due.dropped) }
      if frames.takeDue(afterTick: due.run > 0) || pacer.hasReachedLimit {
        frames.present(pacer, input.bindings)
        if options.endsWhenHeld, let hold { requestExit("\(hold)") }
      }
      frames.reportFirstFrame()
      readWindows()
      if exitReason == nil { clock.sleep(until: frames.wakeTime(nextTick: pacer.nextDeadline)) }
    }
    return exitReason ?? ""
  }

  /// Between two ticks: takes input, then applies what is pending.
  private func reachSafePoint() {
    let (generation, tick) = (game.generation, game.tick)
    takeInput()
    gateway.drain(into: self)
    game.reachSafePoint()
    followGeneration()
    input.refreshBindings()
    input.refreshTweaks()
    input.refreshTime()
    input.refreshStop()
    followPanels()
    updateTitle()
    // The first generation, another world, a tick that was left out: an input script may name the tick.
    if game.generation != generation || game.tick != tick { takeInput() }
    setRate(options.ticksPerSecond ?? game.ticksPerSecond ?? Self.defaultRate)
    updateHold()
  }

  /// What a key changes in an open panel is shown at once, not with the next tick.
  private func followPanels() {
    if input.takeChange() { frames.request() }
    guard board.overlay.takesKeys != isWokenByKeys else { return }
    isWokenByKeys.toggle()
    let wake: @Sendable () -> Void = { [clock] in clock.wake() }
    terminal.onEvents(isWokenByKeys ? wake : nil)
  }

  private func updateTitle() {
    let hints = input.bindings.hints
    if hints != board.hints {
      board.hints = hints
      board.refreshQuestion()
    }
    guard !options.title.isEmpty, hints != titleHints else { return }
    titleHints = hints
    terminal.setTitle(hints.status.isEmpty ? options.title : "\(options.title) · \(hints.status)")
  }

  private func updateHold() {
    hold = Hold(board.overlay, game: game, size: terminal.size)
    input.isHeld = hold != nil
    guard pacer.isHeld != input.isHeld else { return }
    pacer.isHeld = input.isHeld
    forgetLateness()
  }

  private func takeInput() {
    for event in terminal.drainEvents() {
      switch input.route(event) {
      case .perform(let command): perform(command)
      case .exit(let reason): requestExit(reason)
      case .forgetLateness: forgetLateness()
      case nil: break
      }
    }
  }

  private func tick() {
    input.passTickOnTime()
    windows.passTick(ticksPerSecond: pacer.ticksPerSecond)
    // While the run is stopped, the input stays as it was for the tick after.
    guard exitReason == nil, game.tickStop == nil, pacer.beginTick() else { return }
    let start = clock.now()
    let hasRun = game.step(input: input.takeSample(), dt: pacer.secondsPerTick)
    pacer.stepTime.add(clock.now() - start)
    followGeneration()
    guard hasRun else { return }
    events.setTick(game.tick)
    if pacer.isFirstTick(of: game.generation) { events.emit(.firstTick(generation: game.generation)) }
    if pacer.reachesLimit() { requestExit("reached \(pacer.ticksRun) ticks") }
  }

  /// A reload, or the recovery from a crash, may have changed the generation.
  private func followGeneration() {
    guard game.generation != generation else { return }
    generation = game.generation
    frames.generationChanged()
  }

  private func setRate(_ rate: Int) {
    guard rate != pacer.ticksPerSecond else { return }
    pacer.setRate(rate, now: clock.now())
    input.ticksPerSecond = rate
    frames.forgetLateness()
  }

  /// The time until now is not lateness: the process was stopped, or the loop paused.
  func forgetLateness() {
    pacer.restart(at: clock.now())
    frames.forgetLateness()
  }

  /// Whether the process was stopped since the last call.
  ///
  /// Asked after the clock was read, and again before lateness is reported: this thread may continue shortly before the stop
  /// is counted.
  @discardableResult
  private func noticeStop() -> Bool {
    guard clock.stops != stops else { return false }
    stops = clock.stops
    forgetLateness()
    return true
  }

  private func reportOverrun(_ dropped: Int) {
    // While nothing runs, nothing is late.
    guard pacer.isRunning, game.generation > 0, game.tickStop == nil else { return }
    pacer.droppedTicks += UInt64(dropped)
    events.emit(.overrun(dropped: dropped))
  }
}
