import CGameABI

/// Draws an attached window, with the painters of the game's overlay. It keeps how far problems and log are scrolled: what has to
/// be wrapped for that takes too long for the loop's thread. Confined to the queue that draws.
public struct WindowScreen {
  public private(set) var picture = CellBuffer(size: CellSize(columns: 0, rows: 0))
  private var problemsFirst = 0
  private var problemTitles: [String] = []
  private var log = LogPage()

  public init() {}

  public mutating func draw(_ content: WindowContent) {
    picture = CellBuffer(size: content.size)
    let smallest = WindowContent.smallest
    guard content.size.columns >= smallest.columns, content.size.rows >= smallest.rows else {
      let text = "hotloop attach needs a terminal of \(smallest); this one is \(content.size). q leaves."
      return picture.write(paragraphs: [text])
    }
    let area = WindowArea(size: content.size)
    switch content.page {
    case .problems: drawProblems(content, area)
    case .log: log.paint(content, in: area.box, on: &picture)
    case .inspector: drawInspector(content, area)
    case .tweaks:
      if let tweaks = content.tweaks { TweakPanelBox(tweaks, in: area.box).paint(on: &picture) }
    case .time: drawTime(content, area)
    }
    WindowTabs(page: content.page, problems: content.problemCount, columns: content.size.columns)
      .paint(on: &picture)
    drawStatus(content, area)
  }

  // MARK: Pages

  private mutating func drawProblems(_ content: WindowContent, _ area: WindowArea) {
    // Others begin at their first line.
    let titles = content.panels.map(\.title)
    if titles != problemTitles { (problemTitles, problemsFirst) = (titles, 0) }
    let lines = ProblemLines.all(content)
    var box = area.box
    if let stop = content.stop {
      // What a save brings is read together with what it should mend.
      let rows = lines.isEmpty ? 0 : min(box.rows / 2, lines.count + OverlayBox.frameRows)
      let bottom = box.row + box.rows - rows
      var panel = stop
      let stopBox = StopPanelBox(panel, top: box.row, bottom: bottom, columns: box.columns)
      if lines.isEmpty {
        scroll(content, stopBox.window)
        panel.first = problemsFirst
      }
      StopPanelBox(panel, top: box.row, bottom: bottom, columns: box.columns).paint(on: &picture)
      if lines.isEmpty { return }
      box = OverlayBox(column: 0, row: bottom, columns: box.columns, rows: rows)
    }
    let calm = content.quietProblems.isEmpty ? "No problems" : "Warnings"
    let title = content.banner ?? (content.problemCount == 0 ? calm : "Problems")
    let look: OverlayLook = content.problemCount == 0 ? .help : .panel
    scroll(content, PanelBox(lines, title: title, look: look, first: problemsFirst, in: box).window)
    PanelBox(lines, title: title, look: look, first: problemsFirst, in: box).paint(on: &picture)
  }

  private mutating func scroll(_ content: WindowContent, _ window: ScrollWindow) {
    var window = window
    for scroll in content.scrolls {
      window = ScrollWindow(count: window.count, room: window.room, first: scroll.moved(window))
    }
    problemsFirst = window.first
  }

  private mutating func drawInspector(_ content: WindowContent, _ area: WindowArea) {
    guard let inspector = content.inspector else { return }
    InspectorBox(
      inspector, in: area.inspectorBox(watching: content.watched.values.count), pauseKey: content.pauseKey
    ).paint(on: &picture)
    area.watchBox(content.watched)?.paint(on: &picture)
  }

  private mutating func drawTime(_ content: WindowContent, _ area: WindowArea) {
    guard let panel = content.time else { return }
    MarksBox(panel: panel, ticksPerSecond: content.hud.ticksPerSecond, box: area.marksBox).paint(on: &picture)
    TimeBar(
      panel: panel, tick: content.hud.tick, ticksPerSecond: content.hud.ticksPerSecond, size: area.timeSize
    ).paint(on: &picture)
  }

  // MARK: The status line

  private mutating func drawStatus(_ content: WindowContent, _ area: WindowArea) {
    let hud = content.hud
    let row = area.statusRow
    let columns = content.size.columns
    picture.fill(column: 0, row: row, columns: columns, rows: 1, style: OverlayLook.bar)
    let name = content.game.isEmpty ? "" : " \(content.game) ·"
    var column = picture.write(
      "\(name) gen \(hud.generation) · tick \(hud.tick) ", column: 0, row: row, style: OverlayLook.bar.bold)
    if hud.isPaused {
      column = picture.write(" PAUSED ", column: column, row: row, style: OverlayLook.notice)
    }
    let text = content.notice ?? content.state
    picture.write(
      text.isEmpty ? "" : " \(text) ".truncated(toCells: max(0, columns - column)), column: column, row: row,
      style: content.notice == nil && hud.buildIsBad ? OverlayLook.badBar : OverlayLook.bar)
  }
}

extension CellBuffer {
  /// Writes paragraphs in the middle.
  mutating func write(paragraphs: [String]) {
    let width = max(1, min(70, size.columns - 2))
    let lines = paragraphs.flatMap { $0.wrapped(toCells: width, indent: 0) }
    let top = max(0, (size.rows - lines.count) / 2)
    for (offset, line) in lines.enumerated() {
      write(
        line, column: max(0, (size.columns - line.cellWidth) / 2), row: top + offset,
        style: CellAppearance(fore: 0xFFC070, back: UInt32(HOTLOOP_COLOR_DEFAULT)))
    }
  }
}

extension CellBuffer {
  /// Writes what a window itself has to say over the host's status line.
  public mutating func write(windowNote note: String) {
    let row = WindowArea(size: size).statusRow
    guard row >= 0 else { return }
    fill(column: 0, row: row, columns: size.columns, rows: 1, style: OverlayLook.notice)
    write(" \(note)".truncated(toCells: size.columns), column: 0, row: row, style: OverlayLook.notice)
  }

  /// What a window shows while there is no host.
  public init(size: CellSize, waitingFor root: String) {
    self.init(size: size)
    write(paragraphs: [
      "waiting for the host of \(root)", "",
      "Start it there with `hotloop play`; this window joins it. q leaves.",
    ])
  }
}
