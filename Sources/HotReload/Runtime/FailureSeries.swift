import Engine

/// Calls of one callback that return errors, one after the other. Reported when it begins, once a second while it lasts,
/// and when it ends. Pure: it is told the time (ns).
struct FailureSeries {
  /// The time between two reports, and the time without a failure that ends the series: a callback that fails in
  /// some calls only is one series, too.
  private static let second: UInt64 = 1_000_000_000

  private var failure: HostEvent.CallFailure?
  private var lastFailure: UInt64 = 0
  private var lastReport: UInt64 = 0

  var isOver: Bool { failure == nil }

  /// - Parameter call: the failed call.
  mutating func failed(_ call: HostEvent.CallFailure, at now: UInt64) -> HostEvent? {
    var series = call
    series.count = (failure?.count ?? 0) + 1
    series.details = failure?.details ?? call.details
    let isDue = failure == nil || now >= lastReport + Self.second
    failure = series
    lastFailure = now
    guard isDue else { return nil }
    lastReport = now
    return .callsFailing(series)
  }

  mutating func succeeded(at now: UInt64) -> HostEvent? {
    guard now >= lastFailure + Self.second else { return nil }
    defer { failure = nil }
    return end()
  }

  func end() -> HostEvent? { failure.map { .callsFailingEnded($0) } }
}
