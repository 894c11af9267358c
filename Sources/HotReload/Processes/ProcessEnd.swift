import Glibc

/// How a process ended.
public enum ProcessEnd: Sendable, Equatable {
  case exited(Int32)
  case signalled(Int32)

  /// - Parameter waitStatus: of a process that ended, as waitpid(2) gives it.
  public init(waitStatus: Int32) {
    let signal = waitStatus & 0x7F
    self = signal == 0 ? .exited(waitStatus >> 8 & 0xFF) : .signalled(signal)
  }
}

/// What the system says a process does, in the letters of proc(5): `R`, `S`, `T` for stopped, `t` for held by a debugger,
/// `Z` for ended and not waited for. Nil if there is none of this number.
public func stateOfProcess(_ pid: pid_t) -> Character? {
  guard let text = try? DiskFile.read("/proc/\(pid)/stat"),
    // The name, in parentheses, may hold anything.
    let nameEnd = text.lastIndex(of: UInt8(ascii: ")"))
  else { return nil }
  return text[nameEnd...].dropFirst(2).first.map { Character(UnicodeScalar($0)) }
}
