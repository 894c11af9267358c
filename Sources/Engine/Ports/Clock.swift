import HostSystem

/// The loop's time. `MonotonicClock` is the real clock; `ManualClock` runs a loop without waiting.
public protocol Clock: AnyObject, Sendable {
  /// Nanoseconds. Never decreases. The real clock is CLOCK_MONOTONIC.
  func now() -> UInt64

  /// Returns at `deadline`, or earlier if `wake` is called. Returns at once if the deadline has passed or `wake` was
  /// called since the last sleep.
  func sleep(until deadline: UInt64)

  /// How often the process was stopped and continued. The time until then is not lateness.
  var stops: UInt64 { get }

  /// Ends the current sleep, or else the next one. Any thread.
  func wake()
}

extension MonotonicClock: Clock {
  public var stops: UInt64 { ProcessStops.count }
}
