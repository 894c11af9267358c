extension HostEvent {
  /// Code that was sent to the running game.
  public struct Evaluation: Sendable {
    public enum Outcome: String, Sendable {
      case finished, declared, redefined, rejected, failed, crashed, refused
    }

    public var code: String
    public var outcome: Outcome
    /// The value, or what was wrong; empty if there is nothing to say.
    public var text: String
    /// What the code printed.
    public var output: String
    /// Whether the world is another one since.
    public var changesWorld: Bool

    public init(code: String, outcome: Outcome, text: String, output: String = "", changesWorld: Bool) {
      self.code = code
      self.outcome = outcome
      self.text = text
      self.output = output
      self.changesWorld = changesWorld
    }

    /// On one line.
    var summary: String {
      let verb =
        switch outcome {
        case .finished: changesWorld ? "changed the world" : "ran"
        case .declared: "declares"
        case .redefined: "replaces"
        case .rejected: "does not compile"
        case .failed: "failed"
        case .crashed: "crashed"
        case .refused: "did not run"
        }
      return "eval `\(Self.line(code))` \(verb)" + (text.isEmpty ? "" : ": \(Self.line(text))")
    }

    /// The first line, if it is short.
    private static func line(_ text: String) -> String {
      let lines = text.split(whereSeparator: \.isNewline)
      guard let first = lines.first else { return "" }
      let shown = first.prefix(maxLength)
      return String(shown) + (lines.count > 1 || shown.count < first.count ? "…" : "")
    }

    private static let maxLength = 80
  }
}
