import CGameABI
import CNcurses
import Engine

/// Shows pictures through ncurses: for terminals that our own encoder does not know.
///
/// ncurses moves its cursor by the C library's widths. Glyphs on whose width the terminal may not agree are therefore
/// drawn one by one, after everything else, each followed by an absolute cursor movement.
final class CursesPainter: FramePainter {
  /// A cell that is drawn after the rest of the picture.
  private struct DeferredCell {
    var row: Int
    var column: Int
    var width: Int
    var cell: Cell
  }

  private let screen: CursesScreen
  private let translator: CellTranslator
  private let shown = ScreenImage()
  private let scratch = ScreenImage()
  private var deferred: [DeferredCell] = []
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
    for cell in deferred { draw(cell) }
    deferred.removeAll(keepingCapacity: true)
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

  /// Draws the cells of one row that differ. In a row with differences, all disputed glyphs become spaces and are
  /// deferred: ncurses may write unchanged cells between changed ones.
  private func draw(_ row: Int, of picture: CellBuffer) -> Int {
    let columns = shown.size.columns
    let stride = picture.size.columns
    unsafe picture.cells.withUnsafeBufferPointer { cells in
      guard let source = cells.baseAddress else { return }
      unsafe translator.translate(source + row * stride, into: scratch.cells, count: columns)
    }
    let changed = differences(inRow: row)
    if changed == 0 { return 0 }
    // A terminal may show a disputed glyph of one cell in two: the cell after it is drawn after it.
    var followsDisputed = false
    for column in 0..<columns {
      let cell = unsafe scratch.cells[column]
      let isChanged = unsafe !(cell == shown.row(row)[column])
      unsafe shown.row(row)[column] = cell
      if cell.glyph == 0 { continue }
      let isWide = unsafe column + 1 < columns && scratch.cells[column + 1].glyph == 0
      let isDisputed = !GlyphAdvance.isCertain(cell.glyph)
      if isDisputed || followsDisputed {
        deferCell(DeferredCell(row: row, column: column, width: isWide ? 2 : 1, cell: cell))
      } else if isChanged {
        put(cell.glyph, cell, row, column)
      }
      followsDisputed = isDisputed && !isWide
    }
    return changed
  }

  private func differences(inRow row: Int) -> Int {
    (0..<shown.size.columns).reduce(0) { count, column in
      unsafe scratch.cells[column] == shown.row(row)[column] ? count : count + 1
    }
  }

  private func deferCell(_ cell: DeferredCell) {
    for column in cell.column..<(cell.column + cell.width) { put(0x20, cell.cell, cell.row, column) }
    deferred.append(cell)
  }

  private func draw(_ deferred: DeferredCell) {
    put(printable(deferred), deferred.cell, deferred.row, deferred.column)
    screen.refreshAndPlaceCursor(row: deferred.row)
  }

  /// The glyph, or an ASCII substitute where the C library does not know it or takes it for wider than it is: ncurses
  /// would draw outside the cell.
  private func printable(_ deferred: DeferredCell) -> UInt32 {
    let width = Int(hotloop_locale_width(deferred.cell.glyph))
    if width >= 1, width <= deferred.width { return deferred.cell.glyph }
    return AsciiGlyphs.substitute(deferred.cell.glyph)
  }

  private func put(_ glyph: UInt32, _ cell: Cell, _ row: Int, _ column: Int) {
    let (fore, back) = (color(cell.fore), color(cell.back))
    // Pair 0 is the terminal's own colours. ncurses has no others on a terminal without colours, and crashes if asked.
    let pair = fore < 0 && back < 0 ? 0 : alloc_pair(fore, back)
    _ = hotloop_put_glyph(Int32(row), Int32(column), glyph, cell.style, max(0, pair))
  }

  /// The number of a colour in ncurses; -1 is the terminal's own.
  private func color(_ code: UInt32) -> Int32 {
    ColorCode.isIndexed(code) ? Int32(code & 0xFF) : -1
  }
}
