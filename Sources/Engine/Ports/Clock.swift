import HostSystem

/// The time the loop runs by. The real one is `MonotonicClock`; `ManualClock` runs a loop without waiting.
public protocol Clock: AnyObject, Sendable {
  /// Nanoseconds on a clock that never goes back. The real one is CLOCK_MONOTONIC.
  func now() -> UInt64

  /// Returns at `deadline`, or earlier if `wake` is called; at once if the deadline has passed or a `wake` came
  /// since the last sleep.
  func sleep(until deadline: UInt64)

  /// Ends the sleep under way, or the next one. Any thread.
  func wake()
}

extension MonotonicClock: Clock {}
