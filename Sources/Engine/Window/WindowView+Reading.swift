import WorldState

extension WindowView {
  /// Reads what the page shows, and copies it. Called for each frame of the window.
  /// - Parameter now: of a clock that goes on (ns).
  func read(_ hud: HUD, _ bindings: KeyBindings, now: UInt64) -> WindowContent {
    follow()
    let overlay = board.overlay
    var content = WindowContent(size: size, page: page)
    content.game = game.name
    content.hud = hud
    content.state = StatusLine(overlay, hud: hud, keys: bindings.hints).state
    content.banner = overlay.banner
    content.notice = answer
    content.panels = overlay.panels(without: stop)
    content.quietProblems = overlay.problems.filter { $0.title == nil }.map(\.problem)
    content.stop = stop
    content.pauseKey = bindings.hints.key(.pause)
    content.scrolls = scrolls
    scrolls = []
    switch page {
    case .problems: break
    case .log:
      (content.log, content.logged) = (overlay.log, overlay.logged)
      content.logFilter = logFilter
    case .inspector:
      watched.read(game.shownWorld, tick: game.tick, now: now)
      let box = InspectorBox(inspector, in: area.inspectorBox(watching: watched.values.count))
      inspector.read(
        game.shownWorld, kept: game.keptValues, columns: box.columns, rows: box.rows, now: now)
      (content.inspector, content.watched) = (inspector, watched)
    case .tweaks: content.tweaks = tweaks
    case .time: content.time = time
    }
    return content
  }
}
