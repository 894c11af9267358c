import CGameABI

/// The tweak panel: at the right of a wide terminal, otherwise at the bottom. Pure.
struct TweakPanelBox {
  let panel: TweakPanel
  private let box: OverlayBox
  private let footer: [(text: String, style: CellAppearance)]
  private let window: ScrollWindow
  private let toggleKey: String?

  private static let wideTerminal = 150
  /// Cells around a source line: its number, the earlier value, marks.
  private static let lineMargin = 24
  private static let keys =
    "← → change · [ ] coarse · , . fine · = type · Enter write · Esc revert, close · Ctrl-U undo · Tab pause"
  /// In an attached window, where Tab shows the next page.
  private static let windowKeys =
    "← → change · [ ] coarse · , . fine · = type · Enter write · Esc revert · Ctrl-U undo"
  private static let shortKeys = "← → [ ] , . change · = type · Enter write · Esc revert · Ctrl-U undo"

  /// - Parameters:
  ///   - top: the first row that it may cover.
  ///   - toggleKey: closes the panel and keeps the values.
  init(_ panel: TweakPanel, top: Int, toggleKey: String?, size: CellSize) {
    let box: OverlayBox
    if size.columns >= Self.wideTerminal {
      let wantedColumns = panel.lineColumns + Self.lineMargin + OverlayBox.frameColumns
      let columns = min(max(min(84, size.columns * 2 / 5), wantedColumns), size.columns * 3 / 5)
      // No higher than it has to be, but of one height while the filter changes.
      let wanted = max(size.rows / 2, min(panel.list.items.count, size.rows * 3 / 4))
      box = OverlayBox(
        column: size.columns - columns, row: top, columns: columns,
        rows: max(3, min(wanted, size.rows - top)))
    } else {
      let rows = min(max(3, size.rows - top), max(10, size.rows * 2 / 5))
      box = OverlayBox(column: 0, row: size.rows - rows, columns: size.columns, rows: rows)
    }
    self.init(panel, in: box, toggleKey: toggleKey, keys: Self.keys)
  }

  /// All of a page of an attached window.
  init(_ panel: TweakPanel, in box: OverlayBox) {
    self.init(panel, in: box, toggleKey: nil, keys: Self.windowKeys)
  }

  private init(_ panel: TweakPanel, in box: OverlayBox, toggleKey: String?, keys: String) {
    self.panel = panel
    self.toggleKey = toggleKey
    self.box = box
    let keys = keys.cellWidth <= box.contentColumns ? keys : Self.shortKeys
    let style = panel.messageIsBad ? OverlayLook.bad.body : OverlayLook.help.dim
    let texts =
      panel.notes.map { ($0, OverlayLook.notice) } + [(panel.message.isEmpty ? keys : panel.message, style)]
    let width = max(1, box.contentColumns)
    let lines = texts.flatMap { text, style in
      text.wrapped(toCells: width, indent: 0).map { (text: $0, style: style) }
    }
    footer = Array(lines.prefix(max(1, box.contentRows - 2)))
    let room = Self.room(box, footer.count)
    let selected = panel.rows.firstIndex(of: .item(panel.selection)) ?? 0
    window = ScrollWindow(count: panel.rows.count, room: room, first: selected - room / 2)
  }

  /// The first row of the box if it is at the bottom, where it must not hide other boxes; nil at the side.
  var row: Int? { isAtTheSide ? nil : box.row }
  private var isAtTheSide: Bool { box.column > 0 }
  private var room: Int { Self.room(box, footer.count) }
  private static func room(_ box: OverlayBox, _ footer: Int) -> Int { max(1, box.contentRows - footer) }
  /// How many literals are in view.
  var page: Int { max(1, room - 2) }

  /// The index in `visible` of the literal in a row of the screen; nil if there is none.
  func index(column: Int, row: Int) -> Int? {
    guard (box.column..<box.column + box.columns).contains(column) else { return nil }
    let line = row - box.contentRow
    guard (0..<window.lines.count).contains(line), case .item(let index) = panel.rows[window.first + line]
    else {
      return nil
    }
    return index
  }

