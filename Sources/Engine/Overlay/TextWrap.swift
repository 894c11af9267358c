extension String {
  /// The text in lines of at most `width` cells, broken at spaces, and within words that are longer than a line.
  ///
  /// Spaces at the start of the text stay. At least one line; a width below 1 counts as 1.
  /// - Parameter indent: spaces at the start of each line but the first.
  func wrapped(toCells width: Int, indent: Int = 2) -> [String] {
    let width = max(1, width)
    if cellWidth <= width { return [self] }
    let margin = String(repeating: " ", count: width > indent * 4 ? indent : 0)
    var lines: [String] = []
    var line = ""
    var isEmpty = true
    for word in split(separator: " ", omittingEmptySubsequences: false).map(String.init) {
      if !isEmpty, line.cellWidth + 1 + word.cellWidth <= width {
        line += " " + word
        continue
      }
      if !isEmpty {
        lines.append(line)
        line = margin
      }
      for piece in word.pieces(ofCells: width - margin.cellWidth).dropLast() {
        lines.append(line + piece)
        line = margin
      }
      line += word.pieces(ofCells: width - margin.cellWidth).last ?? ""
      isEmpty = false
    }
    return lines + [line]
  }

  /// The text cut into pieces of at most `width` cells; a character that is wider has a piece of its own.
  private func pieces(ofCells width: Int) -> [String] {
    if cellWidth <= width { return [self] }
    var pieces: [String] = []
    var piece = ""
    var used = 0
    for character in self {
      let next = String(character).cellWidth
      if used > 0, used + next > width {
        pieces.append(piece)
        (piece, used) = ("", 0)
      }
      piece.append(character)
      used += next
    }
    return pieces + [piece]
  }
}
