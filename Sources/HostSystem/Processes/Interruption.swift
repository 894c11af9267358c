import CHostSystem
import Glibc
import Synchronization

/// Work that ends in order when a signal asks this process to end.
public final class Interruption: Sendable {
  private let signal = Mutex<Int32?>(nil)

  private init() {}

  /// Does work; SIGINT, SIGTERM and SIGHUP cancel its task. Such a signal ends the process when the work has returned, so that
  /// it can remove what it made.
  public static func ending<Value: Sendable>(
    after work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let interruption = Interruption()
    let task = Task { try await work() }
    let signals = EndingSignals { number, _ in
      interruption.signal.withLock { $0 = number }
      task.cancel()
    }
    let result = await task.result
    signals.restore()
    if let number = interruption.signal.withLock({ $0 }) { die(by: number) }
    return try result.get()
  }

  /// So that the parent learns the signal.
  private static func die(by number: Int32) {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, number)
    unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    raise(number)
  }
}
