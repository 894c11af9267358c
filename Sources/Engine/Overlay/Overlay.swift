import WorldState

/// What the host shows above the game: HUD, banner, toasts, panels, help, log. Data only; `OverlayPainter` draws it.
///
/// A value, owned by the loop.
public struct Overlay: Sendable {
  public var showsHUD = true
  /// The file of the key bindings, for somebody who may edit it.
  public var keysFile: String? = KeyBinder.usualName
  public var showsHelp = false { didSet { helpFirst = 0 } }
  public var showsLog = false { didSet { logFirst = nil } }
  public var showsFrames = false
  /// The key settings screen; nil while it is closed. While it is open it receives all keys.
  public var keySettings: KeySettings?
  /// The tweak panel; nil while it is closed. While it is open it receives the keys that are not the host's.
  public var tweakPanel: TweakPanel?
  /// The world inspector; nil while it is closed. While it is open it receives the keys that are not the host's.
  public var inspector: Inspector?
  /// What was sent from the console and to it, open or not.
  public var console = Console()
  /// While the console is open it receives the keys that are not the host's.
  public var showsConsole = false
  /// What stays on the screen of the world, whether or not the inspector is open.
  public var watched = WatchedValues()
  /// The timeline; nil while the player is at now. It receives the keys that are not the host's.
  public internal(set) var timePanel: TimePanel?
  /// The stopped tick; nil while the game runs. Its panel receives the keys that are not the host's.
  public internal(set) var stopPanel: StopPanel?
  /// How many values of literals differ from the source.
  public var unwrittenTweaks = 0
  /// Functions that run and are not those of the source.
  public var sentFunctions: [String] = []
  public var hud = HUD()
  public var frames = FrameTimes()
  /// A line about a lasting state, such as a rollback; nil for none.
  public var banner: String?
  public private(set) var toasts: [Toast] = []
  /// The number of all toasts so far.
  private(set) var toasted = 0
  /// One per source, the newest last.
  public private(set) var panels: [Panel] = []
  /// Problems without a panel: warnings, and failed builds in the background.
  public var quietProblems: [Problem] = []
  /// Threads of earlier generations. Without a panel: the game plays.
  public var threadProblem: Problem?
  /// By the service: why its last thread is not what it should be. Without a panel: the game plays.
  public var serviceProblems: [String: Problem] = [:]
  /// What was found about the `step` of the running generation.
  public var stepProblem: Problem?
  /// The renames to ask the author about, the next one first. The panel asks about that one, unless it was put off.
  public internal(set) var questions: [RenameQuestion] = []
  /// The first lines in view. They may be out of range; the boxes move them into it.
  var helpFirst = 0
  var panelFirst = 0
  /// Nil while the newest lines are shown.
  var logFirst: Int?
  /// The last lines of the log, oldest first.
  public private(set) var log: [String] = []
  /// The number of all lines so far.
  private(set) var logged = 0

  /// Lines that an attached window can show.
  public static let logCapacity = 2_000
  /// Lines that the game's screen shows: all of them are wrapped in each frame.
  static let shownLogCapacity = 200
  private static let maxToasts = 4

  public init() {}

  /// A message that disappears after some seconds.
  public struct Toast: Sendable, Equatable {
    public var text: String
    public var kind: Kind
    /// When it disappears (ns, the loop's clock).
    public var expiry: UInt64
    public enum Kind: Sendable { case good, plain, bad }
  }

  /// A sticky panel, shown until its problem is fixed.
  public struct Panel: Sendable, Equatable {
    /// What the problem is about. There is one panel per source.
    public enum Source: Sendable, Hashable {
      case build, reload, crash, world, keys, package, question
      /// A declaration that the author has to write.
      case declaration
      case asset(String)
      /// A callback that fails each time.
      case failing(String)
    }

    public var source: Source
    public var title: String
    public var lines: [Line]
    /// What the panel is about, in parts.
    public var problems: [Problem]

    public init(source: Source, title: String, lines: [Line], problems: [Problem] = []) {
      self.source = source
      self.title = title
      self.lines = lines
      self.problems = problems
    }
  }

