extension HostEvent {
  /// A build that failed for a cause outside the sources is tried again.
  public struct BuildRetry: Sendable, Equatable {
    /// Such as `disk` or `memory`; docs/events.md lists them.
    public var cause: String
    /// From 1; of the tries in a row.
    public var attempt: Int
    /// In nanoseconds.
    public var delay: UInt64

    public init(cause: String, attempt: Int, delay: UInt64) {
      self.cause = cause
      self.attempt = attempt
      self.delay = delay
    }

    /// `tried again in 4 s`.
    var text: String { "tried again in \((delay + 500_000_000) / 1_000_000_000) s" }

    var members: [String: JSONValue] {
      [
        "cause": .string(cause), "attempt": .integer(Int64(attempt)),
        "delay_ms": .unsigned(delay / 1_000_000),
      ]
    }
  }
}
