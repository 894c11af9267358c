import CGameABI
import Engine
import Glibc

/// Turns pictures into the bytes that change a terminal from the picture before to this one.
///
/// For terminals that understand ECMA-48 with its usual extensions. One thread.
final class FrameEncoder: FramePainter {
  var dialect: EncoderDialect
  private let translator: CellTranslator
  private let shown = ScreenImage()
  /// One row of the new picture, translated.
  private let scratch = ScreenImage()
  /// The picture before, as it was handed in: rows that equal it need no translation.
  private var previous: CellBuffer?
  private var pen = PenState()
  private var mustClear = true

  init(depth: ColorDepth, asciiOnly: Bool, dialect: EncoderDialect) {
    self.dialect = dialect
    translator = CellTranslator(depth: depth, asciiOnly: asciiOnly)
  }

  func invalidate() { mustClear = true }

  /// The cells that the terminal shows once all bytes so far have arrived.
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
    if dialect.synchronized { writer.output.append("\u{1B}[?2026h") }
    let header = writer.output.count
    if mustClear || size != shown.size { clear(size, &writer) }
    let changed = encodeRows(of: picture, &writer)
    previous = picture
    if writer.output.count == header {
      writer.output.removeLast(header - start)
    } else if dialect.synchronized {
      writer.output.append("\u{1B}[?2026l")
    }
    pen = writer.pen
    output.writer = writer.output
    return changed
  }

  private func clear(_ size: CellSize, _ writer: inout RowWriter) {
    writer.clearScreen()
    shown.reset(to: size)
    scratch.reset(to: CellSize(columns: size.columns, rows: 1))
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
    let bytes = columns &* MemoryLayout<Cell>.stride
    let wanted = unsafe scratch.cells
    var changed = 0
    var row = 0
    while row < shown.size.rows {
      let source = unsafe new + row &* stride
      let before = unsafe old.map { unsafe $0 + row &* stride }
      if unsafe before == nil || memcmp(source, before!, bytes) != 0 {
        unsafe translator.translate(source, into: wanted, count: columns)
        changed &+= unsafe writer.write(row, wanted, over: shown.row(row), columns: columns)
      }
      row &+= 1
    }
    return changed
  }
}
