import GameBuilder

/// When a build that failed is tried again. Pure.
struct BuildRetries {
  /// The tries since the last save, request or success.
  private(set) var attempt = 0

  /// The time from one try to the next doubles up to this.
  static let longest = Duration.seconds(60)
  /// A tool that crashes each time does so because of the sources.
  static let triesAfterCrash = 2

  /// A build has failed.
  /// - Returns: how long to wait; nil if another try is of no use.
  mutating func delay(after cause: FailureCause) -> Duration? {
    guard cause.isOutsideSources, cause != .crash || attempt < Self.triesAfterCrash else { return nil }
    attempt += 1
    return min(.seconds(1 << min(attempt, 6)), Self.longest)
  }

  /// The next failure is a first one.
  mutating func reset() { attempt = 0 }
}
