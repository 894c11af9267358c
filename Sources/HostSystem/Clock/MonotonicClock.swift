import Glibc

/// Nanoseconds of CLOCK_MONOTONIC. It never goes back, and setting the wall clock does not move it.
public var monotonicNow: UInt64 {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// Nanoseconds of CLOCK_REALTIME since 1970: the clock that file times are taken from.
public var wallClockNow: Int64 {
  var time = timespec()
  unsafe clock_gettime(CLOCK_REALTIME, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// A sleep to absolute deadlines on CLOCK_MONOTONIC, which another thread can end.
///
/// It waits on a condition variable, which is as exact as `clock_nanosleep`. One thread sleeps; any thread wakes it.
public final class MonotonicClock: Sendable {
  private let condition = MonotonicCondition(false)

  public init() {}

  public func now() -> UInt64 { monotonicNow }

  /// ``monotonicNow``, for code that has no clock at hand.
  public static func now() -> UInt64 { monotonicNow }

  /// Returns at `deadline` (ns), or earlier if `wake` is called. Returns at once if the deadline has passed or `wake`
  /// was called since the last sleep.
  public func sleep(until deadline: UInt64) {
    condition.wait(until: .at(deadline)) { isWoken in
      defer { isWoken = false }
      return isWoken
    }
  }

  /// Ends the sleep in progress, or the next one. Any thread.
  public func wake() {
    condition.change { $0 = true }
  }
}
