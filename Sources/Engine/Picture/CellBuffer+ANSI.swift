import CGameABI

extension CellBuffer {
  /// The picture as lines of text with colours and styles (SGR, true colour). A terminal shows it from the cursor's row
  /// on.
  public var ansi: String {
    var result = ""
    for row in 0..<size.rows {
      var last: Cell?
      for column in 0..<size.columns {
        let cell = self[column, row]
        guard let scalar = cell.shownScalar else { continue }
        if last?.looksLike(cell) != true { result += cell.graphicRendition }
        last = cell
        result.unicodeScalars.append(scalar)
      }
      result += "\u{1B}[m\n"
    }
    return result
  }
}

extension Cell {
  fileprivate func looksLike(_ other: Cell) -> Bool {
    fore == other.fore && back == other.back && style == other.style
  }

  /// Sets all attributes, beginning with SGR 0.
  fileprivate var graphicRendition: String {
    var numbers = ["0"]
    let styles: [(CellStyle, String)] = [
      (CellStyleBold, "1"), (CellStyleDim, "2"), (CellStyleItalic, "3"), (CellStyleUnderline, "4"),
      (CellStyleReverse, "7"),
    ]
    numbers += styles.filter { style & $0.0.rawValue != 0 }.map(\.1)
    if fore != HOTLOOP_COLOR_DEFAULT { numbers.append("38;2;" + Cell.channels(fore)) }
    if back != HOTLOOP_COLOR_DEFAULT { numbers.append("48;2;" + Cell.channels(back)) }
    return "\u{1B}[" + numbers.joined(separator: ";") + "m"
  }

  private static func channels(_ color: UInt32) -> String {
    "\(color >> 16 & 255);\(color >> 8 & 255);\(color & 255)"
  }
}
