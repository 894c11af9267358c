import CGameABI
import Engine
import Glibc

/// Encodes each picture as the bytes that change a terminal from the previous picture to this one.
///
/// For terminals that understand ECMA-48 with the usual extensions. One thread.
final class FrameEncoder: FramePainter {
  /// The largest frame without synchronization, in bytes: terminals read that much at once.
  static let maxUnsynchronizedBytes = 512

  var dialect: EncoderDialect
  private let translator: CellTranslator
  private let shown = ScreenImage()
  /// The picture, translated.
  private let wanted = ScreenImage()
  private let colorOrder = ColorOrder()
  /// For each row the columns that may differ from what is shown.
  private var spans: [ChangedSpan] = []
  /// The previous picture, untranslated: rows that equal it need no translation.
  private var previous: CellBuffer?
  private var pen = PenState()
  private var mustClear = true

  init(depth: ColorDepth, asciiOnly: Bool, dialect: EncoderDialect) {
    self.dialect = dialect
    translator = CellTranslator(depth: depth, asciiOnly: asciiOnly)
  }

  func invalidate() { mustClear = true }

  /// The cells that the terminal shows after all bytes so far.
  var shownPicture: CellBuffer {
    var picture = CellBuffer(size: shown.size)
    unsafe picture.withUnsafeMutableCells {
      unsafe $0.baseAddress?.update(from: shown.cells, count: $0.count)
    }
    return picture
  }

  @discardableResult
  func encode(_ picture: CellBuffer, limit: CellSize, into output: ByteBuffer) -> Int {
    let size = CellSize(
      columns: min(picture.size.columns, limit.columns), rows: min(picture.size.rows, limit.rows))
    var writer = RowWriter(output: output.writer, pen: pen, repeats: dialect.repeats)
    let start = writer.output.count
    if mustClear || size != shown.size { clear(size, &writer) }
    let changed = encodeRows(of: picture, &writer)
    previous = picture
    if dialect.synchronized, writer.output.count - start > FrameEncoder.maxUnsynchronizedBytes {
      writer.output.insert("\u{1B}[?2026h", at: start)
      writer.output.append("\u{1B}[?2026l")
    }
    pen = writer.pen
    output.writer = writer.output
    return changed
  }

  private func clear(_ size: CellSize, _ writer: inout RowWriter) {
    writer.clearScreen()
    shown.reset(to: size)
    wanted.reset(to: size)
    spans = Array(repeating: .nothing, count: size.rows)
    previous = nil
    mustClear = false
  }

  private func encodeRows(of picture: CellBuffer, _ writer: inout RowWriter) -> Int {
    let stride = picture.size.columns
    let old = previous?.size == picture.size ? previous : nil
    return unsafe picture.cells.withUnsafeBufferPointer { cells in
      guard let new = cells.baseAddress else { return 0 }
      guard let old else { return unsafe encodeRows(new, old: nil, stride: stride, &writer) }
      return unsafe old.cells.withUnsafeBufferPointer {
        unsafe encodeRows(new, old: $0.baseAddress, stride: stride, &writer)
      }
    }
  }

  private func encodeRows(
    _ new: UnsafePointer<Cell>, old: UnsafePointer<Cell>?, stride: Int, _ writer: inout RowWriter
  ) -> Int {
    let columns = shown.size.columns
    unsafe translateRows(new, old: old, stride: stride)
    var changed = 0
    if canOrderByColor(), colorOrder.isShorter(depth: translator.depth) {
      changed = colorOrder.write(columns: columns, &writer)
      for row in 0..<shown.size.rows where !spans[row].isEmpty {
        unsafe colorOrder.noteShown(wanted.row(row), over: shown.row(row), in: spans[row])
      }
    }
    for row in 0..<shown.size.rows where !spans[row].isEmpty {
      changed &+= unsafe writer.write(
        row, wanted.row(row), over: shown.row(row), in: spans[row], columns: columns)
    }
    return changed
  }

  /// Updates `wanted` where the picture changed.
  private func translateRows(_ new: UnsafePointer<Cell>, old: UnsafePointer<Cell>?, stride: Int) {
    let columns = shown.size.columns
    for row in 0..<shown.size.rows {
      let source = unsafe new + row &* stride
      let span =
        unsafe old.map { unsafe ChangedSpan(in: source, over: $0 + row &* stride, columns: columns) }
        ?? ChangedSpan(wholeRow: columns)
      spans[row] = span
      if span.isEmpty { continue }
      unsafe translator.translate(
        source + span.start, into: wanted.row(row) + span.start, count: span.end &- span.start)
    }
  }

  /// Passes what changed to the colour order. Returns false if that order cannot be shorter.
  private func canOrderByColor() -> Bool {
    guard translator.depth != .mono else { return false }
    let maxCells = spans.reduce(0) { $0 &+ $1.end &- $1.start }
    guard maxCells >= ColorOrder.minCells else { return false }
    let size = shown.size
    colorOrder.begin(cells: size.columns &* size.rows)
    for row in 0..<size.rows where !spans[row].isEmpty {
      guard unsafe colorOrder.collect(row: row, wanted.row(row), over: shown.row(row), in: spans[row])
      else { return false }
    }
    return true
  }
}
