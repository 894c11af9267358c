import CWorldMemory
import Dispatch
import Foundation
import Synchronization

/// A thread of low priority that does one piece of work after another. Unlike a thread that a queue starts when it is
/// needed, it never takes the processor from the loop that hands it the work.
final class BackgroundThread: Sendable {
  /// On Linux a thread has a nice value of its own. At this one it gets a tenth of a processor that is wanted by others.
  private static let niceness: Int32 = 10

  private let posted = Mutex<[@Sendable () -> Void]>([])
  private let isPosted = DispatchSemaphore(value: 0)

  /// It lives as long as the process.
  init(name: String) {
    let thread = Thread { [self] in
      world_capture_enter_thread()
      while true {
        isPosted.wait()
        posted.withLock { $0.removeFirst() }()
      }
    }
    thread.name = name
    thread.start()
  }

  /// Any thread. Does not wait.
  func post(_ work: @escaping @Sendable () -> Void) {
    posted.withLock { $0.append(work) }
    isPosted.signal()
  }
}
