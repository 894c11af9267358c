import CGameABI

/// The times of the last frames as bars, the newest at the right. The height of a bar is the share of the frame budget
/// that the frame took. Pure, like all painting of overlays.
struct FrameGraph {
  /// With the border.
  static let rows = 6
  private static let widest = 64
  private static let panel = CellAppearance(fore: 0xC8CCD4, back: 0x14181F)
  private static let bars: [UInt32] = [0x20, 0x2581, 0x2582, 0x2583, 0x2584, 0x2585, 0x2586, 0x2587, 0x2588]

  let times: FrameTimes
  /// The time between two frames (ns).
  let budget: UInt64

  /// Draws it in the lower right corner, above row `bottom`, if there is room.
  /// - Returns: the row above which there is room for other boxes.
  func paint(above bottom: Int, on picture: inout CellBuffer) -> Int {
    let columns = min(FrameGraph.widest, picture.size.columns)
    let box = OverlayBox(
      column: picture.size.columns - columns, row: bottom - FrameGraph.rows, columns: columns,
      rows: FrameGraph.rows)
    guard columns >= 16, box.row >= 1 else { return bottom }
    box.paint(title: title, style: FrameGraph.panel, titleStyle: FrameGraph.panel.bold, on: &picture)
    let samples = times.samples.suffix(box.contentColumns)
    let left = box.contentColumn + box.contentColumns - samples.count
    for (offset, sample) in samples.enumerated() {
      bar(sample, column: left + offset, top: box.contentRow, on: &picture)
    }
    return box.row
  }

  private var title: String {
    let last = times.last
    let worst = times.samples.map(\.total).max() ?? 0
    return "\(milliseconds(last.total)) of \(milliseconds(budget)) ms, worst \(milliseconds(worst)): "
      + "draw \(milliseconds(last.compose)) encode \(milliseconds(last.encode)) write \(milliseconds(last.write))"
  }

  /// A full bar took the whole frame budget or more.
  private func bar(_ sample: FrameTimes.Sample, column: Int, top: Int, on picture: inout CellBuffer) {
    let rows = FrameGraph.rows - OverlayBox.frameRows
    let full = UInt64(rows * 8)
    let eighths = sample.skipped > 0 ? full : min(full, max(1, sample.total * full / max(1, budget)))
    let color: UInt32 =
      sample.skipped > 0 || eighths == full ? 0xFF6050 : eighths > full / 2 ? 0xFFC850 : 0x70D080
    for row in 0..<rows {
      let below = UInt64(rows - 1 - row) * 8
      let part = eighths > below ? min(8, eighths - below) : 0
      guard part > 0 else { continue }
      picture[column, top + row] = Cell(
        glyph: FrameGraph.bars[Int(part)], fore: color, back: FrameGraph.panel.back, style: 0)
    }
  }

  /// With one decimal.
  private func milliseconds(_ nanoseconds: UInt64) -> String {
    let tenths = (nanoseconds + 50_000) / 100_000
    return "\(tenths / 10).\(tenths % 10)"
  }
}
