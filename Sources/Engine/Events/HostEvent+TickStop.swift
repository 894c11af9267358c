extension HostEvent {
  /// The run waits at a tick that could not be finished.
  public struct StoppedTick: Sendable, Equatable {
    public var generation: UInt64
    public var callback: String
    /// `crashed`, `hung` or `threw`.
    public var cause: String
    /// Nil if `draw` failed before any tick of this build.
    public var tick: UInt64?

    public init(generation: UInt64, callback: String, cause: String, tick: UInt64?) {
      self.generation = generation
      self.callback = callback
      self.cause = cause
      self.tick = tick
    }

    var text: String {
      let verb = cause == "threw" ? "threw an error" : cause
      return "stopped" + (tick.map { " at tick \($0)" } ?? "")
        + ": generation \(generation) \(verb) in \(callback)"
    }
  }

  /// How the run went on from such a tick. The raw value is what the event log writes.
  public enum TickResumption: String, Sendable, CaseIterable {
    /// A save runs it again.
    case save
    /// The same code runs it again.
    case retry
    /// It is left out.
    case skip
    /// An earlier build runs it.
    case previous
    /// Another world runs.
    case other

    func text(_ tick: UInt64?) -> String {
      let tick = tick.map { "tick \($0)" } ?? "the game"
      return switch self {
      case .save: "\(tick) runs again in the saved code"
      case .retry: "\(tick) runs again"
      case .skip: "\(tick) is left out"
      case .previous: "\(tick) runs in the build before"
      case .other: "another world runs"
      }
    }
  }
}
