extension HostEvent {
  /// Where and why a call failed.
  public struct CrashDetails: Sendable {
    public var reason: String
    /// `Game/Player.swift:12`; nil if no frame is in the game's source.
    public var location: String?
    /// One line per frame, innermost first.
    public var backtrace: [String]
    /// The same with the source around each line.
    public var frames: [CrashFrame]

    public init(reason: String, location: String?, backtrace: [String], frames: [CrashFrame] = []) {
      self.reason = reason
      self.location = location
      self.backtrace = backtrace
      self.frames = frames
    }
  }

  /// One call of a stack.
  public struct CrashFrame: Sendable, Equatable {
    public var function: String
    /// Relative to the package; nil if there is no line information.
    public var file: String?
    /// From 1; 0 if there is no file.
    public var line: Int
    /// How many such calls there are in a row.
    public var count: Int
    /// Lines of the file around that line; empty if it cannot be read.
    public var source: [String]
    /// The number of the first of them.
    public var firstLine: Int

    public init(
      function: String, file: String?, line: Int, count: Int = 1, source: [String] = [], firstLine: Int = 1
    ) {
      self.function = function
      self.file = file
      self.line = line
      self.count = count
      self.source = source
      self.firstLine = firstLine
    }

    /// `Beacon.step`, with the number of calls if there are several.
    public var name: String { function + (count > 1 ? " (\(count) times)" : "") }
    /// `Game/Beacon.swift:41`; nil if there is no line information.
    public var place: String? { file.map { "\($0):\(line)" } }
  }
}
