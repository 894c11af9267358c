import Glibc
import Synchronization

/// How often this process was stopped (Ctrl-Z, SIGTSTP, SIGSTOP) and continued: time in which it could not run is not
/// lateness. Any thread.
public enum ProcessStops {
  private static let continued = Atomic<UInt64>(0)
  private static let pipeEnd = Atomic<Int32>(-1)

  /// The number of SIGCONT since `observe`.
  public static var count: UInt64 { continued.load(ordering: .acquiring) }

  /// Handles SIGCONT from now on. Further calls do nothing.
  public static func observe() { isObserved }

  /// Also writes the number of the signal into a pipe, as one byte. -1 for none.
  public static func report(into descriptor: Int32) { pipeEnd.store(descriptor, ordering: .releasing) }

  private static let isObserved: Void = {
    // The handler must not be the first to use them.
    _ = (count, pipeEnd.load(ordering: .relaxed))
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { number in
      // Async-signal-safe: atomics and one write(2); errno is restored.
      let saved = errno
      ProcessStops.continued.wrappingAdd(1, ordering: .releasing)
      let end = ProcessStops.pipeEnd.load(ordering: .acquiring)
      var byte = UInt8(truncatingIfNeeded: number)
      if end >= 0 { _ = unsafe write(end, &byte, 1) }
      errno = saved
    }
    action.sa_flags = SA_RESTART
    unsafe _ = sigaction(SIGCONT, &action, nil)
  }()
}
