import Engine
import Foundation
import Glibc
import HostSystem
import Synchronization

/// The least that a loop can be: `clock_nanosleep` to one deadline after another, on a thread of its own. How late it
/// wakes is what nothing can be below on this machine at this time.
final class BareLoop: Sendable {
  private let isEnding = Atomic(false)
  private let lateness = Mutex<[UInt64]>([])
  private let ended = Latch()

  init(ticksPerSecond: Int) throws {
    let period = 1_000_000_000 / UInt64(ticksPerSecond)
    try HostThread("hotloop.bare") { [self] in
      var late: [UInt64] = []
      // Half a period beside the measured loop, so that the two do not wake each other's processor.
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

  /// Ends it. How late each deadline was, in nanoseconds.
  func end() -> [UInt64] {
    isEnding.store(true, ordering: .relaxed)
    ended.wait()
    return lateness.withLock { $0 }
  }
}
