import Glibc

/// How a host died.
public struct Death: Sendable, Equatable {
  public enum Cause: Sendable, Equatable {
    /// The game called `exit`; the host itself never does.
    case exited(Int32)
    case signalled(Int32)
    /// Its loop made no progress, and the supervisor killed it. (Guarded calls have their own time limit.)
    case unresponsive
  }

  /// The form in the journal.
  struct Encoded {
    var kind: UInt32
    var code: Int32
  }

  public let cause: Cause
  /// The number of hosts that died in a row near this tick.
  public let inARow: Int
  public let tick: UInt64

  init?(encoded: Encoded, inARow: Int, tick: UInt64) {
    switch encoded.kind {
    case 1: cause = .exited(encoded.code)
    case 2: cause = .signalled(encoded.code)
    case 3: cause = .unresponsive
    default: return nil
    }
    self.inARow = inARow
    self.tick = tick
  }

  /// Whether the generation that ran is blamed. `exit` is always called by the game. A signal may come from outside the
  /// process, as SIGKILL usually does, but rarely several times in a row.
  var blamesGame: Bool {
    switch cause {
    case .exited: true
    case .signalled(SIGKILL): inARow > 3
    case .signalled, .unresponsive: inARow > 1
    }
  }
}

extension Death.Cause: CustomStringConvertible {
  var encoded: Death.Encoded {
    switch self {
    case .exited(let code): Death.Encoded(kind: 1, code: code)
    case .signalled(let signal): Death.Encoded(kind: 2, code: signal)
    case .unresponsive: Death.Encoded(kind: 3, code: 0)
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
