import Glibc

/// How a host died.
public struct Death: Sendable, Equatable {
  public enum Cause: Sendable, Equatable {
    /// The game called `exit`; the host itself does not.
    case exited(Int32)
    case signalled(Int32)
    /// Its loop made no progress outside of guarded calls, and the supervisor killed it.
    case unresponsive
  }

  /// As the journal stores it.
  struct Words {
    var kind: UInt32
    var code: Int32
  }

  public let cause: Cause
  /// How many hosts died in a row near this tick.
  public let inARow: Int
  public let tick: UInt64

  init?(words: Words, inARow: Int, tick: UInt64) {
    switch words.kind {
    case 1: cause = .exited(words.code)
    case 2: cause = .signalled(words.code)
    case 3: cause = .unresponsive
    default: return nil
    }
    self.inARow = inARow
    self.tick = tick
  }

  /// Whether the generation that ran is blamed. `exit` is always its call. A signal may have come from outside, as SIGKILL
  /// usually does, though rarely several times in a row.
  var blamesGame: Bool {
    switch cause {
    case .exited: true
    case .signalled(SIGKILL): inARow > 3
    case .signalled, .unresponsive: inARow > 1
    }
  }
}

extension Death.Cause: CustomStringConvertible {
  var words: Death.Words {
    switch self {
    case .exited(let code): Death.Words(kind: 1, code: code)
    case .signalled(let signal): Death.Words(kind: 2, code: signal)
    case .unresponsive: Death.Words(kind: 3, code: 0)
    }
  }

  public var description: String {
    switch self {
    case .exited(let code): return "exit(\(code)) was called"
    case .signalled(SIGKILL): return "it was killed (SIGKILL), as happens when memory runs out"
    case .signalled(let signal):
      let name = unsafe strsignal(signal).map { unsafe String(cString: $0) } ?? "unknown"
      return "it died of signal \(signal) (\(name))"
    case .unresponsive: return "it was unresponsive"
    }
  }
}
