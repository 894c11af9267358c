import CGameABI

@testable import Engine

/// A land of characters or of pixels that is larger than a picture, in which a camera moves.
struct Land {
  enum Kind: Sendable, CaseIterable { case text, pixels, wide }

  var kind = Kind.text
  var size = CellSize(columns: 60, rows: 20)
  /// Is added to the colours.
  var flicker: UInt32 = 0
  /// Another number is another land.
  var number: UInt32 = 0
  var hud: String?
  var hasBorder = false

  /// The picture with a place in the upper left corner; for pixels in half rows.
  /// - Parameter things: places at which there is an `@`, or a red pixel.
  func picture(_ x: Int, _ y: Int, things: [(x: Int, y: Int)] = []) -> CellBuffer {
    var picture = CellBuffer(size: size)
    for row in 0..<size.rows {
      for column in 0..<size.columns { picture[column, row] = cell(x + column, y, row, things) }
    }
    // The right half is cut off.
    if kind == .wide {
      for row in 0..<size.rows where picture[size.columns - 1, row].glyph > 0xFF {
        picture[size.columns - 1, row] = ground(0x20)
      }
    }
    if hasBorder { drawBorder(&picture) }
    if let hud {
      let style = CellAppearance(fore: 0xFFFFFF, back: 0x000040)
      picture.fill(column: 0, row: 0, columns: size.columns, rows: 1, style: style)
      picture.write(hud, column: 2, row: 0, style: style)
    }
    return picture
  }

  private func cell(_ x: Int, _ y: Int, _ row: Int, _ things: [(x: Int, y: Int)]) -> Cell {
    func isThing(_ y: Int) -> Bool { things.contains { $0 == (x, y) } }
    switch kind {
    case .text:
      if isThing(y + row) { return Cell(glyph: 0x40, fore: 0xFFFF00, back: 0x101010, style: 0) }
      return ground([0x23, 0x25, 0x2E][Int(noise(x, y + row) % 3)], if: noise(x, y + row) < 40)
    case .pixels:
      let (upper, lower) = (y + 2 * row, y + 2 * row + 1)
      let colors = [upper, lower].map { y -> UInt32 in
        isThing(y) ? 0xF00000 : (noise(x / 3, y / 3) < 60 ? 0x60A060 : 0x101010) + flicker
      }
      return Cell(glyph: 0x2580, fore: colors[0], back: colors[1], style: 0)
    case .wide:
      if noise(x, y + row) < 30 { return ground(0x706B) }
      return noise(x - 1, y + row) < 30 ? ground(0) : ground(0x20)
    }
  }

  private func ground(_ glyph: UInt32, if isThere: Bool = true) -> Cell {
    Cell(glyph: isThere ? glyph : 0x20, fore: 0x808080 + flicker, back: 0x101010 + flicker, style: 0)
  }

  private func drawBorder(_ picture: inout CellBuffer) {
    let style = CellAppearance(fore: 0xC0C0C0, back: 0x101010)
    for row in 0..<size.rows {
      for column in [0, size.columns - 1] { picture.write("│", column: column, row: row, style: style) }
    }
    let line = String(repeating: "─", count: size.columns)
    for row in [0, size.rows - 1] { picture.write(line, column: 0, row: row, style: style) }
  }

  private func noise(_ x: Int, _ y: Int) -> UInt32 {
    var hash =
      UInt32(truncatingIfNeeded: x) &* 374_761_393 &+ UInt32(truncatingIfNeeded: y) &* 668_265_263 &+ number
      &* 2_246_822_519
    hash = (hash ^ hash &>> 13) &* 1_274_126_177
    return (hash ^ hash &>> 16) & 255
  }
}
