import Engine
import Foundation
import Glibc
import HostSystem
import Synchronization

/// The floor of a loop's lateness: a thread that only calls `clock_nanosleep` for one deadline after another.
final class BareLoop: Sendable {
  private let isEnding = Atomic(false)
  private let lateness = Mutex<[UInt64]>([])
  private let ended = Latch()

  init(ticksPerSecond: Int) throws {
    let period = 1_000_000_000 / UInt64(ticksPerSecond)
    try HostThread("hotloop.bare") { [self] in
      var late: [UInt64] = []
      // Half a period away from the measured loop, so that neither wakes the other's processor.
      var deadline = MonotonicClock.now() + period / 2
      while !isEnding.load(ordering: .relaxed) {
        var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
        unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil)
        late.append(MonotonicClock.now() - deadline)
        deadline += period
      }
      lateness.withLock { [late] in $0 = late }
      ended.open()
    }
  }

  /// Ends the thread.
  /// - Returns: how late each deadline was, in nanoseconds.
  func end() -> [UInt64] {
    isEnding.store(true, ordering: .relaxed)
    ended.wait()
    return lateness.withLock { $0 }
  }
}
