import CGameABI

/// Draws an `Overlay` on top of a picture. Pure: the same overlay, bindings and size give the same cells.
public struct OverlayPainter {
  private let overlay: Overlay
  private let bindings: KeyBindings

  public init(_ overlay: Overlay, bindings: KeyBindings) {
    self.overlay = overlay
    self.bindings = bindings
  }

  private var hints: KeyHints { bindings.hints }

  /// - Parameter minimum: the smallest picture that the game can draw; see `ScreenLayout`.
  public func paint(
    minimum: CellSize = CellSize(columns: 0, rows: 0), on picture: inout CellBuffer
  ) {
    let layout = ScreenLayout(overlay, minimum: minimum, size: picture.size)
    if overlay.showsHUD {
      StatusLine(overlay, hud: overlay.hud, keys: hints).paint(on: &picture)
    }
    paintBanner(layout, on: &picture)
    if !overlay.showsHUD { paintBadges(row: layout.hudRows + layout.banner.count, on: &picture) }
    logBox(layout, size: picture.size)?.paint(on: &picture)
    let panelBox = panelBox(layout, size: picture.size)
    let stopBox = stopBox(layout, size: picture.size)
    stopBox?.paint(on: &picture)
    panelBox?.paint(on: &picture)
    let tweakBox = tweakBox(layout, size: picture.size)
    tweakBox?.paint(on: &picture)
    let inspectorBox = inspectorBox(layout, size: picture.size)
    inspectorBox?.paint(on: &picture)
    let consoleBox = consoleBox(layout, size: picture.size)
    consoleBox?.paint(on: &picture)
    timeBar(size: picture.size)?.paint(on: &picture)
    let rest = aboveTime(picture.size).rows
    let boxes = [
      panelBox?.row ?? stopBox?.rowBelowToasts(top: layout.hudRows), tweakBox.flatMap(\.row),
      inspectorBox.flatMap(\.row), consoleBox?.row,
    ]
    var bottom = boxes.compactMap(\.self).min() ?? rest
    WatchBox(
      overlay.watched, top: layout.hudRows + layout.banner.count,
      right: inspectorBox?.column ?? picture.size.columns, bottom: bottom
    )?.paint(on: &picture)
    if overlay.showsFrames {
      let graph = FrameGraph(times: overlay.frames, budget: overlay.hud.frameBudget)
      bottom = graph.paint(above: bottom, on: &picture)
    }
    helpBox(size: picture.size)?.paint(on: &picture)
    // Above everything: a full screen of help or keys must not hide the answer to a save. The key settings answer, too, so
    // they end above the toasts.
    var top = layout.hudRows
    if overlay.keySettings != nil {
      bottom = picture.size.rows
      top = min(KeySettingsPainter.minRows, bottom)
    }
    let toasts = ToastBox(overlay.toasts, above: bottom, top: top, columns: picture.size.columns)
    if let settings = overlay.keySettings {
      KeySettingsPainter(settings: settings, entries: bindings.listed, file: overlay.keysFile)
        .paint(rows: toasts?.row ?? bottom, on: &picture)
    }
    toasts?.paint(on: &picture)
  }

  /// What the timeline leaves of the screen.
  private func aboveTime(_ size: CellSize) -> CellSize {
    overlay.timePanel == nil
      ? size : CellSize(columns: size.columns, rows: max(0, size.rows - TimeBar.rows))
  }

  func timeBar(size: CellSize) -> TimeBar? {
    overlay.timePanel.map {
      TimeBar(panel: $0, tick: overlay.hud.tick, ticksPerSecond: overlay.hud.ticksPerSecond, size: size)
    }
  }

  // MARK: Boxes that scroll. Nil while they are not shown.

  func helpBox(size: CellSize) -> HelpBox? {
    guard overlay.showsHelp else { return nil }
    return HelpBox(
      bindings.help, first: overlay.helpFirst, closing: hints.closesHelp, file: overlay.keysFile,
      size: size)
  }

  func logBox(_ layout: ScreenLayout, size: CellSize) -> LogBox? {
    guard overlay.showsLog else { return nil }
    let rest = aboveTime(size)
    return LogBox(
      overlay.log.suffix(Overlay.shownLogCapacity), first: overlay.logFirst, closing: hints.closesLog,
      bottom: panelBox(layout, size: size)?.row ?? rest.rows, size: rest)
  }

