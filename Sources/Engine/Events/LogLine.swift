/// One line of the text log, without the time.
public struct LogLine: Sendable, Hashable {
  public enum Level: Sendable { case info, warning, error }

  public var level: Level
  /// Who wrote it, such as `game`; nil for the host.
  public var source: String?
  public var text: String

  public init(_ text: String, _ level: Level = .info, source: String? = nil) {
    self.level = level
    self.source = source
    self.text = text
  }

  /// `game: error: no such level`. Most lines are their text alone, so that a narrow log shows the text.
  public var description: String {
    let word =
      switch level {
      case .info: ""
      case .warning: "warning: "
      case .error: "error: "
      }
    return (source.map { $0 + ": " } ?? "") + word + text
  }
}
