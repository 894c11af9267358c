import GameSDK
import World

/// A framed area of cells in the middle of the screen.
struct Box {
  let column: Int
  let row: Int
  let columns: Int
  let rows: Int

  init(columns: Int, rows: Int, in canvas: borrowing Canvas) {
    self.columns = min(columns, canvas.columns)
    self.rows = min(rows, canvas.rows)
    column = (canvas.columns - self.columns) / 2
    row = (canvas.rows - self.rows) / 2
  }

  /// The frame is drawn in characters: it shows without colours.
  func draw(_ palette: Palette, on canvas: inout Canvas) {
    let (fore, back) = (palette[.ember], palette[.night])
    let line = String(repeating: "─", count: max(0, columns - 2))
    canvas.text("┌" + line + "┐", column: column, row: row, fore, on: back)
    for offset in 1..<max(1, rows - 1) {
      canvas.text(
        "│" + String(repeating: " ", count: max(0, columns - 2)) + "│", column: column, row: row + offset,
        fore, on: back)
    }
    canvas.text("└" + line + "┘", column: column, row: row + rows - 1, fore, on: back)
  }
}

/// The items of a page, one per line, with a mark at the chosen one.
struct MenuLines {
  var items: [MenuItem]
  var cursor: Int
  /// Rows per item.
  var spacing = 1

  private var labelWidth: Int { items.map(\.label.cellWidth).max() ?? 0 }
  private var valueWidth: Int { items.map(\.value.cellWidth).max() ?? 0 }
  /// In cells, with the marks on both sides.
  var width: Int { labelWidth + (valueWidth > 0 ? valueWidth + 3 : 0) + 6 }

  func draw(row: Int, _ palette: Palette, back: Color?, on canvas: inout Canvas) {
    let left = max(0, (canvas.columns - width) / 2)
    for (index, item) in items.enumerated() {
      let isChosen = index == cursor
      let fore = isChosen ? palette[.gold] : isEnabled(item) ? palette[.text] : palette[.quiet]
      let style: TextStyle = isChosen ? .bold : []
      let line = row + index * spacing
      if isChosen { canvas.text("▸", column: left + 1, row: line, palette[.gold], on: back, style: .bold) }
      canvas.text(item.label, column: left + 3, row: line, fore, on: back, style: style)
      if spacing > 1 {
        canvas.text(item.note, column: left + labelWidth + 6, row: line + 1, palette[.quiet], on: back)
      }
      if item.value.isEmpty { continue }
      let value = isChange(item) && isChosen ? "◂ \(item.value) ▸" : item.value
      let column = left + labelWidth + (isChange(item) && isChosen ? 4 : 6)
      let room = canvas.columns - 2 - column
      canvas.text(value.shortened(to: room), column: column, row: line, fore, on: back, style: style)
    }
  }

  private func isChange(_ item: MenuItem) -> Bool {
    if case .change = item.command { return true }
    return false
  }

  /// An item without a command is shown, but cannot be chosen; upgrades are chosen in another way.
  private func isEnabled(_ item: MenuItem) -> Bool {
    if case .none = item.command { return spacing > 1 }
    return true
  }
}

extension Cinder {
  /// Draws the open page in a box.
  func drawMenu(_ world: World, _ palette: Palette, on canvas: inout Canvas) {
    let page = world.menu.page
    // Colours are judged on the hall behind the options.
    canvas.fade(to: palette[.void], by: page == .options ? 0.15 : 0.6)
    let lines = MenuLines(items: items(of: page, world), cursor: Int(world.menu.cursor))
    let text = text(of: page, world, canvas)
    let textWidth = text.map(\.cellWidth).max() ?? 0
    let heading = heading(of: page, world)
    let rows = lines.items.count + text.count + (text.isEmpty ? 4 : 5)
    let box = Box(
      columns: max(lines.width + 2, textWidth + 4, heading.cellWidth + 6, page == .options ? 46 : 34),
      rows: rows,
      in: canvas)
    box.draw(palette, on: &canvas)
    canvas.centered(heading, row: box.row + 1, palette[.gold], on: palette[.night], style: .bold)
    for (index, line) in text.enumerated() {
      let left = (canvas.columns - textWidth) / 2
      canvas.text(line, column: left, row: box.row + 3 + index, palette[.text], on: palette[.night])
    }
    lines.draw(
      row: box.row + 3 + (text.isEmpty ? 0 : text.count + 1), palette, back: palette[.night], on: &canvas)
  }

  /// What stands above the items of a page.
  private func text(of page: Page, _ world: World, _ canvas: borrowing Canvas) -> [String] {
    switch page {
    case .help: helpText(canvas)
    case .scores: scoreTable
    case .pause: upgradeLines(world)
    default: []
    }
  }

  /// The upgrades of this run.
  private func upgradeLines(_ world: World) -> [String] {
    var lines: [String] = []
    for upgrade in world.upgrades.elements {
      let name = files.upgrades[upgrade.kind]?.name ?? "?"
      let word = upgrade.count > 1 ? "\(name) ×\(upgrade.count)" : name
      if let last = lines.last, last.cellWidth + word.cellWidth < 44 {
        lines[lines.count - 1] = last + ", " + word
      } else {
        lines.append(word)
      }
    }
    return lines
  }

  private func helpText(_ canvas: borrowing Canvas) -> [String] {
    let (fire, flare) = (canvas.key(.fire, usual: "Space"), canvas.key(.flare, usual: "F"))
    let (menu, restart, quit) = (
      canvas.key(.menu, usual: "Esc"), canvas.key(.restart, usual: "R"), canvas.key(.quit, usual: "Q")
    )
    return [
      "You are a spark. Cold things come out of the gates.",
      "",
      "move     \(canvas.moveKeys); who stands still burns low",
      "fire     hold \(fire): faster shots, slower steps;",
      "         without it you shoot at what is close",
      "flare    \(flare) burns and pushes what is around you",
      "menu     \(menu)     restart  \(restart)     quit  \(quit)",
      "",
      "Kills in a row multiply points. Red rings warn.",
      "If your terminal forgets held keys: Options, Fire key.",
      "F1 shows the keys in force, F2 changes them.",
    ]
  }

  private var scoreTable: [String] {
    let entries = storage.scores.entries
    if entries.isEmpty { return ["No run has ended yet."] }
    func padded(_ text: String, _ width: Int, right: Bool = false) -> String {
      let space = String(repeating: " ", count: max(0, width - text.cellWidth))
      return right ? space + text : text + space
    }
    return entries.enumerated().map { index, entry in
      [
        padded("\(index + 1)", 2, right: true), padded(entry.name.isEmpty ? "—" : entry.name, 8),
        padded("\(entry.score)", 7, right: true), padded("wave \(entry.wave)", 7),
        padded(duration(entry.seconds), 6, right: true), padded(entry.difficulty, 6),
      ].joined(separator: "  ")
    }
  }
}

extension String {
  /// The text cut to a number of cells, with an ellipsis.
  func shortened(to cells: Int) -> String {
    if cellWidth <= cells { return self }
    var text = self
    while !text.isEmpty, text.cellWidth >= cells { text.removeLast() }
    return cells > 0 ? text + "…" : ""
  }
}
