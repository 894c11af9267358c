import Dispatch
import HostSystem
import Synchronization

/// The time of the first byte after ``expect()``.
final class ArrivalTime: Sendable {
  private let time = Atomic<UInt64>(1)
  private let arrived = DispatchSemaphore(value: 0)

  func expect() { time.store(0, ordering: .releasing) }

  func note() {
    let now = MonotonicClock.now()
    if time.compareExchange(expected: 0, desired: now, ordering: .acquiringAndReleasing).exchanged {
      arrived.signal()
    }
  }

  func wait(milliseconds: Int) -> UInt64? {
    arrived.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
      ? time.load(ordering: .acquiring) : nil
  }
}
