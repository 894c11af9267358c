/// Decides when ticks run: rate, catching up, pause, single steps and the limit of the run. Pure: it is told the time.
struct TickPacer {
  private(set) var ticksPerSecond: Int
  /// Whether the player, or a control client, paused the game.
  private(set) var isPaused = false
  /// Whether something on the screen keeps the ticks from running, besides a pause; see `Hold`.
  var isHeld = false
  private(set) var ticksRun: UInt64 = 0
  var droppedTicks: UInt64 = 0
  var stepTime = SmoothedTime()
  private var schedule: TickSchedule
  private let tickLimit: UInt64?
  private var requestedSteps = 0
  private var tickedGeneration: UInt64 = 0

  init(ticksPerSecond: Int, tickLimit: UInt64?, now: UInt64) {
    self.ticksPerSecond = ticksPerSecond
    self.tickLimit = tickLimit
    schedule = TickSchedule(ticksPerSecond: ticksPerSecond, origin: now)
  }

  var secondsPerTick: Double { 1 / Double(ticksPerSecond) }
  var nextDeadline: UInt64 { schedule.nextDeadline }

  /// Whether ticks run by the clock.
  var isRunning: Bool { !isPaused && !isHeld }

  /// Whether the run has had all its ticks.
  var hasReachedLimit: Bool { tickLimit.map { ticksRun >= $0 } ?? false }

  /// The time since the last tick as a fraction of a tick; 0 while no ticks run. The last picture of a run of a fixed length has
  /// 0, too: it depends only on its ticks.
  func alpha(at now: UInt64) -> Float { isRunning && !hasReachedLimit ? schedule.fraction(at: now) : 0 }

  /// Number of ticks to run at `now`, and number of ticks that are dropped. Pausing does not change it.
  mutating func takeDue(at now: UInt64) -> (run: Int, dropped: Int) { schedule.takeDue(at: now) }

  /// Whether a tick that is due may run: always, but while paused or held only for a requested step.
  mutating func beginTick() -> Bool {
    if isRunning { return true }
    guard requestedSteps > 0 else { return false }
    requestedSteps -= 1
    return true
  }

  /// Counts a tick that ran.
  /// - Returns: whether the run ends with it.
  mutating func reachesLimit() -> Bool {
    ticksRun += 1
    return hasReachedLimit
  }

  /// Whether no tick of this generation was reported since another one ran.
  mutating func isFirstTick(of generation: UInt64) -> Bool {
    defer { tickedGeneration = generation }
    return tickedGeneration != generation
  }

  mutating func setPaused(_ isPaused: Bool) {
    self.isPaused = isPaused
    requestedSteps = 0
  }

  mutating func requestSteps(_ count: Int) { requestedSteps += count }

  mutating func setRate(_ ticksPerSecond: Int, now: UInt64) {
    self.ticksPerSecond = ticksPerSecond
    schedule = TickSchedule(ticksPerSecond: ticksPerSecond, origin: now)
  }

  mutating func restart(at now: UInt64) { schedule.restart(at: now) }
}
