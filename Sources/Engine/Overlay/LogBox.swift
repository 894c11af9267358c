/// The log, in the lower half of the screen. Pure.
struct LogBox {
  let window: ScrollWindow
  /// The first row of the box.
  var row: Int { box.row }
  private let box: OverlayBox
  private let lines: [String]
  private let closing: String

  /// - Parameters:
  ///   - first: the wanted first line in view; nil for the newest lines.
  ///   - closing: the keys that close it, by name.
  ///   - bottom: the row below it; a panel there must not hide the newest lines.
  init(_ log: ArraySlice<String>, first: Int?, closing: String, bottom: Int, size: CellSize) {
    let half = min(size.rows, max(3, size.rows / 2))
    let rows = min(bottom, max(3, bottom - (size.rows - half)))
    box = OverlayBox(column: 0, row: bottom - rows, columns: size.columns, rows: rows)
    let room = max(1, box.contentColumns)
    lines = log.isEmpty ? ["nothing yet"] : log.flatMap { $0.wrapped(toCells: room) }
    window = ScrollWindow(count: lines.count, room: box.contentRows, first: first ?? lines.count)
    self.closing = closing
  }

  func paint(on picture: inout CellBuffer) {
    let look = OverlayLook.help
    let scroll = window.note.map { $0 + " · Page Up/Down · " } ?? ""
    box.paint(
      title: "Log, also in .hotloop/hotloop.log", note: scroll + closing + " closes", style: look.body,
      titleStyle: look.title, on: &picture)
    for (offset, line) in lines[window.lines].enumerated() {
      box.write(line, line: offset, style: look.body, on: &picture)
    }
  }
}
