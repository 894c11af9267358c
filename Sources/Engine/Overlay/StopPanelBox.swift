import CGameABI

/// The panel of a tick that could not be finished: in a wide terminal the stack at the left and what the tick did at the right,
/// otherwise one below the other. Pure.
struct StopPanelBox {
  let window: ScrollWindow
  private let box: OverlayBox
  private let panel: StopPanel
  private let left: [StopPanelLines.Line]
  private let right: [StopPanelLines.Line]
  private let footer: [StopPanelLines.Line]

  private static let wideTerminal = 140
  private static let gap = 3

  /// - Parameters:
  ///   - top: the first row that it may cover.
  ///   - bottom: the row behind the last one.
  init(_ panel: StopPanel, top: Int, bottom: Int, columns: Int) {
    self.panel = panel
    let rows = max(0, bottom - top)
    let room = max(1, columns - OverlayBox.frameColumns)
    let footer = Self.footer(panel, columns: room)
    let isWide = columns >= Self.wideTerminal
    let lines = StopPanelLines(
      panel: panel, frameRows: isWide ? max(4, rows / 3) : max(3, rows / 5),
      sourceRows: isWide ? max(3, rows / 6) : rows < 16 ? 1 : 3)
    var (left, right): ([StopPanelLines.Line], [StopPanelLines.Line])
    if isWide {
      let leftColumns = (room - Self.gap) * 3 / 5
      (left, right) = (lines.stack(columns: leftColumns), lines.facts(columns: room - Self.gap - leftColumns))
    } else {
      (left, right) = (lines.stack(columns: room) + lines.facts(columns: room), [])
    }
    let count = max(left.count, right.count)
    let height = min(rows, count + footer.count + OverlayBox.frameRows)
    box = OverlayBox(column: 0, row: bottom - height, columns: columns, rows: height)
    self.footer = Array(footer.prefix(max(1, box.contentRows - 1)))
    (self.left, self.right) = (left, right)
    window = ScrollWindow(count: count, room: box.contentRows - self.footer.count, first: panel.first)
  }

  /// Where toasts end: above the panel if there is room, otherwise above its keys.
  func rowBelowToasts(top: Int) -> Int {
    box.row - top > Self.toastRows ? box.row : box.row + box.rows - 1 - footer.count
  }

  private static let toastRows = 5

  func paint(on picture: inout CellBuffer) {
    let look = OverlayLook.panel
    let note = window.note.map { "\($0)  Page Up/Down" } ?? ""
    box.paint(title: panel.stop.title, note: note, style: look.body, titleStyle: look.title, on: &picture)
    guard box.contentRows > 0 else { return }
    let leftColumns = right.isEmpty ? box.contentColumns : (box.contentColumns - Self.gap) * 3 / 5
    for (row, index) in window.lines.enumerated() {
      if index < left.count { write(left[index], row: row, column: 0, columns: leftColumns, on: &picture) }
      if index < right.count {
        let column = leftColumns + Self.gap
        write(right[index], row: row, column: column, columns: box.contentColumns - column, on: &picture)
      }
    }
    for (offset, line) in footer.enumerated() {
      write(line, row: window.room + offset, column: 0, columns: box.contentColumns, on: &picture)
    }
  }

  private func write(
    _ line: StopPanelLines.Line, row: Int, column: Int, columns: Int, on picture: inout CellBuffer
  ) {
    if line.isFilled {
      picture.fill(
        column: box.contentColumn + column, row: box.contentRow + row, columns: columns, rows: 1,
        style: line.style)
    }
    box.write(
      line.text.truncated(toCells: columns), line: row, column: column, style: line.style, on: &picture)
  }

  private static func footer(_ panel: StopPanel, columns: Int) -> [StopPanelLines.Line] {
    let previous = panel.stop.previous.map { "B gen \($0)" }
    let keys = ["save: run the tick again", "Enter retry", panel.stop.tick == nil ? nil : "S skip", previous]
    let view = ["↑↓ frame"] + (panel.canBeHidden ? ["Esc hide"] : [])
    let forms = [keys + view, keys.dropFirst() + view].map {
      $0.compactMap(\.self).joined(separator: " · ")
    }
    let text = forms.first { $0.cellWidth <= columns } ?? forms[1]
    let problem = panel.problem.map { $0.wrapped(toCells: columns, indent: 0) } ?? []
    return problem.map { StopPanelLines.Line(text: $0, style: OverlayLook.notice, isFilled: true) } + [
      StopPanelLines.Line(text: text, style: OverlayLook.panel.dim)
    ]
  }
}
