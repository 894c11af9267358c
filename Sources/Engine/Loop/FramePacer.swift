/// Decides when frames are drawn. Pure: it is told the time.
///
/// A frame is best drawn right after a tick, when there is something new to show. A frame that is due close to a tick,
/// before or after it, is therefore drawn with that tick.
struct FramePacer {
  private var schedule: TickSchedule
  private var isRequested = false

  init(framesPerSecond: Int, now: UInt64) {
    schedule = TickSchedule(ticksPerSecond: framesPerSecond, origin: now, catchUpLimit: 1)
  }

  /// The time between two frames (ns).
  var period: UInt64 { schedule.period }
  private var slack: UInt64 { schedule.period / 4 }

  /// Makes a frame due at once.
  mutating func request() { isRequested = true }

  mutating func takeDue(at now: UInt64, afterTick: Bool) -> Bool {
    defer { isRequested = false }
    return schedule.takeDue(at: now + (afterTick ? slack : 0)).run > 0 || isRequested
  }

  /// When the loop has to wake for the next tick or the next frame.
  func wakeTime(nextTick: UInt64) -> UInt64 {
    let frame = schedule.nextDeadline
    return frame < nextTick && nextTick - frame > slack ? frame : nextTick
  }

  mutating func restart(at now: UInt64) { schedule.restart(at: now) }
}
