/// Decides when ticks run: rate, catching up, pause, single steps and the limit of the run. Pure: it is told the time.
struct TickPacer {
  private(set) var ticksPerSecond: Int
  private(set) var isPaused = false
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

  /// The time since the last tick as a fraction of a tick; 0 while paused.
  func alpha(at now: UInt64) -> Float { isPaused ? 0 : schedule.fraction(at: now) }

  /// Number of ticks to run at `now`, and number of ticks that are dropped. Pausing does not change it.
  mutating func takeDue(at now: UInt64) -> (run: Int, dropped: Int) { schedule.takeDue(at: now) }

  /// Whether a tick that is due may run: always, but while paused only for a requested step.
  mutating func beginTick() -> Bool {
    guard isPaused else { return true }
    guard requestedSteps > 0 else { return false }
    requestedSteps -= 1
    return true
  }

  /// Counts a tick that ran.
  /// - Returns: whether the run ends with it.
  mutating func reachesLimit() -> Bool {
    ticksRun += 1
    return tickLimit.map { ticksRun >= $0 } ?? false
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
