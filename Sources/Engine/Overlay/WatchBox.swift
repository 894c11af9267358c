import CGameABI
import WorldState

/// The watched values in the upper right corner: each with a small graph of its last seconds. Pure.
struct WatchBox {
  private let values: [WatchedValue]
  private let box: OverlayBox

  private static let widest = 44
  private static let rowsOfValue = 2
  private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  private static let graph = CellAppearance(fore: 0x70D080, back: OverlayLook.help.body.back)

  /// - Parameters:
  ///   - top: the first row that it may cover.
  ///   - right: the column behind it.
  ///   - bottom: the row below it.
  /// - Returns: nil if nothing is watched, or if there is no room.
  init?(_ watched: WatchedValues, top: Int, right: Int, bottom: Int) {
    let room = (bottom - top - OverlayBox.frameRows) / Self.rowsOfValue
    values = Array(watched.values.prefix(max(0, room)))
    let columns = min(Self.widest, right)
    guard !values.isEmpty, columns >= 16 else { return nil }
    box = OverlayBox(
      column: right - columns, row: top, columns: columns,
      rows: values.count * Self.rowsOfValue + OverlayBox.frameRows)
  }

  func paint(on picture: inout CellBuffer) {
    let look = OverlayLook.help
    box.paint(title: "Watched", style: look.body, titleStyle: look.title, on: &picture)
    for (index, value) in values.enumerated() {
      let line = index * Self.rowsOfValue
      let text = (value.text ?? "gone").truncated(toCells: box.contentColumns / 2)
      let room = max(0, box.contentColumns - text.cellWidth - 1)
      box.write(value.path.description.ending(inCells: room), line: line, style: look.body, on: &picture)
      box.write(
        text, line: line, column: box.contentColumns - text.cellWidth,
        style: value.text == nil ? look.dim : InspectorBox.value, on: &picture)
      paintGraph(value.samples, line: line + 1, on: &picture)
    }
  }

  /// From the smallest to the largest value of the graph, which are at its right.
  private func paintGraph(_ samples: [Double], line: Int, on picture: inout CellBuffer) {
    guard let low = samples.min(), let high = samples.max() else { return }
    let range = low == high ? short(low) : "\(short(low))…\(short(high))"
    let label = range.truncated(toCells: box.contentColumns / 2)
    let room = max(0, box.contentColumns - label.cellWidth - 1)
    let shown = samples.suffix(room)
    var text = ""
    for sample in shown {
      // Halves first: the difference of two large numbers may not be one.
      let part = low == high ? 0 : (sample / 2 - low / 2) / (high / 2 - low / 2)
      text.append(Self.bars[max(0, min(7, Int((part * 7).rounded())))])
    }
    box.write(text, line: line, column: room - shown.count, style: Self.graph, on: &picture)
    box.write(
      label, line: line, column: box.contentColumns - label.cellWidth, style: OverlayLook.help.dim,
      on: &picture)
  }

  /// With at most two decimals.
  private func short(_ number: Double) -> String {
    if abs(number) >= 1e15 { return "\(number)" }
    let hundredths = (number * 100).rounded()
    return hundredths == hundredths.rounded(.towardZero) && number == number.rounded()
      ? "\(Int(number))" : "\(hundredths / 100)"
  }
}
