internal import CCellWidth

/// The cells that a text is drawn in, from left to right: a glyph and its width, 1 or 2. Nothing is allocated.
struct TextCells: Sequence, IteratorProtocol {
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

extension String {
  /// The number of cells that the text takes in a row of the canvas.
  public var cellWidth: Int { TextCells(self).reduce(0) { $0 + $1.width } }
}

extension Unicode.Scalar {
  /// The number of cells that the character takes: 0 for controls and combining marks, 2 for wide East Asian characters
  /// and emoji, else 1.
  var cellWidth: Int { Int(hotloop_cell_width(value)) }
}
