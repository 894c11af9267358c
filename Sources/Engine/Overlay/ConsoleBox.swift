import CGameABI

/// The console at the bottom of the screen. Pure.
struct ConsoleBox {
  private let console: Console
  private let box: OverlayBox
  private let toggleKey: String?

  private static let keys = "Enter runs · ↑ ↓ earlier code · Tab completes · Esc closes"

  /// - Parameters:
  ///   - top: the first row that it may cover.
  ///   - toggleKey: closes it, too.
  init(_ console: Console, top: Int, toggleKey: String?, size: CellSize) {
    self.console = console
    self.toggleKey = toggleKey
    let rows = min(max(3, size.rows - top), max(8, size.rows * 2 / 5))
    box = OverlayBox(column: 0, row: size.rows - rows, columns: size.columns, rows: rows)
  }

  /// The first row.
  var row: Int { box.row }

  func paint(on picture: inout CellBuffer) {
    let look = OverlayLook.help
    let note = [console.hint.isEmpty ? Self.keys : "", toggleKey.map { "\($0) closes" } ?? ""]
    box.paint(
      title: "console", note: note.first { !$0.isEmpty && $0.cellWidth <= box.contentColumns } ?? "",
      style: look.body, titleStyle: look.title, on: &picture)
    let width = max(1, box.contentColumns)
    let footer = (console.hint.isEmpty ? [] : [Overlay.Line(console.hint, .dim)]) + [input(width)]
    let room = max(0, box.contentRows - footer.count)
    let wrapped = console.lines.suffix(max(room, 1)).flatMap { line in
      line.text.wrapped(toCells: width, indent: 2).map { Overlay.Line($0, Self.role(line.role)) }
    }
    let shown = Array(wrapped.suffix(room))
    for (offset, line) in (shown + footer).enumerated() {
      let style = line.role == .marker ? OverlayLook.bad.body : look.appearance(of: line.role)
      // What is typed stays at the bottom.
      let place = offset < shown.count ? offset : room + offset - shown.count
      box.write(line.text, line: place, style: style, on: &picture)
    }
  }

  private static func role(_ role: Console.Line.Role) -> Overlay.Line.Role {
    switch role {
    case .code: .title
    case .otherCode, .note: .dim
    case .value: .code
    case .output: .plain
    case .problem: .marker
    }
  }

  /// The part of the line that is around the cursor.
  private func input(_ width: Int) -> Overlay.Line {
    let mark = console.isWaiting ? "… " : "› "
    var head = console.field.head
    while head.cellWidth + mark.cellWidth + 1 > width, !head.isEmpty { head.removeFirst() }
    return Overlay.Line(mark + head + "▏" + console.field.tail, .title)
  }
}
