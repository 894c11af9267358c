import CGameABI
import WorldState

/// The inspector: at the right of a wide terminal, otherwise at the bottom. Pure.
struct InspectorBox {
  private let inspector: Inspector
  private let box: OverlayBox
  private let footer: [Overlay.Line]
  private let toggleKey: String?

  private static let wideTerminal = 150
  private static func treeKeys(pause: String?) -> String {
    "→ ← open, close · Enter edit, table · g go to · f follow · w watch · a add · d remove · Ctrl-U undo"
      + (pause.map { " · \($0) pause" } ?? "") + " · . tick · k kept values"
  }
  private static let tableKeys =
    "← → column · Enter open · = edit · / filter · s sort · g go to · f follow · w watch · a add · d remove · "
    + "Ctrl-U undo"
  private static let keptKeys =
    "↑ ↓ scroll · k, Esc back to the world · hotloop ctl kept delete KEY ends a value"
  /// Lines of the keys at most.
  private static let keyLines = 2
  static let value = CellAppearance(fore: 0x9CD0FF, back: OverlayLook.help.body.back)
  static let changed = CellAppearance(fore: 0xFFC850, back: OverlayLook.help.body.back).bold

  /// - Parameters:
  ///   - top: the first row that it may cover.
  ///   - toggleKey: closes the panel.
  init(_ inspector: Inspector, top: Int, toggleKey: String?, size: CellSize) {
    if size.columns >= Self.wideTerminal {
      let columns = size.columns / 2
      let box = OverlayBox(
        column: size.columns - columns, row: top, columns: columns, rows: max(3, size.rows - top))
      self.init(inspector, in: box, toggleKey: toggleKey, pauseKey: "Tab")
    } else {
      let rows = min(max(3, size.rows - top), max(12, size.rows / 2 + 1))
      let box = OverlayBox(column: 0, row: size.rows - rows, columns: size.columns, rows: rows)
      self.init(inspector, in: box, toggleKey: toggleKey, pauseKey: "Tab")
    }
  }

  /// - Parameter pauseKey: pauses the run; nil if none does.
  init(_ inspector: Inspector, in box: OverlayBox, toggleKey: String? = nil, pauseKey: String? = nil) {
    self.inspector = inspector
    self.toggleKey = toggleKey
    self.box = box
    let width = max(1, box.contentColumns)
    var lines: [Overlay.Line] = []
    for line in Self.footer(inspector, pauseKey) {
      lines += line.text.wrapped(toCells: width, indent: 0).map { .init($0, line.role) }
    }
    let limit = inspector.mode == .browsing && inspector.message.isEmpty ? Self.keyLines : box.contentRows / 2
    footer = Array(lines.prefix(max(1, limit)))
  }

  private static func footer(_ inspector: Inspector, _ pauseKey: String?) -> [Overlay.Line] {
    if inspector.kept != nil { return [.init(keptKeys, .dim)] }
    let message =
      inspector.message.isEmpty
      ? [] : [Overlay.Line(inspector.message, inspector.messageIsBad ? .marker : .plain)]
    switch inspector.mode {
    case .browsing:
      if !message.isEmpty { return message }
      if case .table = inspector.view { return [.init(tableKeys, .dim)] }
      return [.init(treeKeys(pause: pauseKey), .dim)]
    case .editing(let path, _, let field):
      return [.init("\(path) = \(field.shown)", .title)]
        + (message.isEmpty
          ? [.init("Enter sets the value · Tab completes a name · Esc leaves it", .dim)] : message)
    case .filtering(let field):
      return [.init("filter: \(field.shown)", .title)]
        + (message.isEmpty
          ? [.init("such as health < 2, kind == KindBat, x > 3 && alive · Tab completes · Enter · Esc", .dim)]
          : message)
    case .going(let field):
      return [.init("go to: \(field.shown)", .title)]
        + (message.isEmpty
          ? [.init("a path, such as creatures[3].body, or an index · Tab completes · Enter · Esc", .dim)]
          : message)
    case .following(let following):
      let pools = following.pools.enumerated().map { $0 == following.chosen ? "◂\($1)▸" : " \($1) " }
      return [
        .init(
          "\(following.field) is \(following.index), an index of: \(pools.joined(separator: " "))", .title),
        .init("← → choose · Enter follows, and remembers it · Esc", .dim),
      ]
    }
  }

  /// The first row of the box if it is at the bottom, where it must not hide other boxes; nil at the side.
  var row: Int? { box.column > 0 ? nil : box.row }
  /// The first column of the box at the side; nil at the bottom.
  var column: Int? { box.column > 0 ? box.column : nil }
  /// Cells for what is read of the world.
  var columns: Int { box.contentColumns }
  var rows: Int { max(1, box.contentRows - footer.count) }

  func contains(column: Int, row: Int) -> Bool {
    (box.column..<box.column + box.columns).contains(column) && (box.row..<box.row + box.rows).contains(row)
  }

  /// The line of the content in a row of the screen; nil if there is none.
  func line(column: Int, row: Int) -> Int? {
    let line = row - box.contentRow
    return contains(column: column, row: row) && (0..<rows).contains(line) ? line : nil
  }

