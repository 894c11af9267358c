import Glibc

/// A value under a lock, and a wait for it to change, with a deadline on CLOCK_MONOTONIC.
///
/// The waits of Foundation and Dispatch use the wall clock on Linux: a clock that is set makes them too long or too short.
@safe public final class MonotonicCondition<State: Sendable>: @unchecked Sendable {
  // Allocated, because pthread objects must not move. `state` is guarded by `mutex`.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var state: State

  public init(_ state: State) {
    self.state = state
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

  /// Changes the value and wakes all waiting threads.
  @discardableResult
  public func change<Result>(_ body: (inout State) -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer {
      unsafe pthread_cond_broadcast(condition)
      unsafe pthread_mutex_unlock(mutex)
    }
    return body(&state)
  }

  /// Waits until `isDone`, which may change the value, returns true. Returns false if the deadline comes first.
  @discardableResult
  public func wait(until deadline: Deadline, _ isDone: (inout State) -> Bool) -> Bool {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while !isDone(&state) {
      guard case .at(let time) = deadline else {
        unsafe pthread_cond_wait(condition, mutex)
        continue
      }
      var end = timespec(tv_sec: Int(time / 1_000_000_000), tv_nsec: Int(time % 1_000_000_000))
      if unsafe pthread_cond_timedwait(condition, mutex, &end) == ETIMEDOUT { return isDone(&state) }
    }
    return true
  }
}
