import Glibc
import HostSystem
import Synchronization

/// The signals that concern a terminal, turned into bytes in a pipe.
///
/// While it is installed, the process's SIGWINCH, SIGTSTP, SIGCONT, SIGINT, SIGTERM and SIGHUP are ours; the
/// handlers that were there before are put back by `uninstall`. One a process.
enum SignalRelay {
  static let signals: [Int32] = [SIGWINCH, SIGTSTP, SIGCONT, SIGINT, SIGTERM, SIGHUP]

  private static let pipeEnd = Atomic<Int32>(-1)
  private static let previous = Mutex<[(signal: Int32, action: sigaction)]>([])

  /// From now on each of the signals writes its number, one byte, into the pipe.
  static func install(into pipe: WakePipe) {
    pipeEnd.store(pipe.writeEnd, ordering: .releasing)
    previous.withLock { saved in
      for signal in signals {
        var old = sigaction()
        unsafe take(signal, replaced: &old)
        saved.append((signal, old))
      }
    }
  }

  static func uninstall() {
    previous.withLock { saved in
      for entry in saved {
        var action = entry.action
        unsafe sigaction(entry.signal, &action, nil)
      }
      saved.removeAll()
    }
    pipeEnd.store(-1, ordering: .releasing)
  }

  /// Stops the process as the default action of SIGTSTP does, and returns when it was continued. Where nobody
  /// could continue it (an orphaned process group), the kernel does not stop it, and this returns soon.
  ///
  /// - Parameter group: the whole process group, as the terminal driver does it for Ctrl-Z, so that a parent
  ///   which waits for us is stopped with us and the shell gets its prompt; else this process alone.
  static func stopProcess(group: Bool) {
    // SIGCONT is ours again only after we have come back: our own return needs no message.
    signal(SIGTSTP, SIG_DFL)
    signal(SIGCONT, SIG_DFL)
    kill(group ? 0 : getpid(), SIGTSTP)
    // The signal may have gone to another thread, so that this one runs on for a moment. What follows must not
    // happen before the stop; once it has happened, this time is over long before we are continued.
    poll(nil, 0, 250)
    var old = sigaction()
    unsafe take(SIGTSTP, replaced: &old)
    unsafe take(SIGCONT, replaced: &old)
  }

  private static func take(_ signal: Int32, replaced: UnsafeMutablePointer<sigaction>) {
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { number in
      // Async-signal-safe: one atomic load, one write(2), errno put back.
      let saved = errno
      var byte = UInt8(truncatingIfNeeded: number)
      _ = unsafe write(SignalRelay.pipeEnd.load(ordering: .relaxed), &byte, 1)
      errno = saved
    }
    action.sa_flags = SA_RESTART
    unsafe _ = sigaction(signal, &action, replaced)
  }
}