  func paint(on picture: inout CellBuffer) {
    let look = OverlayLook.help
    box.paint(title: inspector.page.title, note: note, style: look.body, titleStyle: look.title, on: &picture)
    switch inspector.page.content {
    case .nothing(let text):
      for (line, text) in text.wrapped(toCells: max(1, columns), indent: 0).enumerated() where line < rows {
        box.write(text, line: line, style: look.dim, on: &picture)
      }
    case .list(let head, let lines):
      box.write(head, line: 0, style: OverlayLook.help.dim, on: &picture)
      for (line, text) in lines.enumerated() where line + 1 < rows {
        box.write(text, line: line + 1, style: Self.value, on: &picture)
      }
    case .tree(let lines, let nameWidth):
      for (line, content) in lines.enumerated() { paint(content, nameWidth, line: line, on: &picture) }
    case .table(let columns, let lines, let indexWidth):
      paint(columns, indexWidth, on: &picture)
      for (line, content) in lines.enumerated() {
        paint(content, columns, indexWidth, line: line + 1, on: &picture)
      }
    }
    for (offset, line) in footer.enumerated() {
      let style = line.role == .marker ? OverlayLook.bad.body : look.appearance(of: line.role)
      box.write(line.text, line: rows + offset, style: style, on: &picture)
    }
  }

  private var note: String {
    let page = inspector.page
    var notes: [String] = []
    if page.count > page.lineCount {
      notes.append("\(page.first + 1)–\(page.first + page.lineCount) of \(page.count)")
    }
    if let toggleKey { notes.append("\(toggleKey) closes") }
    return notes.joined(separator: " · ")
  }

  private func highlight(line: Int, _ style: CellAppearance, on picture: inout CellBuffer) {
    guard line < rows else { return }
    picture.fill(
      column: box.column + 1, row: box.contentRow + line, columns: box.columns - 2, rows: 1, style: style)
  }

  // MARK: A tree

  private func paint(
    _ line: InspectorPage.TreeLine, _ nameWidth: Int, line number: Int, on picture: inout CellBuffer
  ) {
    guard number < rows else { return }
    let row = line.row
    let chosen = line.isSelected ? OverlayLook.notice : nil
    if let chosen { highlight(line: number, chosen, on: &picture) }
    var mark = "  "
    if case .group(let count, let isExpanded) = row.content {
      mark = count == 0 ? "· " : isExpanded ? "▾ " : "▸ "
    }
    let name = String(repeating: "  ", count: row.depth) + mark + row.path.name
    box.write(
      name.truncated(toCells: nameWidth), line: number, style: chosen ?? OverlayLook.help.body, on: &picture)
    let start = nameWidth + 2
    // The type is at the right if the value leaves room for it.
    let room = columns - start
    let type = row.type.cellWidth + 2 + row.text.cellWidth <= room ? row.type : ""
    let isGroup = if case .group = row.content { true } else { false }
    let style = line.isChanged ? Self.changed : isGroup ? OverlayLook.help.dim : Self.value
    box.write(
      row.text.truncated(toCells: max(0, room)), line: number, column: start, style: chosen ?? style,
      on: &picture)
    box.write(
      type, line: number, column: columns - type.cellWidth, style: chosen ?? OverlayLook.help.dim,
      on: &picture)
  }

  // MARK: A table

  private static let gap = 2

  private func paint(_ columns: [InspectorPage.Column], _ indexWidth: Int, on picture: inout CellBuffer) {
    box.write(
      aligned("#", indexWidth, isNumber: true), line: 0, style: OverlayLook.help.dim, on: &picture)
    var start = indexWidth
    for column in columns {
      start += Self.gap
      let style = column.isSelected ? OverlayLook.help.title : OverlayLook.help.appearance(of: .location)
      box.write(
        aligned(column.name, column.width, isNumber: column.isNumber), line: 0, column: start, style: style,
        on: &picture)
      start += column.width
    }
  }

  private func paint(
    _ line: InspectorPage.TableLine, _ columns: [InspectorPage.Column], _ indexWidth: Int, line number: Int,
    on picture: inout CellBuffer
  ) {
    guard number < rows else { return }
    let row = line.isSelected ? OverlayLook.help.title : nil
    if let row { highlight(line: number, row, on: &picture) }
    box.write(
      aligned(String(line.index), indexWidth, isNumber: true), line: number,
      style: row ?? OverlayLook.help.dim, on: &picture)
    var start = indexWidth
    for (column, cell) in zip(columns, line.cells) {
      start += Self.gap
      var style = cell.isChanged ? Self.changed : row ?? Self.value
      if let row { style.back = row.back }
      if line.isSelected, column.isSelected { style = OverlayLook.notice }
      box.write(
        aligned(cell.text, column.width, isNumber: column.isNumber), line: number, column: start,
        style: style,
        on: &picture)
      start += column.width
    }
  }

  private func aligned(_ text: String, _ width: Int, isNumber: Bool) -> String {
    let text = text.truncated(toCells: width)
    let space = String(repeating: " ", count: max(0, width - text.cellWidth))
    return isNumber ? space + text : text + space
  }
}
