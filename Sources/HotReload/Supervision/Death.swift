import Glibc

/// How a host died.
public struct Death: Sendable, Equatable {
  public enum Cause: Sendable, Equatable {
    /// The game called `exit`; the host itself never does.
    case exited(Int32)
    case signalled(Int32)
    /// Its loop made no progress for this time, and the supervisor killed it. (Guarded calls have their own time limit.)
    case unresponsive(seconds: Int32)
    /// Code that cannot be interrupted, such as a constructor of an image, did not return within this time.
    case hung(seconds: Int32)
    /// Code of the game closed descriptors that the host needs, and the host killed itself.
    case lostDescriptors
    /// It stopped itself (SIGSTOP), and the supervisor killed it.
    case stopped
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
    guard let cause = Cause(encoded) else { return nil }
    self.cause = cause
    self.inARow = inARow
    self.tick = tick
  }

  /// Whether the generation that ran is blamed, if there is no `Suspect`. Only the game calls `exit`, stops the
  /// process or closes its descriptors. A signal may come from outside the
  /// process, as SIGKILL usually does, but rarely several times in a row.
  var blamesGame: Bool {
    switch cause {
    case .exited, .stopped, .lostDescriptors: true
    case .signalled(SIGKILL): inARow > 3
    case .signalled, .unresponsive, .hung: inARow > 1
    }
  }
}

extension Death.Cause: CustomStringConvertible {
  init?(_ encoded: Death.Encoded) {
    switch encoded.kind {
    case 1: self = .exited(encoded.code)
    case 2: self = .signalled(encoded.code)
    case 3: self = .unresponsive(seconds: encoded.code)
    case 4: self = .hung(seconds: encoded.code)
    case 5: self = .stopped
    case 6: self = .lostDescriptors
    default: return nil
    }
  }

  var encoded: Death.Encoded {
    switch self {
    case .exited(let code): Death.Encoded(kind: 1, code: code)
    case .signalled(let signal): Death.Encoded(kind: 2, code: signal)
    case .unresponsive(let seconds): Death.Encoded(kind: 3, code: seconds)
    case .hung(let seconds): Death.Encoded(kind: 4, code: seconds)
    case .stopped: Death.Encoded(kind: 5, code: 0)
    case .lostDescriptors: Death.Encoded(kind: 6, code: 0)
    }
  }

  public var description: String {
    switch self {
    case .exited(let code): return "exit(\(code)) was called"
    case .signalled(SIGKILL): return "it was killed (SIGKILL), as happens when memory runs out"
    case .signalled(let signal):
      let name = unsafe strsignal(signal).map { unsafe String(cString: $0) } ?? "unknown"
      return "it died of signal \(signal) (\(name))"
    case .unresponsive(let seconds): return "it was unresponsive for \(seconds) s"
    case .hung(let seconds):
      return "code that runs when a build is loaded did not return within \(seconds) s"
    case .lostDescriptors: return "its code closed files and sockets of the host"
    case .stopped: return "it was stopped (SIGSTOP) and did not continue"
    }
  }
}
