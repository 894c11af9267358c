/// What the status line tells of the loop's pace.
struct LoopStatistics: Sendable {
  /// Smoothed seconds.
  private(set) var stepTime = 0.0
  private(set) var drawTime = 0.0
  private(set) var framesPerSecond = 0.0
  var droppedTicks: UInt64 = 0
  private var windowStart: UInt64 = 0
  private var windowFrames = 0

  mutating func stepTook(_ nanoseconds: UInt64) { smooth(&stepTime, nanoseconds) }
  mutating func drawTook(_ nanoseconds: UInt64) { smooth(&drawTime, nanoseconds) }

  /// Counts frames over half a second at a time.
  mutating func framePresented(at now: UInt64) {
    windowFrames += 1
    let elapsed = now &- windowStart
    guard elapsed >= 500_000_000 else { return }
    if windowStart != 0 { framesPerSecond = Double(windowFrames) * 1e9 / Double(elapsed) }
    windowStart = now
    windowFrames = 0
  }

  private func smooth(_ value: inout Double, _ nanoseconds: UInt64) {
    let seconds = Double(nanoseconds) / 1e9
    value = value == 0 ? seconds : value * 0.95 + seconds * 0.05
  }
}

extension HUD {
  mutating func update(from statistics: LoopStatistics, generation: UInt64, tick: UInt64, isPaused: Bool) {
    self.generation = generation
    self.tick = tick
    self.isPaused = isPaused
    stepTime = statistics.stepTime
    drawTime = statistics.drawTime
    framesPerSecond = statistics.framesPerSecond
    droppedTicks = statistics.droppedTicks
  }
}
