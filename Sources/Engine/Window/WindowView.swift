import WorldState

/// One attached window: the page that it shows, and the panels of its pages, which are its own. The loop's thread.
///
/// It does nothing to the loop itself: it returns what the loop has to do. `WindowView+Keys` says what a key means,
/// `WindowView+Reading` copies what is shown.
final class WindowView {
  /// What a key asks for.
  enum Request: Equatable {
    case perform(HostCommand)
    /// The window is to be closed.
    case leave
  }

  let game: any GameProvider
  let board: OverlayBoard
  var size: CellSize
  private(set) var page: WindowPage
  var inspector = Inspector()
  var watched = WatchedValues()
  var tweaks = TweakPanel()
  var time: TimePanel
  /// The tick that could not be finished; nil while the game runs.
  var stop: StopPanel?
  var logFilter = LogFilter()
  var scrolls: [Scroll] = []
  /// The answer to the last key; nil for none.
  var notice: String?
  /// The number of toasts before the command of the host that the last key gave: those after it answer it. Nil without one.
  private var toastsBefore: Int?
  /// Of the loop.
  var ticksPerSecond = 60
  private var hasOpenTweaks = false

  init(game: any GameProvider, board: OverlayBoard, page: WindowPage, size: CellSize) {
    self.game = game
    self.board = board
    self.page = page
    self.size = size
    time = TimePanel(game.time, plays: false)
    show(page)
  }

  var area: WindowArea { WindowArea(size: size) }

  func show(_ page: WindowPage) {
    if page != self.page { scrolls = [] }
    self.page = page
    logFilter.field = nil
    guard (page == .tweaks) != hasOpenTweaks else { return }
    hasOpenTweaks.toggle()
    if hasOpenTweaks {
      tweaks.show(game.tweak(.open))
      tweaks.update(game.tweaks)
    } else {
      _ = game.tweak(.close)
    }
  }

  /// A key gave a command of the host, which answers with a toast in the game's window.
  func awaitAnswer() { toastsBefore = board.overlay.toasted }

  /// Another key was pressed.
  func forgetAnswer() { (notice, toastsBefore) = (nil, nil) }

  /// The answer to the last key, as long as it is shown; nil for none.
  var answer: String? {
    if let notice { return notice }
    guard let toastsBefore, board.overlay.toasted > toastsBefore else { return nil }
    return board.overlay.toasts.last?.text
  }

  /// The window is gone.
  func close() { if hasOpenTweaks { show(.problems) } }

  /// A tick's time has passed.
  func passTick() { carryOut(time.passTick()) }

  /// Follows the game. Called before each key and each frame.
  func follow() {
    time.status = game.time
    if hasOpenTweaks { tweaks.update(game.tweaks) }
    guard let stop = game.tickStop else {
      self.stop = nil
      return
    }
    if self.stop == nil { self.stop = StopPanel(stop, canBeHidden: false) } else { self.stop?.stop = stop }
  }

  // MARK: What the panels ask for

  func carryOut(_ outcome: Inspector.Outcome) -> Request? {
    switch outcome {
    case .unused, .nothing, .close: return nil
    case .togglePause: return .perform(.pause)
    case .step: return .perform(.step)
    case .pin(let value): tell(watched.toggle(value))
    case .unpinAll: tell(watched.removeAll())
    case .ask(let request): inspector.show(game.change(request))
    }
    return nil
  }

  private func tell(_ notice: WorldNotice) { _ = inspector.say(notice.text, isBad: notice.isBad) }

  func carryOut(_ outcome: TweakPanel.Outcome) {
    guard case .ask(let request) = outcome else { return }
    tweaks.show(game.tweak(request))
    // The next key of the same batch sees the new value.
    tweaks.update(game.tweaks)
  }

  func carryOut(_ outcome: TimePanel.Outcome) {
    guard case .ask(let request) = outcome else { return }
    let problem = game.travel(request)
    time.note(problem)
    time.status = game.time
  }

  func carryOut(_ outcome: StopPanel.Outcome) {
    guard case .ask(let request) = outcome else { return }
    let problem = game.resolve(request)
    stop?.problem = problem
    follow()
  }
}
