import CGameABI

/// The state that determines where the terminal puts the next character and how it looks.
struct PenState {
  var graphic = GraphicState.plain
  var cursor = CursorState()
  /// The glyph that was written last.
  var glyph: UInt32 = 0x20
}

/// Writes changed cells, row by row. A value that lives for one frame, because access to its fields is then not checked.
struct RowWriter {
  var output: ByteWriter
  var pen: PenState
  /// Whether the terminal supports REP.
  let repeats: Bool
  /// The length of the output behind the last glyph: if it still is, the next glyph follows without a control in between.
  private var glyphEnd: Int

  init(output: ByteWriter, pen: PenState, repeats: Bool) {
    self.output = output
    self.pen = pen
    self.repeats = repeats
    glyphEnd = output.count
  }

  mutating func clearScreen() {
    output.append("\u{1B}[m\u{1B}[H\u{1B}[2J")
    pen.graphic = .plain
    pen.cursor.setHome()
  }

  /// Writes the cells of one row that differ and notes them as shown. All of them are inside `span`.
  ///
  /// - Returns: the number of cells that differed.
  mutating func write(
    _ row: Int, _ wanted: UnsafePointer<Cell>, over shownRow: UnsafeMutablePointer<Cell>,
    in span: ChangedSpan, columns: Int
  ) -> Int {
    var blankFrom = columns
    while blankFrom > 0, unsafe isBlank(wanted + (blankFrom &- 1)) { blankFrom &-= 1 }
    var changed = 0
    var column = span.start
    // A terminal may show a disputed glyph two cells wide: the cell after it is written again even if it is unchanged.
    var rewritten = -1
    while column < span.end || column == rewritten {
      if unsafe isSame(wanted + column, shownRow + column) {
        if column != rewritten {
          column &+= 1
          continue
        }
        changed &-= 1
      }
      if column >= blankFrom, unsafe differences(wanted, shownRow, from: column, to: columns) > 6 {
        changed &+= unsafe eraseRest(row, column, wanted, shownRow, columns)
        break
      }
      unsafe moveOrRewrite(row, column, wanted, columns)
      let run = unsafe put(wanted, at: column, shownRow, columns)
      changed &+= run.changed
      column &+= run.cells
      if run.isDisputed, column < columns { rewritten = column }
    }
    return changed
  }

  /// Writes a single half block or space with the background `back` and, for a half block, the foreground `fore`.
  @inline(__always)
  mutating func writeFreely(
    _ look: ColorOrder.Look, column: Int, row: Int, columns: Int, fore: UInt32, back: UInt32
  ) {
    if pen.cursor.row != row || pen.cursor.column != column {
      pen.cursor.move(toRow: row, column: column, output: &output)
    }
    output.reserve(ByteWriter.maxCellBytes)
    if look == .space {
      if pen.graphic.back != back || pen.graphic.style != 0 { setAttributesOfSpace(back: back) }
      endRun(before: 0x20)
      output.put(0x20)
    } else {
      pen.graphic.change(fore: fore, back: back, style: 0, output: &output)
      endRun(before: look == .upper ? BlockElement.upperHalf : BlockElement.lowerHalf)
      // ▀ is E2 96 80, ▄ is E2 96 84.
      output.put(three: look == .upper ? 0x80_96E2 : 0x84_96E2)
    }
    glyphEnd = output.count
    pen.cursor.advance(by: 1, width: columns)
  }

  private mutating func eraseRest(
    _ row: Int, _ column: Int, _ wanted: UnsafePointer<Cell>, _ shownRow: UnsafeMutablePointer<Cell>,
    _ columns: Int
  ) -> Int {
    pen.cursor.move(toRow: row, column: column, output: &output)
    setAttributesOfSpace(back: ColorCode.terminalDefault)
    output.append("\u{1B}[K")
    let changed = unsafe differences(wanted, shownRow, from: column, to: columns)
    unsafe (shownRow + column).update(from: wanted + column, count: columns &- column)
    return changed
  }

  /// Moves the cursor to a cell. Over a short gap it writes the unchanged cells again if that takes fewer bytes.
  private mutating func moveOrRewrite(
    _ row: Int, _ column: Int, _ wanted: UnsafePointer<Cell>, _ columns: Int
  ) {
    let from = pen.cursor.column
    if pen.cursor.row == row, from >= 0, from < column, column &- from <= 4 {
      var cost = 0
      var index = from
      while index < column {
        let cell = unsafe wanted[index]
        let sameStyle = cell.back == pen.graphic.back && cell.style == pen.graphic.style
        guard cell.glyph >= 0x20, cell.glyph < 0x7F || GlyphAdvance.isCertain(cell.glyph), sameStyle,
          cell.fore == pen.graphic.fore || (cell.glyph == 0x20 && cell.style == 0)
        else {
          cost = Int.max
          break
        }
        cost &+= ByteWriter.length(ofScalar: cell.glyph)
        index &+= 1
      }
      if cost <= pen.cursor.costInRow(to: column) {
        output.reserve(ByteWriter.maxCellBytes)
        index = from
        while index < column {
          unsafe putGlyph(wanted[index].glyph)
          index &+= 1
        }
        pen.cursor.advance(by: column &- from, width: columns)
        return
      }
    }
    pen.cursor.move(toRow: row, column: column, output: &output)
  }

