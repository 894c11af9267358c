import CGameABI
import Engine

/// Moving waves in few colours, with styled text and wide characters on them.
struct StyledPicture {
  let frame: Int

  private static let styles = [
    0, CellStyleBold.rawValue, CellStyleUnderline.rawValue, CellStyleItalic.rawValue | CellStyleBold.rawValue,
  ]

  func picture(size: CellSize, using random: inout some RandomNumberGenerator) -> CellBuffer {
    var picture = CellBuffer(size: size)
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let upper = color(column, row * 2)
        let lower = color(column, row * 2 + 1)
        picture[column, row] =
          upper == lower
          ? Cell(glyph: 0x20, fore: Cell.blank.fore, back: lower, style: 0)
          : Cell(glyph: row % 2 == 0 ? 0x2580 : 0x2584, fore: upper, back: lower, style: 0)
      }
    }
    for index in 0..<6 {
      picture.write(
        "text 世界 end", column: Int.random(in: 0..<size.columns, using: &random),
        row: Int.random(in: 0..<size.rows, using: &random),
        style: CellAppearance(
          fore: 0xFFFFFF, back: 0, attributes: Self.styles[(frame + index) % Self.styles.count]))
    }
    return picture
  }

  private func color(_ x: Int, _ y: Int) -> UInt32 {
    UInt32((x / 3 + y / 2 + frame) % 24) * 0x0A_0501 + UInt32((x + frame) / 11 % 3) * 0x20
  }
}
