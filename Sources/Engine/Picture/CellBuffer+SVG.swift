import CGameABI

extension CellBuffer {
  /// The picture as an SVG image, for pages that cannot show a terminal.
  ///
  /// Blocks and dots are rectangles, which do not depend on the viewer's fonts. Other characters are text in a monospaced
  /// font. The terminal's default colours are light grey on black.
  public var svg: String {
    let cell = (width: 8, height: 16)
    let width = size.columns * cell.width
    let height = size.rows * cell.height
    var svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" "
      + "height=\"\(height)\" shape-rendering=\"crispEdges\" font-family=\"monospace\" font-size=\"13\">\n"
      + "<rect width=\"\(width)\" height=\"\(height)\" fill=\"#000000\"/>\n"
    for half in 0..<(size.rows * 2) { svg += rectangles(halfRow: half) }
    for row in 0..<size.rows { svg += blocks(row: row) + textRuns(row: row) }
    return svg + "</svg>\n"
  }

  /// The colours of one row of half cells, with equal neighbours joined.
  private func rectangles(halfRow: Int) -> String {
    var result = ""
    var start = 0
    while start < size.columns {
      let color = halfColor(start, halfRow)
      var end = start + 1
      while end < size.columns, halfColor(end, halfRow) == color { end += 1 }
      if color != 0 {
        result +=
          "<rect x=\"\(start * 8)\" y=\"\(halfRow * 8)\" width=\"\((end - start) * 8)\" height=\"8\" fill=\"\(hex(color))\"/>\n"
      }
      start = end
    }
    return result
  }

  private func halfColor(_ column: Int, _ halfRow: Int) -> UInt32 {
    let cell = self[column, halfRow / 2]
    let isTop = halfRow % 2 == 0
    let isInk =
      switch cell.glyph {
      case 0x2580: isTop
      case 0x2584: !isTop
      case 0x2588: true
      default: false
      }
    return isInk ? cell.shownFore : cell.shownBack
  }

  /// Block elements other than halves, each as one path.
  private func blocks(row: Int) -> String {
    var result = ""
    for column in 0..<size.columns {
      let cell = self[column, row]
      guard !cell.isHalfBlock, let shape = BlockShape(cell.glyph) else { continue }
      let path = shape.parts.map { part in
        let x = column * 8 + part.x
        // A cell is 16 units high; the parts are in 24ths of a cell.
        let y = Double(row * 16) + Double(part.y) * 2 / 3
        return "M\(x) \(number(y))h\(part.width)v\(number(Double(part.height) * 2 / 3))h-\(part.width)z"
      }
      result += "<path fill=\"\(hex(cell.shownFore))\" d=\"\(path.joined())\"/>\n"
    }
    return result
  }

  /// Formats with at most two decimals.
  private func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return hundredths % 100 == 0 ? "\(hundredths / 100)" : "\(Double(hundredths) / 100)"
  }

  private func textRuns(row: Int) -> String {
    var result = ""
    var column = 0
    while column < size.columns {
      let first = self[column, row]
      var text = ""
      let start = column
      while column < size.columns, self[column, row].isText, self[column, row].shownFore == first.shownFore,
        self[column, row].style == first.style, let scalar = self[column, row].shownScalar
      {
        text.unicodeScalars.append(scalar)
        column += self[column + 1, row].glyph == 0 ? 2 : 1
      }
      if text.isEmpty {
        column += 1
      } else {
        let weight = first.style & CellStyleBold.rawValue != 0 ? " font-weight=\"bold\"" : ""
        result +=
          "<text x=\"\(start * 8)\" y=\"\(row * 16 + 12)\" fill=\"\(hex(first.shownFore))\"\(weight) "
          + "textLength=\"\((column - start) * 8)\" xml:space=\"preserve\">\(escaped(text))</text>\n"
      }
    }
    return result
  }

  private func hex(_ color: UInt32) -> String {
    let digits = String(color & 0xFFFFFF, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}

extension Cell {
  private var isReversed: Bool { style & CellStyleReverse.rawValue != 0 }
  private var ink: UInt32 { fore == HOTLOOP_COLOR_DEFAULT ? 0xC8C8C8 : fore }
  private var paper: UInt32 { back == HOTLOOP_COLOR_DEFAULT ? 0 : back }
  fileprivate var shownFore: UInt32 { isReversed ? paper : ink }
  fileprivate var shownBack: UInt32 { isReversed ? ink : paper }
  fileprivate var isHalfBlock: Bool { [0x2580, 0x2584, 0x2588].contains(glyph) }
  /// Whether the cell is drawn as text: it is no space, no block and no right half of a wide character.
  fileprivate var isText: Bool { glyph > 0x20 && BlockShape(glyph) == nil }
}