  func tweakBox(_ layout: ScreenLayout, size: CellSize) -> TweakPanelBox? {
    overlay.tweakPanel.map {
      TweakPanelBox(
        $0, top: layout.hudRows + layout.banner.count, toggleKey: hints.key(.tweak),
        size: aboveTime(size))
    }
  }

  func inspectorBox(_ layout: ScreenLayout, size: CellSize) -> InspectorBox? {
    overlay.inspector.map {
      InspectorBox(
        $0, top: layout.hudRows + layout.banner.count, toggleKey: hints.key(.inspect),
        size: aboveTime(size))
    }
  }

  func consoleBox(_ layout: ScreenLayout, size: CellSize) -> ConsoleBox? {
    guard overlay.showsConsole else { return nil }
    return ConsoleBox(
      overlay.console, top: layout.hudRows + layout.banner.count, toggleKey: hints.key(.console),
      size: aboveTime(size))
  }

  func panelBox(_ layout: ScreenLayout, size: CellSize) -> PanelBox? {
    let panels = overlay.shownPanels
    guard let panel = panels.last else { return nil }
    return PanelBox(
      panel, others: panels.count - 1, first: overlay.panelFirst,
      top: layout.hudRows + layout.banner.count, size: aboveTime(size))
  }

  /// Above the panels: what a save brings is read together with what it should mend.
  func stopBox(_ layout: ScreenLayout, size: CellSize) -> StopPanelBox? {
    guard overlay.showsStop, let panel = overlay.stopPanel else { return nil }
    return StopPanelBox(
      panel, top: layout.hudRows + layout.banner.count,
      bottom: panelBox(layout, size: size)?.row ?? size.rows, columns: size.columns)
  }

  // MARK: Lines

  private func paintBanner(_ layout: ScreenLayout, on picture: inout CellBuffer) {
    for (offset, line) in layout.banner.enumerated() {
      let row = layout.hudRows + offset
      picture.fill(column: 0, row: row, columns: picture.size.columns, rows: 1, style: OverlayLook.notice)
      picture.write(" " + line, column: 0, row: row, style: OverlayLook.notice)
    }
  }

  /// What replaces the status line where somebody waits for the player.
  private func paintBadges(row: Int, on picture: inout CellBuffer) {
    let texts = [
      overlay.hud.isPaused ? hints.pause : nil, overlay.hud.delayedReload?.line(hints),
      overlay.hud.heldSaves?.line(hints),
    ]
    for (offset, text) in texts.compactMap(\.self).enumerated() {
      let text = " " + text.truncated(toCells: picture.size.columns - 2) + " "
      picture.write(
        text, column: max(0, (picture.size.columns - text.cellWidth) / 2), row: row + offset,
        style: OverlayLook.notice)
    }
  }

  // MARK: In place of the game

  /// Shown until the first generation runs.
  public func paintWaiting(on picture: inout CellBuffer) {
    let hud = overlay.hud
    let heading =
      hud.buildIsBad ? "Fix the error and save; the game starts once it builds." : "Building the game."
    paintMessage([heading, hud.build], on: &picture)
  }

  /// Shown in a terminal that is too small for the game.
  func paint(_ small: SmallTerminal, on picture: inout CellBuffer) {
    var help = "The game waits. Enlarge the window, or make its font smaller."
    if small.fitsWithoutHUD, let key = hints.hud { help += " \(key) hides the status line, which is enough." }
    paintMessage(["\(small).", help], on: &picture)
  }

  /// Paragraphs in the middle of the screen, the first of them emphasized.
  private func paintMessage(_ paragraphs: [String], on picture: inout CellBuffer) {
    let width = min(64, picture.size.columns - 2)
    let lines = paragraphs.enumerated().flatMap { index, text in
      text.wrapped(toCells: width, indent: 0).map { ($0, index == 0 ? 0xFFC070 : 0xB4BAC6 as UInt32) }
    }
    let top = max(
      overlay.showsHUD && picture.size.rows > 1 ? 1 : 0, (picture.size.rows - lines.count) / 2 - 1)
    for (offset, line) in lines.enumerated() {
      picture.write(
        line.0, column: max(0, (picture.size.columns - line.0.cellWidth) / 2), row: top + offset,
        style: CellAppearance(fore: line.1, back: UInt32(HOTLOOP_COLOR_DEFAULT)))
    }
  }
}