  public struct Line: Sendable, Equatable {
    public var text: String
    public var role: Role
    public enum Role: Sendable, CaseIterable { case plain, title, location, code, marker, dim }

    public init(_ text: String, _ role: Role = .plain) {
      self.text = text
      self.role = role
    }
  }

  /// All that is wrong now, with the title of its panel if it has one.
  public var problems: [(title: String?, problem: Problem)] {
    let services = serviceProblems.sorted { $0.key < $1.key }.map(\.value)
    return panels.flatMap { panel in panel.problems.map { (panel.title, $0) } }
      + (quietProblems + services + [threadProblem, stepProblem].compactMap(\.self)).map { (nil, $0) }
  }

  /// Whether the game receives no keys.
  var takesKeys: Bool {
    tweakPanel != nil || inspector != nil || showsConsole || timePanel != nil || stopPanel != nil
  }

  /// The panels to draw, the front one last. The crash that stopped the run is left out: the stop panel shows it.
  var shownPanels: [Panel] { panels(without: stopPanel) }

  func panels(without stopPanel: StopPanel?) -> [Panel] {
    guard let stopPanel else { return panels }
    return panels.filter { $0.source != .crash && $0.source != .failing(stopPanel.stop.callback) }
  }

  /// Whether the panel of the tick that could not be finished is seen.
  var showsStop: Bool { stopPanel?.isHidden == false && timePanel == nil }

  /// The number of warnings about the running source, which have no panel.
  var warnings: Int { quietProblems.count { $0.severity == .warning } }

  public mutating func toast(_ text: String, _ kind: Toast.Kind, now: UInt64, seconds: Double = 4) {
    toasted += 1
    toasts.removeAll { $0.text == text }
    toasts.append(Toast(text: text, kind: kind, expiry: now + UInt64(seconds * 1e9)))
    if toasts.count > Self.maxToasts { toasts.removeFirst(toasts.count - Self.maxToasts) }
  }

  public mutating func expireToasts(now: UInt64) { toasts.removeAll { $0.expiry <= now } }

  public func hasPanel(_ source: Panel.Source) -> Bool { panels.contains { $0.source == source } }

  /// Shows a panel and replaces an earlier one of the same source.
  public mutating func show(_ panel: Panel) {
    closePanel(panel.source)
    panels.append(panel)
    panelFirst = 0
  }

  /// Adds a line to a panel that is shown.
  mutating func extendPanel(_ source: Panel.Source, by line: Line) {
    guard let index = panels.firstIndex(where: { $0.source == source }) else { return }
    panels[index].lines.append(line)
  }

  public mutating func closePanel(_ source: Panel.Source) {
    guard panels.contains(where: { $0.source == source }) else { return }
    panels.removeAll { $0.source == source }
    panelFirst = 0
  }

  public mutating func appendLog(_ line: String) {
    log.append(line)
    logged += 1
    if log.count > Self.logCapacity { log.removeFirst(log.count - Self.logCapacity) }
  }
}

/// What the status line shows.
public struct HUD: Sendable, Equatable {
  public var generation: UInt64 = 0
  /// Such as "optimised"; may be empty.
  public var flavour = ""
  /// Such as "building Player.swift", "built in 212 ms", "build failed".
  public var build = ""
  public var buildIsBad = false
  public var isPaused = false
  /// Whether a crash stops the run at its tick.
  public var stopsOnCrash = false
  /// Whether saves wait until they are applied, and those that do.
  public var holdsSaves = false
  public var heldSaves: HeldSaves?
  /// The save that waits because the game says so.
  public var delayedReload: DelayedReload?
  /// Seconds of one step and of one drawn frame, smoothed.
  public var stepTime = 0.0
  public var drawTime = 0.0
  public var framesPerSecond = 0.0
  public var droppedTicks: UInt64 = 0
  /// Which services run in earlier code; empty if none does.
  public var oldServices = ""
  /// The time between two frames (ns).
  public var frameBudget: UInt64 = 16_666_667
  public var tick: UInt64 = 0
  public var ticksPerSecond = 60

  public init() {}
}
