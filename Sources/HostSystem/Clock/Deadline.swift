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

  /// The time left as poll(2) takes it: rounded up, 0 once it has passed, -1 for ever.
  public var pollTimeout: Int32 {
    guard case .at(let time) = self else { return -1 }
    let now = monotonicNow
    if now >= time { return 0 }
    return Int32(clamping: (time - now + 999_999) / 1_000_000)
  }
}
