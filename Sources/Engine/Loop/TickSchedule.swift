/// When ticks are due. Pure: it is told the time and never asks for it.
///
/// The deadline of tick n is `origin + n × period`, so an error in one wait is not carried into the next. A
/// host that comes late runs at most `catchUpLimit` ticks in one go; what it is late beyond that is dropped, and
/// the deadlines move by whole periods. The idea is Glenn Fiedler's "Fix Your Timestep!".
public struct TickSchedule: Sendable {
  /// Nanoseconds of one tick.
  public let period: UInt64
  /// How many ticks may run without a frame between them.
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

  /// What to do at `now`: how many ticks to run, and how many are given up.
  public mutating func takeDue(at now: UInt64) -> (run: Int, dropped: Int) {
    guard now >= nextDeadline else { return (0, 0) }
    let due = Int((now - nextDeadline) / period) + 1
    nextDeadline += UInt64(due) * period
    let run = min(due, catchUpLimit)
    return (run, due - run)
  }

  /// How far `now` lies between the last tick (0) and the next one (1).
  public func fraction(at now: UInt64) -> Float {
    guard now < nextDeadline else { return 1 }
    let left = Float(nextDeadline - now) / Float(period)
    return max(0, 1 - left)
  }

  /// Starts anew: the next tick is due at `now`. For after a pause or a stop of the process, which is no lateness.
  public mutating func restart(at now: UInt64) {
    nextDeadline = now
  }
}
