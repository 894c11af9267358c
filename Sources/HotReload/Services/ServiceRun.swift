import HostSystem
import Synchronization

/// A thread that runs the code of a service.
final class ServiceRun: Sendable {
  /// What the game knows it by.
  let handle: UInt64
  let launch: ServiceLaunch
  /// CLOCK_MONOTONIC, ns.
  let startTime = monotonicNow
  /// The kernel's number of the thread; 0 until it runs.
  let thread = Atomic<Int32>(0)

  init(_ launch: ServiceLaunch, handle: UInt64) {
    self.launch = launch
    self.handle = handle
  }

  var generation: UInt64 { launch.generation }

  /// On that thread.
  func noteThread() { thread.store(HostThread.currentNumber, ordering: .relaxed) }
}
