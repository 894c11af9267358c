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
  /// How many calls between `frames` and `outerFrames` are not known.
  let skipped: Int
  /// The outermost calls of a deep recursion, innermost first.
  let outerFrames: [Frame]
  /// The reason of a Swift trap that prints nothing, such as an arithmetic overflow; nil for others.
  public let trap: String?

  init(frames: [Frame], skipped: Int = 0, outerFrames: [Frame] = [], trap: String? = nil) {
    self.frames = frames
    self.skipped = skipped
    self.outerFrames = outerFrames
    self.trap = trap
  }

  static let empty = Backtrace(frames: [])

  /// One line per frame, with paths relative to `root`. A recursion is shown once, with the number of its calls.
  func lines(relativeTo root: String) -> [String] {
    let inner = frames.map { text(of: $0, root) }
    guard skipped > 0 else { return Self.joined(inner) }
    var outer = outerFrames.map { text(of: $0, root) }[...]
    guard let period = (1...Self.maxPeriod).first(where: { Self.cycleStart(of: inner, period: $0) != nil }),
      let start = Self.cycleStart(of: inner, period: period)
    else { return Self.joined(inner) + ["… \(skipped) more calls"] + Self.joined(Array(outer)) }
    let cycle = inner[start..<start + period]
    let repeated = outer.prefix(while: cycle.contains).count
    outer = outer.dropFirst(repeated)
    let count = inner.count - start + skipped + repeated
    let recursion =
      period == 1
      ? ["\(inner[start]) (\(count) times)"]
      : cycle + ["(the last \(period) lines repeat, \(count) calls in all)"]
    return Self.joined(Array(inner[..<start])) + recursion + Self.joined(Array(outer))
  }

  /// The longest cycle of functions that is recognised as a recursion.
  private static let maxPeriod = 8

  /// The index from which on `lines` repeats itself; nil if it does not do so at least once in full.
  private static func cycleStart(of lines: [String], period: Int) -> Int? {
    var start = lines.count - period
    while start > 0, lines[start - 1] == lines[start - 1 + period] { start -= 1 }
    return start >= 0 && lines.count - start >= 2 * period ? start : nil
  }

  private func text(of frame: Frame, _ root: String) -> String {
    frame.function + (frame.file.map { " \(PathText.relative($0, to: root)):\(frame.line)" } ?? "")
  }

  /// Equal lines in a row as one line with their number.
  private static func joined(_ lines: [String]) -> [String] {
    var groups: [(text: String, count: Int)] = []
    for line in lines {
      if groups.last?.text == line { groups[groups.count - 1].count += 1 } else { groups.append((line, 1)) }
    }
    return groups.map { $0.count > 1 ? "\($0.text) (\($0.count) times)" : $0.text }
  }

  /// The innermost location in the source: `Game/Player.swift:12`.
  func location(relativeTo root: String) -> String? {
    frames.first { $0.file != nil }.flatMap { frame in
      frame.file.map { "\(PathText.relative($0, to: root)):\(frame.line)" }
    }
  }
}
