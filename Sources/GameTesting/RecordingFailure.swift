/// What a recording has that a test cannot play.
public struct UnplayableRecording: Error, CustomStringConvertible, Sendable {
  /// As the test names it.
  public let recording: String
  /// The tick that cannot be played, counted from the start of the world; nil if no tick applies.
  public let tick: Int?
  public let reason: String

  public var description: String { "\(recording): \(tick.map { "tick \($0): " } ?? "")\(reason)" }
}

/// The present code makes another world of a recorded one.
public struct RecordingDifference: Error, CustomStringConvertible, Sendable {
  /// A field whose values differ.
  public struct Field: Sendable, Equatable, CustomStringConvertible {
    /// Such as `creatures[3].hp`.
    public let path: String
    /// Nil if the world does not have the field.
    public let recorded: String?
    public let computed: String?

    public var description: String {
      if recorded == nil, computed == nil { return path }
      return "\(path): recorded \(recorded ?? "nothing"), now \(computed ?? "nothing")"
    }
  }

  /// As the test names it.
  public let recording: String
  /// The first tick after which the world differs, counted from the start of the world; nil if the world that `start` makes
  /// does.
  public let tick: Int?
  /// The fields that differ after `fieldsTick`; those of the header come last.
  public let fields: [Field]
  /// A recording has a hash of each world, but a world itself only once a second: the first tick from `tick` on whose world it
  /// has. Nil if there is none, and if the world that `start` makes differs.
  public let fieldsTick: Int?
  /// What else should be known, such as that the code was reloaded when the run was recorded.
  public let notes: [String]

  private static let maxFields = 20

  public var description: String {
    var lines = ["\(recording): different" + (tick.map { " from tick \($0) on" } ?? "")]
    if let fieldsTick {
      let place =
        fieldsTick == tick ? "after this tick" : "after tick \(fieldsTick), the next whose world was recorded"
      lines.append("  \(place):")
    } else if tick == nil {
      lines.append("  start makes another world:")
    }
    lines += fields.prefix(Self.maxFields).map { "    \($0)" }
    if fields.count > Self.maxFields { lines.append("    and \(fields.count - Self.maxFields) more") }
    lines += notes.map { "  note: \($0)" }
    lines.append("  if this is intended: hotloop replay \(recording) --headless --update")
    return lines.joined(separator: "\n")
  }
}
