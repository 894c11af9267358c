import CGameABI

/// Draws an `Overlay` on top of a picture. Pure: the same overlay and size give the same cells.
public struct OverlayPainter {
  private enum Look {
    static let bar = CellAppearance(fore: 0xC8CCD4, back: 0x1C2028)
    static let good = CellAppearance(fore: 0x9FE6A0, back: 0x14281A)
    static let plain = CellAppearance(fore: 0xE4E8F0, back: 0x22304A)
    static let bad = CellAppearance(fore: 0xFFD0C8, back: 0x4A1418)
    static let panel = CellAppearance(fore: 0xF0F0F4, back: 0x2A1216)
    static let title = CellAppearance(fore: 0xFFFFFF, back: 0x982428).bold
    static let help = CellAppearance(fore: 0xE4E8F0, back: 0x1A2030)
    static let helpTitle = CellAppearance(fore: 0xFFFFFF, back: 0x2A4878).bold
    static let pause = CellAppearance(fore: 0x201000, back: 0xFFC850).bold
  }

  public init() {}

  /// - Parameters:
  ///   - help: the lines of the help, if it is shown.
  ///   - bindings: the entries of the key settings screen, if it is shown.
  public func paint(
    _ overlay: Overlay, help: [HelpLine], bindings: [KeyBindings.Entry] = [], on picture: inout CellBuffer
  ) {
    var top = 0
    if overlay.showsHUD { top = paintHUD(overlay.hud, overlay.frames, on: &picture) }
    if let banner = overlay.banner {
      let style = Look.pause
      picture.fill(column: 0, row: top, columns: picture.size.columns, rows: 1, style: style)
      picture.write(
        " " + banner.truncated(toCells: picture.size.columns - 2), column: 0, row: top, style: style)
      top += 1
    }
    if overlay.showsLog { paintLog(overlay.log, on: &picture) }
    var bottom = picture.size.rows
    if let panel = overlay.panels.last {
      bottom = paintPanel(panel, others: overlay.panels.count - 1, top: top, on: &picture)
    }
    if overlay.showsFrames {
      FrameGraph(times: overlay.frames, budget: overlay.hud.frameBudget).paint(above: bottom, on: &picture)
    }
    paintToasts(overlay.toasts, above: bottom, on: &picture)
    if overlay.showsHelp { paintHelp(help, on: &picture) }
    if let settings = overlay.keySettings {
      KeySettingsPainter(settings: settings, entries: bindings).paint(on: &picture)
    }
  }

  /// Shown in place of the game until the first generation runs.
  public func paintWaiting(_ hud: HUD, on picture: inout CellBuffer) {
    let lines = [
      hud.buildIsBad ? "Fix the error and save; the game starts once it builds." : "Building the game.",
      hud.build,
    ]
    for (offset, line) in lines.enumerated() {
      let text = line.truncated(toCells: picture.size.columns)
      picture.write(
        text, column: (picture.size.columns - text.cellWidth) / 2, row: picture.size.rows / 3 + offset,
        style: CellAppearance(fore: offset == 0 ? 0xE0A060 : 0x8C93A0, back: UInt32(HOTLOOP_COLOR_DEFAULT)))
    }
  }

  private func paintHUD(_ hud: HUD, _ frames: FrameTimes, on picture: inout CellBuffer) -> Int {
    picture.fill(column: 0, row: 0, columns: picture.size.columns, rows: 1, style: Look.bar)
    var left = " gen \(hud.generation)"
    if !hud.flavour.isEmpty { left += " " + hud.flavour }
    var column = picture.write(left + " ", column: 0, row: 0, style: Look.bar.bold)
    if hud.isPaused { column = picture.write(" PAUSED ", column: column, row: 0, style: Look.pause) }
    let free = picture.size.columns - column
    let right = facts(hud, frames, room: free - max(24, hud.build.cellWidth + 2))
    let room = free - right.cellWidth
    let build = hud.build.truncated(toCells: max(0, (room > 8 ? room : picture.size.columns - column) - 2))
    picture.write(" " + build, column: column, row: 0, style: hud.buildIsBad ? Look.bad : Look.bar)
    if room > 8 {
      picture.write(right, column: picture.size.columns - right.cellWidth, row: 0, style: Look.bar)
    }
    return 1
  }

  /// The numbers at the right. The loop's pace is always shown, the others if they fit.
  private func facts(_ hud: HUD, _ frames: FrameTimes, room: Int) -> String {
    let pace =
      " \(milliseconds(hud.stepTime)) step  \(milliseconds(hud.drawTime)) draw  \(Int(hud.framesPerSecond.rounded())) fps"
      + (hud.droppedTicks > 0 ? "  \(hud.droppedTicks) dropped" : "")
    let skipped = frames.skippedTotal > 0 ? "  \(frames.skippedTotal) skipped" : ""
    let all = [pace + skipped + " " + output(frames), pace + skipped + " "]
    return all.first { $0.cellWidth <= room } ?? pace + " "
  }

  /// The terminal output of the last frame.
  private func output(_ frames: FrameTimes) -> String {
    guard frames.isWritten else { return "" }
    let last = frames.last
    return " \(frames.lastCells) cells  \(frames.lastBytes) B"
      + "  \(milliseconds(Double(last.encode + last.write) / 1e9)) out "
  }

  /// Formats as "0.21 ms". Foundation's formatting is too slow for every frame.
  private func milliseconds(_ seconds: Double) -> String {
    let hundredths = Int((seconds * 100_000).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) ms"
  }

