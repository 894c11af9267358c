import CGameABI

/// Writes the characters of a picture that are no shapes, as SVG text.
///
/// Viewers choose different fonts, and some ignore `textLength`. Each word therefore begins at its column, and so does each
/// character that may come from another font.
struct SVGText {
  let cells: SVGCells

  private struct Run {
    var column: Int
    var columns: Int
    var text: String

    var element: String {
      let length = columns > 1 ? " textLength=\"\(columns * SVGCells.width)\"" : ""
      return "<tspan x=\"\(column * SVGCells.width)\"\(length)>\(escaped)</tspan>"
    }

    private var escaped: String {
      text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
  }

  var elements: String { (0..<cells.picture.size.rows).map(row).joined() }

  /// One text element for each change of colour or style.
  private func row(_ row: Int) -> String {
    var result = ""
    var open: Cell?
    var column = 0
    while column < cells.picture.size.columns {
      guard let run = run(column, row) else {
        column += 1
        continue
      }
      let cell = cells.picture[column, row]
      if open?.isLettered(like: cell) != true {
        result += (open == nil ? "" : "</text>\n") + startTag(cell, row)
        open = cell
      }
      result += run.element
      column += run.columns
    }
    return open == nil ? result : result + "</text>\n"
  }

  /// The word, or the single character, that begins in a cell.
  private func run(_ start: Int, _ row: Int) -> Run? {
    var run = Run(column: start, columns: 0, text: "")
    let first = cells.picture[start, row]
    while start + run.columns < cells.picture.size.columns, cells.includes(start + run.columns, row) {
      let cell = cells.picture[start + run.columns, row]
      guard cell.isText, cell.isLettered(like: first), let scalar = cell.shownScalar else { break }
      if run.columns > 0, !cell.isInEveryFont { break }
      run.text.unicodeScalars.append(scalar)
      run.columns += cells.picture[start + run.columns + 1, row].glyph == 0 ? 2 : 1
      if !cell.isInEveryFont { break }
    }
    return run.columns == 0 ? nil : run
  }

  private func startTag(_ cell: Cell, _ row: Int) -> String {
    let bold = cell.style & CellStyleBold.rawValue == 0 ? "" : " font-weight=\"bold\""
    let italic = cell.style & CellStyleItalic.rawValue == 0 ? "" : " font-style=\"italic\""
    return
      "<text y=\"\(row * SVGCells.height + 12)\" fill=\"\(SVGCells.hex(cell.shownFore))\"\(bold)\(italic)>"
  }
}

extension Cell {
  /// Whether the cell is drawn as text: it is no space, no block and no right half of a wide character.
  fileprivate var isText: Bool { shownScalar.map { $0 != " " } == true && !isShape }

  /// Printable ASCII and box drawing.
  fileprivate var isInEveryFont: Bool { glyph < 0x7F || (0x2500..<0x2580).contains(glyph) }

  fileprivate func isLettered(like other: Cell) -> Bool {
    let letters = CellStyleBold.rawValue | CellStyleItalic.rawValue
    return shownFore == other.shownFore && style & letters == other.style & letters
  }
}
