import Engine
import HostSystem

/// The real clock. Records how late each sleep of the loop ended and how long the loop was awake after it.
///
/// Only `wake` may be called on other threads than the loop's.
final class RecordingClock: Clock, @unchecked Sendable {
  /// One iteration of the loop, from the end of a sleep to the start of the next. All in nanoseconds.
  struct Iteration {
    /// When the sleep should have ended.
    var deadline: UInt64
    /// When it ended.
    var wake: UInt64
    var awakeDuration: UInt64
    /// When the next sleep started.
    var end: UInt64 { wake + awakeDuration }
    /// 0 if something woke the loop before the deadline.
    var lateness: UInt64 { wake > deadline ? wake - deadline : 0 }
  }

  private(set) var iterations: [Iteration] = []
  private let clock = MonotonicClock()
  private var current: (deadline: UInt64, wake: UInt64)?

  init() { iterations.reserveCapacity(1 << 14) }

  func now() -> UInt64 { clock.now() }
  var stops: UInt64 { clock.stops }
  func wake() { clock.wake() }

  func sleep(until deadline: UInt64) {
    let end = clock.now()
    if let current {
      iterations.append(
        Iteration(deadline: current.deadline, wake: current.wake, awakeDuration: end - current.wake))
    }
    clock.sleep(until: deadline)
    current = (deadline, clock.now())
  }
}
