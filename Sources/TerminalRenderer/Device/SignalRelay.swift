import Glibc
import HostSystem
import Synchronization

/// Turns the signals that concern a terminal into bytes in a pipe.
///
/// While installed, it handles the process's SIGWINCH, SIGTSTP, SIGINT, SIGTERM and SIGHUP; `uninstall` restores the previous
/// handlers. SIGCONT is passed on by `ProcessStops`. One per process.
enum SignalRelay {
  static let signals: [Int32] = [SIGWINCH, SIGTSTP, SIGINT, SIGTERM, SIGHUP]

  private static let pipeEnd = Atomic<Int32>(-1)
  private static let previous = Mutex<[(signal: Int32, action: sigaction)]>([])

  /// Installs the handlers, except of signals that the process was started with to ignore. Each signal writes its number into the pipe, as one byte.
  static func install(into pipe: WakePipe) {
    pipeEnd.store(pipe.writeEnd, ordering: .releasing)
    ProcessStops.observe()
    ProcessStops.report(into: pipe.writeEnd)
    previous.withLock { saved in
      for signal in signals where !InheritedState.ignores(signal) {
        var old = sigaction()
        unsafe take(signal, replaced: &old)
        saved.append((signal, old))
      }
    }
  }

  static func uninstall() {
    ProcessStops.report(into: -1)
    previous.withLock { saved in
      for entry in saved {
        var action = entry.action
        unsafe sigaction(entry.signal, &action, nil)
      }
      saved.removeAll()
    }
    pipeEnd.store(-1, ordering: .releasing)
  }

  /// Stops the process by the default action of SIGTSTP and returns when it is continued. The kernel does not stop an
  /// orphaned process group, because no shell could continue it; then this returns after 250 ms.
  ///
  /// - Parameter group: whether to stop the whole process group, as the terminal driver does for Ctrl-Z. A parent that
  ///   waits for this process is then stopped too, and the shell shows its prompt.
  static func stopProcess(group: Bool) {
    // The caller enters the terminal again itself: this stop needs no report.
    ProcessStops.report(into: -1)
    signal(SIGTSTP, SIG_DFL)
    kill(group ? 0 : getpid(), SIGTSTP)
    // Another thread may receive the signal, and this one then continues for a moment. What follows must happen after the
    // stop, so it waits; the time passes while the process is stopped.
    poll(nil, 0, 250)
    var old = sigaction()
    unsafe take(SIGTSTP, replaced: &old)
    ProcessStops.report(into: pipeEnd.load(ordering: .acquiring))
  }

  private static func take(_ signal: Int32, replaced: UnsafeMutablePointer<sigaction>) {
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { number in
      // Async-signal-safe: one atomic load and one write(2); errno is restored.
      let saved = errno
      var byte = UInt8(truncatingIfNeeded: number)
      _ = unsafe write(SignalRelay.pipeEnd.load(ordering: .relaxed), &byte, 1)
      errno = saved
    }
    action.sa_flags = SA_RESTART
    unsafe _ = sigaction(signal, &action, replaced)
  }
}
