/// The toasts, in one box at the lower left. Pure.
struct ToastBox {
  private let lines: [(text: String, kind: Overlay.Toast.Kind)]
  private let box: OverlayBox
  /// The first row of the box.
  var row: Int { box.row }

  /// Nil if there are none.
  /// - Parameters:
  ///   - bottom: the first row below the box.
  ///   - top: the first row that it may cover. If there is not enough room, the oldest lines are left out.
  init?(_ toasts: [Overlay.Toast], above bottom: Int, top: Int, columns: Int) {
    let room = columns - OverlayBox.frameColumns
    guard !toasts.isEmpty, room > 0 else { return nil }
    let all = toasts.flatMap { toast in toast.text.wrapped(toCells: room).map { ($0, toast.kind) } }
    lines = all.suffix(max(1, bottom - top - OverlayBox.frameRows))
    let width = lines.map(\.text.cellWidth).max() ?? 0
    let rows = lines.count + OverlayBox.frameRows
    box = OverlayBox(
      column: 0, row: max(0, bottom - rows), columns: width + OverlayBox.frameColumns, rows: rows)
  }

  func paint(on picture: inout CellBuffer) {
    guard let last = lines.last else { return }
    let frame = Self.look(last.kind).body
    box.paint(style: frame, titleStyle: frame, on: &picture)
    for (offset, line) in lines.enumerated() {
      box.write(line.text, line: offset, style: Self.look(line.kind).body, on: &picture)
    }
  }

  private static func look(_ kind: Overlay.Toast.Kind) -> OverlayLook {
    switch kind {
    case .good: .good
    case .plain: .plain
    case .bad: .bad
    }
  }
}
