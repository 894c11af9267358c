/// What became of a recording that was computed again.
public struct RecordingReport: Codable, Sendable, Equatable {
  public enum Result: String, Codable, Sendable {
    /// All worlds are those that were recorded.
    case same
    case different
    /// What there is of it is the same, but the file is damaged or has no end.
    case incomplete
    /// The file cannot be read.
    case unreadable
  }

  /// A field whose values differ.
  public struct Field: Codable, Sendable, Equatable {
    public var path: String
    /// Nil if the world does not have the field.
    public var recorded: String?
    public var computed: String?

    var isOfHeader: Bool { path.hasPrefix("header.") }
  }

  public struct Crash: Codable, Sendable, Equatable {
    public var tick: UInt64
    /// When it was recorded.
    public var recorded: String
    /// Nil if it does not crash any more.
    public var computed: String?
  }

  public var file: String
  public var game = ""
  public var result = Result.same
  /// Those that were computed.
  public var ticks = 0
  /// What they last in the game.
  public var seconds = 0.0
  /// What they took to compute.
  public var elapsed = 0.0
  /// The first tick after which the world differs. It counts from the start of the world.
  public var tick: UInt64?
  /// The same, as a number of recorded ticks.
  public var position: Int?
  /// What differs there, or after `fieldsTick`.
  public var fields: [Field] = []
  /// The number of further fields that differ.
  public var moreFields = 0
  /// The first tick from there on whose world is in the recording; nil if there is none.
  public var fieldsTick: UInt64?
  public var crashes: [Crash] = []
  public var reason: String?
  /// What else should be known, such as that the recording is incomplete.
  public var notes: [String] = []

  /// Whether the file was written again.
  public var isUpdated: Bool?

  public init(file: String) { self.file = file }

  private static let maxFields = 20

  /// The fields that differ; those of the header, which are a consequence of others, come last.
  mutating func note(_ differences: [Field]) {
    let sorted = differences.filter { !$0.isOfHeader } + differences.filter(\.isOfHeader)
    fields = Array(sorted.prefix(Self.maxFields))
    moreFields = sorted.count - fields.count
  }
}
