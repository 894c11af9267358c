/// The log in an attached window: follows the end until it is scrolled. A value of the window's screen.
struct LogPage {
  /// The number of the first line in view, and which of its rows; nil while the newest lines are shown. Lines keep their number when
  /// others are dropped or filtered.
  private var top: (line: Int, row: Int)?
  private var shown: [Row] = []
  private var key: Key?

  private struct Row {
    /// Of all lines that were ever logged.
    let line: Int
    let row: Int
    let text: String
  }

  private struct Key: Equatable {
    let logged: Int
    let filter: String
    let columns: Int
  }

  mutating func paint(_ content: WindowContent, in box: OverlayBox, on picture: inout CellBuffer) {
    let look = OverlayLook.help
    let footer = footer(content.logFilter, columns: box.contentColumns)
    let room = max(0, box.contentRows - footer.count)
    arrange(content, columns: max(1, box.contentColumns))
    var window = window(room: room)
    for scroll in content.scrolls {
      let first = scroll.moved(window)
      top = first >= window.maxFirst ? nil : shown.indices.contains(first) ? place(first) : nil
      window = self.window(room: room)
    }
    let scroll = window.note.map { $0 + " · Page Up/Down" } ?? ""
    box.paint(
      title: "Log, also in .hotloop/hotloop.log", note: scroll, style: look.body, titleStyle: look.title,
      on: &picture)
    if shown.isEmpty {
      let filtered = content.log.isEmpty ? "nothing yet" : "no line has these words; Esc ends the filter"
      box.write(filtered, line: 0, style: look.dim, on: &picture)
    }
    for (line, row) in shown[window.lines].enumerated() {
      box.write(row.text, line: line, style: look.body, on: &picture)
    }
    for (offset, line) in footer.enumerated() {
      box.write(line.text, line: room + offset, style: look.appearance(of: line.role), on: &picture)
    }
  }

  private func footer(_ filter: LogFilter, columns: Int) -> [Overlay.Line] {
    if let field = filter.field {
      let name = "filter: "
      return [.init(name + field.shown(toCells: columns - name.cellWidth), .title)]
    }
    return [
      .init(
        filter.text.isEmpty ? "/ filter · End newest" : "filter: \(filter.text) · / change · Esc all", .dim)
    ]
  }

  private mutating func arrange(_ content: WindowContent, columns: Int) {
    let key = Key(logged: content.logged, filter: content.logFilter.text, columns: columns)
    guard key != self.key else { return }
    self.key = key
    let words = content.logFilter.text.lowercased().split(separator: " ")
    let first = content.logged - content.log.count
    shown = content.log.enumerated().flatMap { index, text -> [Row] in
      if !words.isEmpty {
        let lower = text.lowercased()
        guard words.allSatisfy({ lower.contains($0) }) else { return [] }
      }
      return text.wrapped(toCells: columns).enumerated().map {
        Row(line: first + index, row: $0, text: $1)
      }
    }
  }

  private func place(_ index: Int) -> (line: Int, row: Int) { (shown[index].line, shown[index].row) }

  private func window(room: Int) -> ScrollWindow {
    let first = top.map { top in
      shown.firstIndex { ($0.line, $0.row) >= top } ?? shown.count
    }
    return ScrollWindow(count: shown.count, room: room, first: first ?? shown.count)
  }
}
