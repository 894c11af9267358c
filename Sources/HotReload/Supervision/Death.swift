import Glibc

/// How a host ended that was not to end.
public struct Death: Sendable, Equatable {
  public enum Cause: Sendable, Equatable {
    /// Something called `exit`, which the host itself does not.
    case exited(Int32)
    case signalled(Int32)
    /// Its loop stood still, outside of any call into the game that could have been ended, and it was killed for that.
    case stoodStill
  }

  /// As the journal has it.
  struct Words {
    var kind: UInt32
    var code: Int32
  }

  public let cause: Cause
  /// How often hosts died near this tick without getting away from it.
  public let inARow: Int
  public let tick: UInt64

  init?(words: Words, inARow: Int, tick: UInt64) {
    switch words.kind {
    case 1: cause = .exited(words.code)
    case 2: cause = .signalled(words.code)
    case 3: cause = .stoodStill
    default: return nil
    }
    self.inARow = inARow
    self.tick = tick
  }

  /// Whether the generation that ran is to blame. `exit` is always its call. A signal may have come from outside: SIGKILL
  /// mostly does, and seldom again and again.
  var blamesGame: Bool {
    switch cause {
    case .exited: true
    case .signalled(SIGKILL): inARow > 3
    case .signalled, .stoodStill: inARow > 1
    }
  }
}

extension Death.Cause: CustomStringConvertible {
  var words: Death.Words {
    switch self {
    case .exited(let code): Death.Words(kind: 1, code: code)
    case .signalled(let signal): Death.Words(kind: 2, code: signal)
    case .stoodStill: Death.Words(kind: 3, code: 0)
    }
  }

  public var description: String {
    switch self {
    case .exited(let code): return "exit(\(code)) was called"
    case .signalled(SIGKILL): return "it was killed (SIGKILL), as happens when memory runs out"
    case .signalled(let signal):
      let name = unsafe strsignal(signal).map { unsafe String(cString: $0) } ?? "unknown"
      return "it died of signal \(signal) (\(name))"
    case .stoodStill: return "it stood still"
    }
  }
}
