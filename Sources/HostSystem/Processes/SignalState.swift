import CHostSystem
import Glibc

/// How this process handles signals, so that changes by other code can be found and undone. It is of the thread that makes
/// it, and used there.
public struct SignalState {
  private var actions: [(signal: Int32, action: sigaction)] = []
  private var mask = sigset_t()

  /// Records how the given signals are handled, and which ones the calling thread blocks.
  public init(of signals: [Int32]) {
    for signal in signals {
      var action = sigaction()
      if unsafe sigaction(signal, nil, &action) == 0 { actions.append((signal, action)) }
    }
    unsafe pthread_sigmask(SIG_SETMASK, nil, &mask)
  }

  /// Restores what was recorded.
  /// - Returns: the names of the signals whose handling had been changed; `mask` for the blocked signals.
  public func repair() -> [String] {
    var changes: [String] = []
    for (signal, recorded) in actions {
      var action = sigaction()
      guard unsafe sigaction(signal, nil, &action) == 0, !isEqual(action, recorded) else { continue }
      var wanted = recorded
      unsafe sigaction(signal, &wanted, nil)
      changes.append(Self.name(of: signal))
    }
    var present = sigset_t()
    unsafe pthread_sigmask(SIG_SETMASK, nil, &present)
    if (1...64).contains(where: { unsafe sigismember(&present, $0) != isBlocked($0) }) {
      var wanted = mask
      unsafe pthread_sigmask(SIG_SETMASK, &wanted, nil)
      changes.append("mask")
    }
    return changes
  }

  private func isBlocked(_ signal: Int32) -> Int32 {
    var mask = mask
    return unsafe sigismember(&mask, signal)
  }

  private func isEqual(_ a: sigaction, _ b: sigaction) -> Bool {
    // The union's members share one address; all actions are pointers of one size.
    let first = unsafe unsafeBitCast(a.__sigaction_handler, to: UInt.self)
    let second = unsafe unsafeBitCast(b.__sigaction_handler, to: UInt.self)
    return first == second && a.sa_flags == b.sa_flags
  }

  private static func name(of signal: Int32) -> String {
    let names = [
      SIGCHLD: "SIGCHLD", SIGCONT: "SIGCONT", SIGTERM: "SIGTERM", SIGINT: "SIGINT", SIGHUP: "SIGHUP",
      SIGPIPE: "SIGPIPE",
      SIGWINCH: "SIGWINCH", SIGSEGV: "SIGSEGV", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGILL: "SIGILL",
      SIGTRAP: "SIGTRAP", SIGABRT: "SIGABRT",
    ]
    return names[signal] ?? "signal \(signal)"
  }
}
