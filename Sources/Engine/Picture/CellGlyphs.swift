internal import CCellWidth

/// The cells that a text is drawn in, from left to right: a glyph and its width, 1 or 2.
///
/// How combining marks and emoji sequences become single glyphs is defined in `cell_width.h`; games draw text by the same
/// rules.
struct CellGlyphs: Sequence, IteratorProtocol {
  private var scalars: String.UnicodeScalarView.Iterator
  private var text = HotLoopCellText()

  init(_ string: String) { scalars = string.unicodeScalars.makeIterator() }

  mutating func next() -> (glyph: UInt32, width: Int)? {
    // A cell is complete when the next one begins: until then a mark may still change it.
    while let scalar = scalars.next() {
      let complete = text.glyph
      text = hotloop_cell_text_next(text, scalar.value)
      if text.starts_cell, complete != 0 { return (complete, Int(hotloop_cell_width(complete))) }
    }
    if text.glyph == 0 { return nil }
    defer { text.glyph = 0 }
    return (text.glyph, Int(hotloop_cell_width(text.glyph)))
  }
}
