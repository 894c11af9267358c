/// Draws the screen on which keys are given to actions. Pure, like all painting of overlays.
struct KeySettingsPainter {
  private static let list = CellAppearance(fore: 0xE4E8F0, back: 0x1A2030)
  private static let title = CellAppearance(fore: 0xFFFFFF, back: 0x2A4878).bold
  private static let chosen = CellAppearance(fore: 0x101420, back: 0xFFC850).bold
  private static let hint = CellAppearance(fore: 0x8C93A0, back: 0x1A2030)
  private static let bad = CellAppearance(fore: 0xFFD0C8, back: 0x4A1418)

  let settings: KeySettings
  let entries: [KeyBindings.Entry]

  func paint(on picture: inout CellBuffer) {
    let nameWidth = max(12, entries.map(\.name.cellWidth).max() ?? 0)
    let width = min(picture.size.columns, max(58, nameWidth + 30))
    let rows = min(picture.size.rows, entries.count + 3)
    let left = (picture.size.columns - width) / 2
    let top = max(0, (picture.size.rows - rows) / 2)
    picture.fill(column: left, row: top, columns: width, rows: rows, style: Self.list)
    bar(" keys: they go to assets/keys.yaml", row: top, left, width, Self.title, on: &picture)
    let room = max(0, rows - 3)
    // The chosen entry is always in view.
    let first = max(0, min(settings.selection - room / 2, entries.count - room))
    for (offset, entry) in entries.dropFirst(first).prefix(room).enumerated() {
      let isChosen = first + offset == settings.selection
      let style = isChosen ? Self.chosen : Self.list
      bar(" " + entry.name, row: top + 1 + offset, left, width, style, on: &picture)
      let keys = text(entry, isChosen: isChosen).truncated(toCells: max(0, width - nameWidth - 3))
      picture.write(keys, column: left + nameWidth + 3, row: top + 1 + offset, style: style)
    }
    let message = settings.message.isEmpty ? hint : settings.message
    bar(
      " " + message, row: top + rows - 1, left, width, settings.messageIsBad ? Self.bad : Self.hint,
      on: &picture)
  }

  private func text(_ entry: KeyBindings.Entry, isChosen: Bool) -> String {
    let keys = entry.keys.map(\.description).joined(separator: " ")
    switch settings.mode {
    case .replacing where isChosen: return "press a key …"
    case .adding where isChosen: return keys + " and … press a key"
    default: return keys.isEmpty ? "—" : keys
    }
  }

  private var hint: String {
    settings.mode == .choosing
      ? "↑↓ choose  enter change  + add  del remove  esc done" : "esc cancel"
  }

  private func bar(
    _ text: String, row: Int, _ left: Int, _ width: Int, _ style: CellAppearance, on picture: inout CellBuffer
  ) {
    picture.fill(column: left, row: row, columns: width, rows: 1, style: style)
    picture.write(text.truncated(toCells: width), column: left, row: row, style: style)
  }
}
