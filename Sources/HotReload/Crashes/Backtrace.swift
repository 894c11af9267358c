import HostSystem

/// Where in the game's source a call was when it ended, innermost first.
public struct Backtrace: Sendable, Equatable {
  public struct Frame: Sendable, Equatable {
    /// As in the source, without types: `Cinder.step`.
    public let function: String
    /// Absolute; nil where the compiler left no line for it.
    public let file: String?
    public let line: Int
  }

  public let frames: [Frame]
  /// What the Swift runtime gave as the reason of a trap that prints nothing, such as an arithmetic overflow.
  public let trap: String?

  static let empty = Backtrace(frames: [], trap: nil)

  /// One line for each frame, with paths relative to `root`; endless recursion is told once.
  func lines(relativeTo root: String) -> [String] {
    var lines: [(text: String, count: Int)] = []
    for frame in frames {
      let place = frame.file.map { " \(PathText.relative($0, to: root)):\(frame.line)" } ?? ""
      let text = frame.function + place
      if lines.last?.text == text {
        lines[lines.count - 1].count += 1
      } else {
        lines.append((text, 1))
      }
    }
    return lines.map { $0.count > 1 ? "\($0.text) (\($0.count) times)" : $0.text }
  }

  /// `Game/Player.swift:12`: the innermost place that the source has.
  func location(relativeTo root: String) -> String? {
    frames.first { $0.file != nil }.flatMap { frame in
      frame.file.map { "\(PathText.relative($0, to: root)):\(frame.line)" }
    }
  }
}
