import CGameABI
import CNcurses
import Engine

/// Shows pictures through ncurses: for terminals that our own encoder does not know.
final class CursesPainter: FramePainter {
  private let screen: CursesScreen
  private let translator: CellTranslator
  private let shown = ScreenImage()
  private let scratch = ScreenImage()
  private var mustClear = true

  init(screen: CursesScreen, depth: ColorDepth, asciiOnly: Bool) {
    self.screen = screen
    translator = CellTranslator(depth: depth, asciiOnly: asciiOnly)
  }

  func invalidate() { mustClear = true }

  func encode(_ picture: CellBuffer, limit: CellSize, into output: ByteBuffer) -> Int {
    let size = CellSize(
      columns: min(picture.size.columns, limit.columns), rows: min(picture.size.rows, limit.rows))
    if mustClear || size != shown.size { clear(size, limit) }
    var changed = 0
    for row in 0..<size.rows { changed += draw(row, of: picture) }
    if changed > 0 || mustClear { unsafe wrefresh(hotloop_standard_screen()) }
    mustClear = false
    output.append(screen.takeOutput())
    return changed
  }

  private func clear(_ size: CellSize, _ limit: CellSize) {
    resizeterm(Int32(limit.rows), Int32(limit.columns))
    unsafe werase(hotloop_standard_screen())
    unsafe clearok(hotloop_standard_screen(), true)
    shown.reset(to: size)
    scratch.reset(to: CellSize(columns: size.columns, rows: 1))
    mustClear = true
  }

  private func draw(_ row: Int, of picture: CellBuffer) -> Int {
    let columns = shown.size.columns
    let stride = picture.size.columns
    unsafe picture.cells.withUnsafeBufferPointer { cells in
      guard let source = cells.baseAddress else { return }
      unsafe translator.translate(source + row * stride, into: scratch.cells, count: columns)
    }
    var changed = 0
    for column in 0..<columns {
      let cell = unsafe scratch.cells[column]
      if unsafe cell == shown.row(row)[column] { continue }
      unsafe shown.row(row)[column] = cell
      changed += 1
      if cell.glyph == 0 { continue }
      let pair = alloc_pair(color(cell.fore), color(cell.back))
      _ = hotloop_put_glyph(Int32(row), Int32(column), cell.glyph, cell.style, max(0, pair))
    }
    return changed
  }

  /// ncurses' number of a colour: -1 is the terminal's own.
  private func color(_ code: UInt32) -> Int32 {
    ColorCode.isIndexed(code) ? Int32(code & 0xFF) : -1
  }
}
