/// A sticky panel at the bottom of the screen. Pure.
struct PanelBox {
  let window: ScrollWindow
  /// The first row of the box.
  var row: Int { box.row }
  private let box: OverlayBox
  private let lines: [Overlay.Line]
  private let title: String
  private let others: Int
  private let look: OverlayLook

  /// - Parameters:
  ///   - others: the number of panels that wait behind it.
  ///   - first: the wanted first line in view.
  ///   - top: the first row that it may cover.
  init(_ panel: Overlay.Panel, others: Int, first: Int, top: Int, size: CellSize) {
    self.others = others
    // A question is no fault.
    look = panel.source == .question ? .help : .panel
    let room = max(1, size.columns - OverlayBox.frameColumns)
    // What does not fit into the edge goes on below it.
    let titleLines = panel.title.wrapped(toCells: max(1, room - 2), indent: 0)
    title = titleLines[0]
    lines =
      titleLines.dropFirst().map { .init($0, .title) } + panel.lines.wrapped(toCells: room)
    let rows = min(
      lines.count + OverlayBox.frameRows, max(3, min(size.rows - top - 1, size.rows * 2 / 3)), size.rows)
    box = OverlayBox(column: 0, row: size.rows - rows, columns: size.columns, rows: rows)
    window = ScrollWindow(count: lines.count, room: box.contentRows, first: first)
  }

  /// All of a page of an attached window.
  init(_ lines: [Overlay.Line], title: String, look: OverlayLook, first: Int, in box: OverlayBox) {
    others = 0
    self.look = look
    self.title = title
    self.box = box
    self.lines = lines.wrapped(toCells: max(1, box.contentColumns))
    window = ScrollWindow(count: self.lines.count, room: box.contentRows, first: first)
  }

  func paint(on picture: inout CellBuffer) {
    var notes: [String] = []
    if others > 0 { notes.append("and \(others) more panel\(others == 1 ? "" : "s")") }
    if let note = window.note { notes += [note, "Page Up/Down"] }
    box.paint(
      title: title, note: notes.joined(separator: " · "), style: look.body,
      titleStyle: look.title, on: &picture)
    for (offset, line) in lines[window.lines].enumerated() {
      box.write(line.text, line: offset, style: look.appearance(of: line.role), on: &picture)
    }
  }
}

extension [Overlay.Line] {
  /// Wraps the lines. A line of code with a marker below it is shifted instead, so that the marker stays in view and below
  /// its place.
  fileprivate func wrapped(toCells width: Int) -> [Overlay.Line] {
    indices.flatMap { index -> [Overlay.Line] in
      let line = self[index]
      if line.role == .marker { return [line.shifted(for: line, toCells: width)] }
      if line.role == .code, index + 1 < endIndex, self[index + 1].role == .marker {
        return [line.shifted(for: self[index + 1], toCells: width)]
      }
      return line.text.wrapped(toCells: width, indent: line.role == .code ? 4 : 2).map {
        .init($0, line.role)
      }
    }
  }
}

extension Overlay.Line {
  /// The part of the line in which the end of the marker is in view.
  fileprivate func shifted(for marker: Overlay.Line, toCells width: Int) -> Overlay.Line {
    let end = marker.text.cellWidth
    guard end > width else { return self }
    // Some of what follows the marker is shown, too.
    var hidden = end - width + width / 4
    let rest = text.drop { character in
      defer { hidden -= String(character).cellWidth }
      return hidden > 0
    }
    return .init(role == .marker ? String(rest) : "…" + rest.dropFirst(), role)
  }
}
