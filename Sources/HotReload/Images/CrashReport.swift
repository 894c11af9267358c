import CCrashGuard
import Glibc

/// How a call into the game ended that did not return.
public struct CrashReport: Equatable, Sendable {
  /// Such as SIGSEGV; nil if the call took too long and was ended.
  public let signal: Int32?
  public let isStackOverflow: Bool
  /// Addresses, innermost first.
  public let frames: [UInt]

  init(_ fault: CrashFault) {
    signal = fault.interrupted ? nil : fault.signal
    isStackOverflow = fault.stack_overflow
    let all = unsafe withUnsafeBytes(of: fault.frames) { bytes in
      unsafe Array(bytes.bindMemory(to: UInt.self))
    }
    frames = Array(all.prefix(Int(fault.frame_count)))
  }

  /// Whether Swift stopped it, after a word about why on standard error.
  var isTrap: Bool { [SIGILL, SIGTRAP, SIGABRT].contains(signal) }

  /// What happened, in a few words.
  public var headline: String {
    guard let signal else { return "it took too long" }
    if signal == SIGSEGV && isStackOverflow { return "the stack overflowed (endless recursion?)" }
    return Self.headline(signal: signal)
  }

  static func headline(signal: Int32) -> String {
    switch signal {
    case SIGSEGV: "it touched memory that is not there (SIGSEGV)"
    case SIGBUS: "it touched memory that cannot be read (SIGBUS)"
    case SIGILL, SIGTRAP:
      "Swift stopped it: a failed precondition, an index out of range, an overflow or nil (trap)"
    case SIGFPE: "it divided by zero (SIGFPE)"
    case SIGABRT: "it called abort (SIGABRT)"
    default: "signal \(signal)"
    }
  }
}
