import CGameABI

extension CellBuffer {
  /// The size of two pictures of one size beside each other.
  public static func sizeSideBySide(_ half: CellSize) -> CellSize {
    CellSize(columns: half.columns * 2 + 1, rows: half.rows + 1)
  }

  /// Two pictures beside each other, below a line with their titles, and with a line between them.
  ///
  /// It is a picture like any other: whatever writes one can write it. If the pictures have different sizes, both get the
  /// room of the larger one.
  public init(left: CellBuffer, _ leftTitle: String, right: CellBuffer, _ rightTitle: String) {
    let half = CellSize(
      columns: max(left.size.columns, right.size.columns), rows: max(left.size.rows, right.size.rows))
    self.init(size: CellBuffer.sizeSideBySide(half))
    fill(column: 0, row: 0, columns: size.columns, rows: 1, style: OverlayLook.help.title)
    place(left, leftTitle, at: 0, columns: half.columns)
    place(right, rightTitle, at: half.columns + 1, columns: half.columns)
    for row in 0..<size.rows {
      let style = row == 0 ? OverlayLook.help.title : OverlayLook.help.dim
      write("│", column: half.columns, row: row, style: style)
    }
  }

  private mutating func place(_ picture: CellBuffer, _ title: String, at start: Int, columns: Int) {
    write(
      (" " + title).truncated(toCells: columns), column: start, row: 0, style: OverlayLook.help.title)
    for row in 0..<picture.size.rows {
      for column in 0..<picture.size.columns { self[start + column, row + 1] = picture[column, row] }
      // The right half of a wide character would be outside, over what is beside the picture.
      let last = picture.size.columns - 1
      if last >= 0, picture[last, row].shownScalar?.cellWidth == 2 {
        self[start + last, row + 1].glyph = 0x20
      }
    }
  }

  /// A picture that only tells why there is none.
  public init(size: CellSize, insteadOfPicture reason: String) {
    self.init(size: size)
    fill(column: 0, row: 0, columns: size.columns, rows: size.rows, style: OverlayLook.panel.body)
    for (row, line) in reason.wrapped(toCells: size.columns - 2, indent: 0).enumerated() {
      write(line, column: 1, row: row + 1, style: OverlayLook.panel.body)
    }
  }
}
