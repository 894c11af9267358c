/// When ticks are due. Pure: it is told the time.
///
/// The deadline of tick n is `origin + n × period`, so the error of one wait does not add to the next. A late host runs
/// at most `catchUpLimit` ticks at once; further ticks are dropped, and the deadlines move by whole periods.
/// Source: Glenn Fiedler, "Fix Your Timestep!".
public struct TickSchedule: Sendable {
  /// Nanoseconds of one tick.
  public let period: UInt64
  /// Maximum number of ticks that run without a frame between them.
  public let catchUpLimit: Int
  /// When the next tick is due.
  public private(set) var nextDeadline: UInt64

  /// The first tick is due at `origin`.
  public init(ticksPerSecond: Int, origin: UInt64, catchUpLimit: Int = 5) {
    precondition(ticksPerSecond > 0 && catchUpLimit > 0)
    self.period = 1_000_000_000 / UInt64(ticksPerSecond)
    self.catchUpLimit = catchUpLimit
    self.nextDeadline = origin
  }

  /// Number of ticks to run at `now`, and number of ticks that are dropped.
  public mutating func takeDue(at now: UInt64) -> (run: Int, dropped: Int) {
    guard now >= nextDeadline else { return (0, 0) }
    let due = Int((now - nextDeadline) / period) + 1
    nextDeadline += UInt64(due) * period
    let run = min(due, catchUpLimit)
    return (run, due - run)
  }

  /// Position of `now` between the last tick (0) and the next one (1).
  public func fraction(at now: UInt64) -> Float {
    guard now < nextDeadline else { return 1 }
    let left = Float(nextDeadline - now) / Float(period)
    return max(0, 1 - left)
  }

  /// Makes the next tick due at `now`, after a pause or a stop of the process.
  public mutating func restart(at now: UInt64) {
    nextDeadline = now
  }
}
