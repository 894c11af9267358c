/// Draws the key settings screen. Pure, like all painting of overlays.
struct KeySettingsPainter {
  private static let maxColumns = 76
  private static let gap = 2
  /// What it needs to show the chosen action and what it says about it.
  static let minRows = 8

  let settings: KeySettings
  let entries: [KeyBindings.Entry]
  /// Where they are saved; nil if that is not shown.
  let file: String?

  /// - Parameter rows: the rows from the top that it may cover.
  func paint(rows: Int, on picture: inout CellBuffer) {
    let look = OverlayLook.help
    let columns = min(Self.maxColumns, max(1, picture.size.columns - OverlayBox.frameColumns))
    let footer = (settings.message.isEmpty ? hint : settings.message).wrapped(toCells: columns, indent: 0)
    let box = OverlayBox(
      contentColumns: columns, contentRows: entries.count + footer.count,
      in: CellSize(columns: picture.size.columns, rows: rows))
    let room = max(1, box.contentRows - footer.count)
    // The chosen entry is always in view.
    let window = ScrollWindow(count: entries.count, room: room, first: settings.selection - room / 2)
    box.paint(
      title: "Keys" + (file.map { ", saved to \($0)" } ?? ""),
      note: (window.note.map { $0 + " · " } ?? "") + "ticks wait",
      style: look.body,
      titleStyle: look.title, on: &picture)
    for (offset, index) in window.lines.enumerated() { paint(index, line: offset, in: box, on: &picture) }
    let style = settings.messageIsBad ? OverlayLook.bad.body : look.dim
    for (offset, line) in footer.enumerated() {
      box.write(line, line: room + offset, style: style, on: &picture)
    }
  }

  private func paint(_ index: Int, line: Int, in box: OverlayBox, on picture: inout CellBuffer) {
    let entry = entries[index]
    let isChosen = index == settings.selection
    let style = isChosen ? OverlayLook.notice : OverlayLook.help.body
    if isChosen {
      picture.fill(
        column: box.column + 1, row: box.contentRow + line, columns: box.columns - 2,
        rows: line < box.contentRows ? 1 : 0, style: style)
    }
    box.write(entry.name, line: line, style: style, on: &picture)
    let keys = text(entry, isChosen: isChosen)
    let keyColumn = (entries.map(\.name.cellWidth).max() ?? 0) + Self.gap
    box.write(keys, line: line, column: keyColumn, style: style, on: &picture)
    // A command may have the name of an action.
    guard let explanation = entry.explanation, explanation != entry.name else { return }
    // The keys of one entry may be many, and get longer while they are changed.
    let usual = entries.filter(\.target.isHost).map { text($0, isChosen: false).cellWidth }.max() ?? 0
    box.write(
      explanation, line: line, column: keyColumn + max(usual, keys.cellWidth) + Self.gap,
      style: isChosen ? style : OverlayLook.help.dim, on: &picture)
  }

  /// The chosen key is in brackets.
  private func text(_ entry: KeyBindings.Entry, isChosen: Bool) -> String {
    var keys = entry.keys.map(\.description)
    if isChosen, settings.mode == .replacing {
      if keys.isEmpty { return "press a key …" }
      keys[min(settings.keyIndex, keys.count - 1)] = "press a key …"
    } else if isChosen, settings.mode == .adding {
      keys.append("press a key …")
    } else if isChosen, keys.count > 1 {
      let index = min(settings.keyIndex, keys.count - 1)
      keys[index] = "[\(keys[index])]"
    }
    return keys.isEmpty ? "—" : keys.joined(separator: ", ")
  }

  private var hint: String {
    switch settings.mode {
    case .choosing:
      "↑ ↓ action · ← → key · Enter change · + add · Del remove · r default keys · R all default keys · Esc close"
    case .replacing, .adding: "Esc cancel"
    case .confirmingReset: "Give all actions their default keys? Enter yes · Esc no"
    }
  }
}
