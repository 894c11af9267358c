/// What the host shows above the game: a status line, notices, panels, the help. Facts only; how they look is
/// `OverlayPainter`'s business.
///
/// A value, owned by the loop. Other threads change it through the loop's safe-point queue.
public struct Overlay: Sendable {
  public var showsHUD = true
  public var showsHelp = false
  public var showsLog = false
  public var showsFrames = false
  /// Where keys are given to actions; nil while it is not open. While it is, all keys are its own.
  public var keySettings: KeySettings?
  public var hud = HUD()
  public var frames = FrameTimes()
  /// Something that stays on screen for as long as it is true, such as which generation runs after a rollback.
  public var banner: String?
  public private(set) var notices: [Notice] = []
  /// What is wrong at present, by where it comes from; the newest last.
  public private(set) var problems: [Problem] = []
  /// The last lines of the log, oldest first.
  public private(set) var log: [String] = []

  public static let logCapacity = 200

  public init() {}

  /// A line that goes by itself.
  public struct Notice: Sendable, Equatable {
    public var text: String
    public var kind: Kind
    /// When it goes (ns, the loop's clock).
    public var expiry: UInt64
    public enum Kind: Sendable { case good, plain, bad }
  }

  /// A panel that stays until what it tells of is mended.
  public struct Problem: Sendable, Equatable {
    /// Where it comes from: "build", "reload", "keys", an asset's path. One panel each.
    public var source: String
    public var title: String
    public var lines: [Line]

    public struct Line: Sendable, Equatable {
      public var text: String
      public var role: Role
      public init(_ text: String, _ role: Role = .plain) {
        self.text = text
        self.role = role
      }
    }
    public enum Role: Sendable { case plain, location, code, marker, dim }

    public init(source: String, title: String, lines: [Line]) {
      self.source = source
      self.title = title
      self.lines = lines
    }
  }

  /// How many rows at the top belong to the host.
  public var topRows: Int { (showsHUD ? 1 : 0) + (banner == nil ? 0 : 1) }

  public mutating func post(_ text: String, _ kind: Notice.Kind, now: UInt64, seconds: Double = 4) {
    notices.removeAll { $0.text == text }
    notices.append(Notice(text: text, kind: kind, expiry: now + UInt64(seconds * 1e9)))
    if notices.count > 4 { notices.removeFirst(notices.count - 4) }
  }

  public mutating func expireNotices(now: UInt64) {
    notices.removeAll { $0.expiry <= now }
  }

  /// Shows a problem in place of what was told of the same source before.
  public mutating func raise(_ problem: Problem) {
    problems.removeAll { $0.source == problem.source }
    problems.append(problem)
  }

  public mutating func clearProblem(source: String) {
    problems.removeAll { $0.source == source }
  }

  public mutating func appendLog(_ line: String) {
    log.append(line)
    if log.count > Self.logCapacity { log.removeFirst(log.count - Self.logCapacity) }
  }
}

/// The status line's facts.
public struct HUD: Sendable, Equatable {
  public var generation: UInt64 = 0
  /// Such as "unoptimised"; empty where nothing is to be said.
  public var flavour = ""
  /// Such as "building Player.swift", "built in 212 ms", "does not compile".
  public var build = ""
  public var buildIsBad = false
  public var isPaused = false
  /// Seconds of one step and of one drawn frame, smoothed.
  public var stepTime = 0.0
  public var drawTime = 0.0
  public var framesPerSecond = 0.0
  public var droppedTicks: UInt64 = 0
  /// The time between two frames (ns).
  public var frameBudget: UInt64 = 16_666_667
  public var tick: UInt64 = 0

  public init() {}
}
