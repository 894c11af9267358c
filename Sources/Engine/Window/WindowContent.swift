import WorldState

/// What an attached window shows: a copy of the run's state, made between two ticks, from which any thread can draw.
public struct WindowContent: Sendable {
  /// The smallest window whose pages can be read.
  public static let smallest = CellSize(columns: 40, rows: 10)

  public var size: CellSize
  public var page: WindowPage
  /// The name of the game; empty while none runs.
  var game = ""
  var hud = HUD()
  /// Such as `built in 212 ms · 1 warning (F4)`.
  var state = ""
  /// A line about a lasting state; nil for none.
  var banner: String?
  /// The answer to what was done in the window; nil for none.
  var notice: String?
  var panels: [Overlay.Panel] = []
  var quietProblems: [Problem] = []
  var stop: StopPanel?
  /// The last lines of the log, oldest first, and the number of all lines so far.
  var log: [String] = []
  var logged = 0
  var logFilter = LogFilter()
  /// The key that pauses; nil if there is none.
  var pauseKey: String?
  /// Movements of the problems or of the log since the last content, in order.
  var scrolls: [Scroll] = []
  /// Each only while its page is shown.
  var inspector: Inspector?
  var watched = WatchedValues()
  var tweaks: TweakPanel?
  var time: TimePanel?

  init(size: CellSize, page: WindowPage) {
    self.size = size
    self.page = page
  }

  /// Warnings are not counted.
  var problemCount: Int {
    panels.count + quietProblems.count { $0.severity == .error } + (stop == nil ? 0 : 1)
  }
}

/// Which lines of the log are shown.
struct LogFilter: Sendable, Equatable {
  /// Lines that contain all its words, whatever the case of their letters.
  var text = ""
  /// While it is typed.
  var field: TextField?
}
