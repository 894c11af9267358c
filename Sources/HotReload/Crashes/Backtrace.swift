import HostSystem

/// The frames of a crashed call, innermost first, as locations in the game's source.
public struct Backtrace: Sendable, Equatable {
  public struct Frame: Sendable, Equatable {
    /// As in the source, without parameter types: `Cinder.step`.
    public let function: String
    /// Absolute path; nil if there is no line information.
    public let file: String?
    public let line: Int
  }

  public let frames: [Frame]
  /// The reason of a Swift trap that prints nothing, such as an arithmetic overflow; nil for others.
  public let trap: String?

  static let empty = Backtrace(frames: [], trap: nil)

  /// One line per frame, with paths relative to `root`. Repeated frames of a recursion are one line with a count.
  func lines(relativeTo root: String) -> [String] {
    var lines: [(text: String, count: Int)] = []
    for frame in frames {
      let location = frame.file.map { " \(PathText.relative($0, to: root)):\(frame.line)" } ?? ""
      let text = frame.function + location
      if lines.last?.text == text {
        lines[lines.count - 1].count += 1
      } else {
        lines.append((text, 1))
      }
    }
    return lines.map { $0.count > 1 ? "\($0.text) (\($0.count) times)" : $0.text }
  }

  /// The innermost location in the source: `Game/Player.swift:12`.
  func location(relativeTo root: String) -> String? {
    frames.first { $0.file != nil }.flatMap { frame in
      frame.file.map { "\(PathText.relative($0, to: root)):\(frame.line)" }
    }
  }
}
