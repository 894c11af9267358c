import CGameABI

/// The times of the last frames as bars, the newest at the right: how much of the time that there is for a frame each
/// one took. Pure, like all painting of overlays.
struct FrameGraph {
  static let rows = 5
  private static let widest = 64
  private static let panel = CellAppearance(fore: 0xC8CCD4, back: 0x14181F)
  private static let bars: [UInt32] = [0x20, 0x2581, 0x2582, 0x2583, 0x2584, 0x2585, 0x2586, 0x2587, 0x2588]

  let times: FrameTimes
  /// The time between two frames (ns).
  let budget: UInt64

  /// Draws it in the lower right corner, above row `bottom`.
  func paint(above bottom: Int, on picture: inout CellBuffer) {
    let columns = min(FrameGraph.widest, picture.size.columns)
    let left = picture.size.columns - columns
    let top = bottom - FrameGraph.rows
    guard columns >= 16, top >= 1 else { return }
    picture.fill(column: left, row: top, columns: columns, rows: FrameGraph.rows, style: FrameGraph.panel)
    picture.write(title(width: columns - 2), column: left + 1, row: top, style: FrameGraph.panel.bold)
    let samples = times.samples.suffix(columns - 2)
    for (offset, sample) in samples.enumerated() {
      bar(sample, column: left + columns - 1 - samples.count + offset, top: top + 1, on: &picture)
    }
  }

  private func title(width: Int) -> String {
    let last = times.last
    let worst = times.samples.map(\.total).max() ?? 0
    let text =
      "\(milliseconds(last.total)) of \(milliseconds(budget)) ms, worst \(milliseconds(worst)): "
      + "draw \(milliseconds(last.compose)) encode \(milliseconds(last.encode)) write \(milliseconds(last.write))"
    return text.truncated(toCells: width)
  }

  /// A bar that fills the graph took all the time there is.
  private func bar(_ sample: FrameTimes.Sample, column: Int, top: Int, on picture: inout CellBuffer) {
    let rows = FrameGraph.rows - 1
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
