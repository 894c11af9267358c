import Glibc

/// CLOCK_MONOTONIC, slept on to absolute deadlines, so that ticks do not drift.
///
/// It waits on a condition variable whose clock is CLOCK_MONOTONIC: as exact as `clock_nanosleep`, and another
/// thread can end the wait when there is something to do at the safe point.
@safe public final class MonotonicClock: Clock, @unchecked Sendable {
  // Allocated, because pthread objects must not move. `woken` is guarded by `mutex`.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var woken = false

  public init() {
    unsafe pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    unsafe pthread_cond_init(condition, &attributes)
    unsafe pthread_condattr_destroy(&attributes)
  }

  deinit {
    unsafe pthread_cond_destroy(condition)
    unsafe pthread_mutex_destroy(mutex)
    unsafe condition.deallocate()
    unsafe mutex.deallocate()
  }

  public func now() -> UInt64 { MonotonicClock.now() }

  /// The same time for code that has no loop.
  public static func now() -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  public func sleep(until deadline: UInt64) {
    var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
    unsafe pthread_mutex_lock(mutex)
    while !woken {
      if unsafe pthread_cond_timedwait(condition, mutex, &time) == ETIMEDOUT { break }
    }
    woken = false
    unsafe pthread_mutex_unlock(mutex)
  }

  public func wake() {
    unsafe pthread_mutex_lock(mutex)
    woken = true
    unsafe pthread_cond_signal(condition)
    unsafe pthread_mutex_unlock(mutex)
  }
}