  /// Writes the cell, and equal cells after it if the terminal can repeat them.
  ///
  /// - Returns: the number of cells written and of those that changed, and whether the glyph has one cell in our table and
  ///   possibly two in the terminal's.
  private mutating func put(
    _ wanted: UnsafePointer<Cell>, at column: Int, _ shownRow: UnsafeMutablePointer<Cell>, _ columns: Int
  ) -> (cells: Int, changed: Int, isDisputed: Bool) {
    let cell = unsafe wanted[column]
    let glyph = cell.glyph
    setAttributes(cell)
    let isWide = unsafe column &+ 1 < columns && wanted[column &+ 1].glyph == 0
    if !GlyphAdvance.isCertain(glyph) {
      let width = isWide ? 2 : 1
      putDisputed(glyph, width: width, column: column, columns: columns)
      unsafe (shownRow + column).update(from: wanted + column, count: width)
      return (width, width, !isWide)
    }
    output.reserve(ByteWriter.maxCellBytes)
    putGlyph(glyph)
    if isWide {
      unsafe (shownRow + column).update(from: wanted + column, count: 2)
      pen.cursor.advance(by: 2, width: columns)
      return (2, 2, false)
    }
    var cells = 1
    var changed = 1
    // Some terminals (tmux) repeat only ASCII.
    if repeats, glyph < 0x7F {
      var end = column &+ 1
      while end < columns, unsafe isSame(wanted + end, wanted + column) { end &+= 1 }
      let count = end &- column &- 1
      let differing = unsafe differences(wanted, shownRow, from: column &+ 1, to: end)
      if differing > 3 &+ ByteWriter.length(ofDecimal: count) {
        output.putCSI()
        output.put(decimal: count)
        output.put(UInt8(ascii: "b"))
        cells &+= count
        changed &+= differing
      }
    }
    unsafe (shownRow + column).update(from: wanted + column, count: cells)
    pen.cursor.advance(by: cells, width: columns)
    return (cells, changed, false)
  }

  /// Writes a glyph whose width terminals may not agree on, with the attributes that are set. The cursor stands at
  /// `column`; afterwards its column counts as unknown.
  ///
  /// A terminal with a smaller width would leave the old content in the glyph's last cell: spaces replace it first.
  @inline(never)
  private mutating func putDisputed(_ glyph: UInt32, width: Int, column: Int, columns: Int) {
    output.reserve(ByteWriter.maxCellBytes)
    if width == 2 || GlyphAdvance.mayCombine(glyph) {
      output.put(0x20, times: width)
      pen.cursor.advance(by: width, width: columns)
      pen.cursor.move(toRow: pen.cursor.row, column: column, output: &output)
    }
    output.reserve(ByteWriter.maxCellBytes)
    putGlyph(glyph)
    pen.cursor.forgetColumn()
  }

  /// Needs capacity for five bytes.
  @inline(__always)
  private mutating func putGlyph(_ glyph: UInt32) {
    endRun(before: glyph)
    output.put(scalar: glyph)
    glyphEnd = output.count
  }

  /// Writes NUL, which terminals ignore, between a block or line and another glyph that would follow it immediately.
  ///
  /// xterm draws glyphs of the same attributes that come without a control between them as one string, and clips only the
  /// string. The outlines of blocks and lines in TrueType fonts reach into the neighbouring cells, so that each would leave a
  /// line of one pixel in the cell beside it, which stays there when the block moves on. A string of its own is clipped.
  /// Equal glyphs may overlap: between them it fills the seam.
  @inline(__always)
  private mutating func endRun(before glyph: UInt32) {
    if glyph != pen.glyph, glyphEnd == output.count,
      BlockElement.reachesEdges(glyph) || BlockElement.reachesEdges(pen.glyph)
    {
      output.put(0)
    }
    pen.glyph = glyph
  }

  private mutating func setAttributes(_ cell: Cell) {
    if cell.glyph == 0x20, cell.style == 0 {
      setAttributesOfSpace(back: cell.back)
    } else {
      pen.graphic.change(fore: cell.fore, back: cell.back, style: cell.style, output: &output)
    }
  }

  /// Foreground, weight and italic are not visible on a space and are left unchanged.
  private mutating func setAttributesOfSpace(back: UInt32) {
    let keep = pen.graphic.style & ~(CellStyleUnderline.rawValue | CellStyleReverse.rawValue)
    pen.graphic.change(fore: pen.graphic.fore, back: back, style: keep, output: &output)
  }

  private func differences(
    _ wanted: UnsafePointer<Cell>, _ shownRow: UnsafePointer<Cell>, from: Int, to end: Int
  ) -> Int {
    var count = 0
    var column = from
    while column < end {
      if unsafe !isSame(wanted + column, shownRow + column) { count &+= 1 }
      column &+= 1
    }
    return count
  }

  @inline(__always)
  private func isSame(_ a: UnsafePointer<Cell>, _ b: UnsafePointer<Cell>) -> Bool {
    unsafe a.pointee.glyph == b.pointee.glyph && a.pointee.fore == b.pointee.fore
      && a.pointee.back == b.pointee.back && a.pointee.style == b.pointee.style
  }

  private func isBlank(_ cell: UnsafePointer<Cell>) -> Bool {
    unsafe cell.pointee.glyph == 0x20 && cell.pointee.style == 0
      && cell.pointee.back == ColorCode.terminalDefault
  }
}