  private func paintToasts(_ toasts: [Overlay.Toast], above bottom: Int, on picture: inout CellBuffer) {
    for (index, toast) in toasts.enumerated() {
      let style =
        switch toast.kind {
        case .good: Look.good
        case .plain: Look.plain
        case .bad: Look.bad
        }
      let text = " " + toast.text.truncated(toCells: picture.size.columns - 2) + " "
      picture.write(text, column: 0, row: bottom - toasts.count + index, style: style)
    }
  }

  /// Draws the panel at the bottom and returns the row it begins in.
  private func paintPanel(_ panel: Overlay.Panel, others: Int, top: Int, on picture: inout CellBuffer)
    -> Int
  {
    let room = max(1, min(picture.size.rows - top - 1, picture.size.rows * 2 / 3))
    let width = picture.size.columns
    let lines = panel.lines.flatMap { wrap($0, width: width - 2) }
    let shown = min(lines.count, room - 1)
    let first = max(top, picture.size.rows - shown - 1)
    picture.fill(column: 0, row: first, columns: width, rows: shown + 1, style: Look.panel)
    picture.fill(column: 0, row: first, columns: width, rows: 1, style: Look.title)
    var title = " " + panel.title
    if others > 0 { title += "   (and \(others) more)" }
    if shown < lines.count { title += "   … \(lines.count - shown) more lines" }
    picture.write(title.truncated(toCells: width), column: 0, row: first, style: Look.title)
    for (offset, line) in lines.prefix(shown).enumerated() {
      picture.write(" " + line.text, column: 0, row: first + 1 + offset, style: style(of: line.role))
    }
    return first
  }

  private func style(of role: Overlay.Line.Role) -> CellAppearance {
    var style = Look.panel
    switch role {
    case .plain: break
    case .location: style.fore = 0xFFC8A0
    case .code: style.fore = 0xD8E4FF
    case .marker: style.fore = 0xFF7060
    case .dim: style.fore = 0xA8A0A4
    }
    return style
  }

  /// Wraps prose. Code and the marker below it are truncated instead, so that they stay aligned.
  private func wrap(_ line: Overlay.Line, width: Int) -> [Overlay.Line] {
    guard width > 8, line.role != .code, line.role != .marker, line.text.cellWidth > width else {
      return [.init(line.text.truncated(toCells: max(0, width)), line.role)]
    }
    var result: [Overlay.Line] = []
    var current = ""
    for word in line.text.split(separator: " ", omittingEmptySubsequences: false) {
      if !current.isEmpty, current.cellWidth + 1 + String(word).cellWidth > width {
        result.append(.init(current, line.role))
        current = "  "
      }
      current += (current.isEmpty || current == "  " ? "" : " ") + word
    }
    result.append(.init(current.truncated(toCells: width), line.role))
    return result
  }

  private func paintLog(_ log: [String], on picture: inout CellBuffer) {
    let rows = max(3, picture.size.rows / 2)
    let first = picture.size.rows - rows
    picture.fill(column: 0, row: first, columns: picture.size.columns, rows: rows, style: Look.help)
    picture.fill(column: 0, row: first, columns: picture.size.columns, rows: 1, style: Look.helpTitle)
    picture.write(" log", column: 0, row: first, style: Look.helpTitle)
    let width = picture.size.columns - 2
    let lines = log.isEmpty ? ["nothing yet"] : log.suffix(rows - 1)
    let shown = lines.flatMap { wrap(Overlay.Line($0), width: width) }.suffix(rows - 1)
    for (offset, line) in shown.enumerated() {
      picture.write(" " + line.text, column: 0, row: first + 1 + offset, style: Look.help)
    }
  }

  private func paintHelp(_ lines: [HelpLine], on picture: inout CellBuffer) {
    let keyWidth = lines.map(\.keys.cellWidth).max() ?? 0
    let width = min(picture.size.columns, keyWidth + 5 + (lines.map(\.text.cellWidth).max() ?? 0))
    let rows = min(picture.size.rows, lines.count + 1)
    let left = (picture.size.columns - width) / 2
    let top = max(0, (picture.size.rows - rows) / 2)
    picture.fill(column: left, row: top, columns: width, rows: rows, style: Look.help)
    picture.fill(column: left, row: top, columns: width, rows: 1, style: Look.helpTitle)
    picture.write(
      " keys, from assets/keys.yaml".truncated(toCells: width), column: left, row: top, style: Look.helpTitle)
    for (offset, line) in lines.prefix(rows - 1).enumerated() {
      picture.write(line.keys, column: left + 2, row: top + 1 + offset, style: Look.help.bold)
      let column = left + keyWidth + 4
      picture.write(
        line.text.truncated(toCells: left + width - column), column: column, row: top + 1 + offset,
        style: Look.help)
    }
  }
}

/// One line of the help.
public struct HelpLine: Sendable, Equatable {
  public var keys: String
  public var text: String
}

extension KeyBindings {
  /// The help: the bindings in force.
  public var help: [HelpLine] {
    let ordered = entries.filter(\.target.isHost) + entries.filter { !$0.target.isHost }
    return ordered.map { entry in
      let text: String
      if case .host(let command) = entry.target {
        text = command.keyExplanation ?? entry.name
      } else {
        text = entry.name
      }
      let keys = entry.keys.map(\.description).joined(separator: " ")
      return HelpLine(keys: keys.isEmpty ? "—" : keys, text: text)
    }
  }
}

extension KeyBindings.Target {
  var isHost: Bool { if case .host = self { true } else { false } }
}
