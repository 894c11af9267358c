/// The instant at which a wait gives up.
public enum Deadline: Sendable {
  /// Nanoseconds of CLOCK_MONOTONIC.
  case at(UInt64)
  case never

  /// - Parameter timeout: nil never gives up; zero or less only looks.
  public static func after(_ timeout: Duration?) -> Deadline {
    guard let timeout else { return .never }
    let (seconds, attoseconds) = timeout.components
    guard seconds >= 0, attoseconds >= 0 else { return .at(0) }
    let (wait, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return .never }
    return .at(monotonicNow &+ wait &+ UInt64(attoseconds / 1_000_000_000))
  }

  public var hasPassed: Bool {
    switch self {
    case .at(let time): monotonicNow >= time
    case .never: false
    }
  }

  /// Nanoseconds until it passes; nil for ever.
  public var timeLeft: UInt64? {
    guard case .at(let time) = self else { return nil }
    let now = monotonicNow
    return time > now ? time - now : 0
  }

  /// The time left as poll(2) takes it: rounded up, 0 once it has passed, -1 for ever.
  public var pollTimeout: Int32 {
    guard let timeLeft else { return -1 }
    return Int32(clamping: timeLeft / 1_000_000 + (timeLeft % 1_000_000 == 0 ? 0 : 1))
  }
}
