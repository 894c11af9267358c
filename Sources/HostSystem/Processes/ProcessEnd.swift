import Glibc

/// How a process ended.
public enum ProcessEnd: Sendable, Equatable {
  /// The exit code, 0 to 255.
  case exited(Int32)
  /// The number of the signal.
  case signalled(Int32)

  /// - Parameter waitStatus: of a process that ended, as returned by waitpid(2).
  public init(waitStatus: Int32) {
    let signal = waitStatus & 0x7F
    self = signal == 0 ? .exited(waitStatus >> 8 & 0xFF) : .signalled(signal)
  }
}
