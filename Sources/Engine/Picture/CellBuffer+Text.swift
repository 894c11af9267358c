import CGameABI

/// The look of a cell: two colours (0x00RRGGBB or HOTLOOP_COLOR_DEFAULT) and a set of `CellStyle` bits.
public struct CellAppearance: Sendable, Equatable {
  public var fore: UInt32
  public var back: UInt32
  public var attributes: UInt32

  public init(fore: UInt32, back: UInt32, attributes: UInt32 = 0) {
    self.fore = fore
    self.back = back
    self.attributes = attributes
  }

  public var bold: CellAppearance {
    CellAppearance(fore: fore, back: back, attributes: attributes | CellStyleBold.rawValue)
  }
}

extension CellBuffer {
  /// Writes one line of text and cuts off what does not fit. Sequences are reduced to one glyph a cell as in `CellGlyphs`.
  ///
  /// - Returns: the column after the text, also if that is outside the buffer.
  @discardableResult
  public mutating func write(_ text: String, column: Int, row: Int, style: CellAppearance) -> Int {
    var column = column
    for (glyph, width) in CellGlyphs(text) {
      self[column, row] = Cell(glyph: glyph, fore: style.fore, back: style.back, style: style.attributes)
      if width == 2 {
        self[column + 1, row] = Cell(glyph: 0, fore: style.fore, back: style.back, style: style.attributes)
      }
      column += width
    }
    return column
  }

  /// Fills a rectangle with spaces of the style.
  public mutating func fill(column: Int, row: Int, columns: Int, rows: Int, style: CellAppearance) {
    for y in row..<(row + max(0, rows)) {
      for x in column..<(column + max(0, columns)) {
        self[x, y] = Cell(glyph: 0x20, fore: style.fore, back: style.back, style: style.attributes)
      }
    }
  }
}
