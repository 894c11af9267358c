/// The help: the bindings in force, in the middle of the screen. Pure.
struct HelpBox {
  private static let gap = 2

  let window: ScrollWindow
  private let box: OverlayBox
  private let lines: [HelpLine]
  private let keyColumns: Int
  private let note: String
  private let title: String

  /// - Parameters:
  ///   - first: the wanted first line in view.
  ///   - closing: the keys that close it, by name.
  ///   - file: where the keys are from; nil if that is not shown.
  init(_ help: [HelpLine], first: Int, closing: String, file: String?, size: CellSize) {
    title = "Help: the keys" + (file.map { ", from \($0)" } ?? "")
    let textColumns = help.map(\.text.cellWidth).max() ?? 0
    let room = max(1, size.columns - OverlayBox.frameColumns)
    keyColumns = min(help.map(\.keys.cellWidth).max() ?? 0, room / 2)
    let textRoom = max(1, room - keyColumns - Self.gap)
    lines = help.flatMap { [keyColumns] in $0.wrapped(keyColumns: keyColumns, textColumns: textRoom) }
    let closes = "\(closing) closes · ticks wait"
    box = OverlayBox(
      contentColumns: max(
        keyColumns + Self.gap + textColumns, title.cellWidth + 2, closes.cellWidth + 16),
      contentRows: lines.count, in: size)
    window = ScrollWindow(count: lines.count, room: box.contentRows, first: first)
    note = (window.note.map { $0 + " · " } ?? "") + closes
  }

  func paint(on picture: inout CellBuffer) {
    let look = OverlayLook.help
    box.paint(title: title, note: note, style: look.body, titleStyle: look.title, on: &picture)
    for (offset, line) in lines[window.lines].enumerated() {
      box.write(line.keys, line: offset, style: look.body.bold, on: &picture)
      box.write(line.text, line: offset, column: keyColumns + Self.gap, style: look.body, on: &picture)
    }
  }
}

extension HelpLine {
  /// The lines that it takes where keys and text have this much room.
  fileprivate func wrapped(keyColumns: Int, textColumns: Int) -> [HelpLine] {
    let keys = keys.wrapped(toCells: keyColumns, indent: 0)
    let text = text.wrapped(toCells: textColumns)
    return (0..<max(keys.count, text.count)).map {
      HelpLine(keys: $0 < keys.count ? keys[$0] : "", text: $0 < text.count ? text[$0] : "")
    }
  }
}
