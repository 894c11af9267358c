internal import CCellWidth

extension Unicode.Scalar {
  /// The number of cells that a terminal gives this character: 0 for combining marks and controls, 2 for wide East Asian
  /// characters and emoji, else 1. Games use the same table (see `cell_width.h`).
  public var cellWidth: Int { Int(hotloop_cell_width(value)) }
}

extension String {
  /// The number of cells that the text takes in a terminal.
  public var cellWidth: Int {
    // Most text is printable ASCII.
    if utf8.allSatisfy({ $0 &- 0x20 < 0x5F }) { return utf8.count }
    return CellGlyphs(self).reduce(0) { $0 + $1.width }
  }

  /// The text cut to at most `width` cells, with `…` as the last one where something was cut.
  public func truncated(toCells width: Int) -> String {
    if cellWidth <= width { return self }
    var result = ""
    var used = 0
    for character in self {
      let next = String(character).cellWidth
      if used + next > width - 1 { break }
      result.append(character)
      used += next
    }
    return width > 0 ? result + "…" : ""
  }
}