  func paint(on picture: inout CellBuffer) {
    let look = OverlayLook.help
    box.paint(title: title, note: note, style: look.body, titleStyle: look.title, on: &picture)
    if panel.visible.isEmpty {
      for (line, text) in emptyText.wrapped(toCells: max(1, box.contentColumns), indent: 0).enumerated()
      where line < room {
        box.write(text, line: line, style: look.dim, on: &picture)
      }
    }
    for (line, row) in panel.rows[window.lines].enumerated() {
      switch row {
      case .heading(let text):
        box.write(text, line: line, style: look.appearance(of: .location), on: &picture)
      case .item(let index): paint(index, line: line, on: &picture)
      }
    }
    for (offset, (text, style)) in footer.enumerated() {
      box.write(text, line: room + offset, style: style, on: &picture)
    }
  }

  private var title: String {
    let filter = panel.filter.isEmpty ? "type a name to filter" : "filter: \(panel.filter)"
    return "Tweak: \(panel.visible.count) values · \(filter)"
  }

  private var note: String {
    let count = panel.list.unwritten
    var notes: [String] = []
    if count > 0 { notes.append("\(count) not written") }
    if let toggleKey { notes.append("\(toggleKey) closes and keeps them") }
    return notes.joined(separator: " · ")
  }

  private var emptyText: String {
    switch panel.list.state {
    case .preparing(let text): "\(text) …"
    case .unavailable(let reason): "No value can be changed: \(reason)."
    case .ready: "No literal matches the filter. Backspace removes a letter of it, Esc all."
    }
  }

  // MARK: One literal

  private func paint(_ index: Int, line: Int, on picture: inout CellBuffer) {
    guard line < box.contentRows else { return }
    let item = panel.list.items[panel.visible[index]]
    let isChosen = index == panel.selection
    let style = isChosen ? OverlayLook.notice : OverlayLook.help.body
    if isChosen {
      picture.fill(
        column: box.column + 1, row: box.contentRow + line, columns: box.columns - 2, rows: 1, style: style)
    }
    let number = String(item.line)
    box.write(
      String(repeating: " ", count: max(0, 5 - number.count)) + number, line: line,
      style: isChosen ? style : OverlayLook.help.dim, on: &picture)
    var value = item.text
    if isChosen, case .typing(let text) = panel.mode { value = text + "▏" }
    if isChosen { value = "◂\(value)▸" }
    let was = item.isChanged ? "  was \(item.written)" : ""
    let marks = item.marks.map { "  " + $0 }.joined()
    let swatch = item.kind == .color ? 3 : 0
    // The value is always in view: the line is cut before it, then behind it.
    let space = max(0, box.contentColumns - 7 - swatch - was.cellWidth - marks.cellWidth)
    let shown = value.truncated(toCells: max(8, space))
    var rest = max(0, space - shown.cellWidth)
    let after = item.after.truncated(toCells: min(rest, max(rest / 3, rest - item.before.cellWidth)))
    rest -= after.cellWidth
    let before = item.before.ending(inCells: rest)
    var column = 7
    func write(_ text: String, _ style: CellAppearance) {
      box.write(text, line: line, column: column, style: style, on: &picture)
      column += text.cellWidth
    }
    write(before, style)
    write(shown, isChosen ? style : valueStyle(item))
    write(after, isChosen ? style : OverlayLook.help.dim)
    if swatch > 0, let color = UInt32(swiftInteger: item.text) {
      column += 1
      write("██", CellAppearance(fore: color & 0xFF_FFFF, back: style.back))
    }
    write(was + marks, isChosen ? style : OverlayLook.help.dim)
  }

  private func valueStyle(_ item: TweakItem) -> CellAppearance {
    var style = OverlayLook.help.body.bold
    style.fore = item.isChanged ? 0xFFC850 : 0x9CD0FF
    return style
  }
}

extension String {
  /// The end of the text if it does not fit.
  func ending(inCells width: Int) -> String {
    guard cellWidth > width else { return self }
    guard width > 1 else { return width == 1 ? "…" : "" }
    var rest = self[...]
    while String(rest).cellWidth > width - 1 { rest = rest.dropFirst() }
    return "…" + rest
  }
}

extension UInt32 {
  /// The value of an integer literal of Swift.
  fileprivate init?(swiftInteger text: String) {
    let plain = text.replacing("_", with: "")
    guard let value = plain.hasPrefix("0x") ? UInt32(plain.dropFirst(2), radix: 16) : UInt32(plain) else {
      return nil
    }
    self = value
  }
}
