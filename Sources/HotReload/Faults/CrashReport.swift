import CCrashGuard
import Engine
import Glibc

/// The reason why a call into the game did not return.
public struct CrashReport: Equatable, Sendable {
  /// Such as SIGSEGV; nil if the call exceeded its time limit.
  public let signal: Int32?
  /// The time limit that the call exceeded, in seconds; 0 if it did not.
  let timeLimit: Double
  public let isStackOverflow: Bool
  public let stack: CallStack

  init(_ fault: CrashFault) {
    signal = fault.interrupted ? nil : fault.signal
    timeLimit = fault.time_limit
    isStackOverflow = fault.stack_overflow
    stack = CallStack(fault)
  }

  var fault: HostEvent.Fault { signal == nil ? .hung : .crashed }

  /// Whether it was a Swift trap, which prints its reason to standard error.
  var isTrap: Bool { [SIGILL, SIGTRAP, SIGABRT].contains(signal) }

  /// What happened, in one phrase.
  public var headline: String {
    guard let signal else {
      return "the call took too long: more than \(timeLimit.secondsText) (--call-limit)"
    }
    if signal == SIGSEGV && isStackOverflow { return "the stack overflowed (endless recursion?)" }
    return Self.headline(signal: signal)
  }

  static func headline(signal: Int32) -> String {
    switch signal {
    case SIGSEGV: "invalid memory access (SIGSEGV)"
    case SIGBUS: "unreadable memory (SIGBUS)"
    case SIGILL, SIGTRAP:
      "Swift trap: a failed precondition, an index out of range, an overflow or an unexpected nil"
    case SIGFPE: "division by zero (SIGFPE)"
    case SIGABRT: "abort was called (SIGABRT)"
    default: "signal \(signal)"
    }
  }
}

extension Double {
  /// A time limit in seconds: `2 s`, `0.5 s`.
  var secondsText: String { "\(Int(exactly: self).map(String.init) ?? "\(self)") s" }
}
