import CGameABI
import Testing

@testable import Engine

@Suite("Pictures as files")
struct PictureTests {
  @Test("Blocks and dots are drawn as shapes with the area of their characters")
  func shapes() throws {
    // Areas in units of which a cell has 8×24.
    let areas: [(Unicode.Scalar, Int)] = [
      ("▀", 96), ("▄", 96), ("█", 192), ("▁", 24), ("▌", 96), ("▐", 96), ("▘", 48), ("▚", 96), ("▟", 144),
      ("\u{1FB00}", 32), ("\u{1FB3B}", 160), ("⠁", 6), ("⣿", 48),
    ]
    for (glyph, area) in areas {
      let shape = try #require(BlockShape(glyph.value))
      #expect(shape.parts.reduce(0) { $0 + $1.width * $1.height } == area, "\(glyph)")
      #expect(
        shape.parts.allSatisfy {
          $0.x >= 0 && $0.y >= 0 && $0.x + $0.width <= BlockShape.columns
            && $0.y + $0.height <= BlockShape.rows
        })
    }
    #expect(BlockShape(0x41) == nil)
    #expect(BlockShape(0x2800) == nil)
  }

  @Test("All quadrants, sextants and braille patterns have different shapes")
  func distinct() {
    for range in [0x2596...0x259F, 0x1FB00...0x1FB3B, 0x2801...0x28FF] as [ClosedRange<UInt32>] {
      let shapes = range.map { glyph in BlockShape(glyph)?.parts.map { [$0.x, $0.y, $0.width, $0.height] } }
      #expect(Set(shapes).count == range.count)
    }
  }

  private func text(_ rows: [[(glyph: String, fore: UInt32, back: UInt32)]]) -> String {
    var picture = CellBuffer(size: CellSize(columns: rows[0].count, rows: rows.count))
    for (row, cells) in rows.enumerated() {
      for (column, cell) in cells.enumerated() {
        picture.write(
          cell.glyph, column: column, row: row, style: CellAppearance(fore: cell.fore, back: cell.back))
      }
    }
    return picture.text
  }

  @Test("In plain text, halves whose colour stands out from the ground are blocks")
  func solidCells() {
    let (dark, faint, bright) = (0x101018 as UInt32, 0x202830 as UInt32, 0xFFA040 as UInt32)
    let line: [(String, UInt32, UInt32)] = [
      (" ", 0, dark), (" ", 0, bright), ("▀", bright, bright), ("▀", dark, dark), ("▀", bright, dark),
      ("▀", dark, bright), ("▄", dark, bright), ("█", bright, dark), (" ", 0, faint), ("▚", bright, bright),
      ("▚", bright, dark), (" ", 0, dark), (" ", 0, dark), (" ", 0, dark),
    ]
    #expect(text([line]) == " ██ ▀▄▀█ █▚   \n")
  }

  @Test("A light ground is blank as a dark one is, and dark shapes are blocks on it")
  func lightGround() {
    let line = Array(repeating: (" ", 0 as UInt32, 0xF0F0E0 as UInt32), count: 6) + [(" ", 0, 0x202020)]
    #expect(text([line]) == "      █\n")
    #expect(text([[(" ", 0, 0xC00000)]]) == " \n")
  }

  @Test("Spaces beside text on the same background stay spaces; a bar without text is solid")
  func textOnBackground() {
    var picture = CellBuffer(size: CellSize(columns: 12, rows: 4))
    let bar = CellAppearance(fore: 0x201000, back: 0xFFC850)
    picture.fill(column: 2, row: 1, columns: 8, rows: 2, style: bar)
    picture.write("go on", column: 3, row: 1, style: bar)
    #expect(picture.text == "            \n   go on    \n  ████████  \n            \n")
    picture[0, 3] = Cell(
      glyph: 0x20, fore: UInt32(HOTLOOP_COLOR_DEFAULT), back: UInt32(HOTLOOP_COLOR_DEFAULT),
      style: CellStyleReverse.rawValue)
    #expect(picture.text.hasSuffix("\n█           \n"))
  }

  @Test("An SVG has text escaped and blocks as paths")
  func svg() {
    var picture = CellBuffer(size: CellSize(columns: 8, rows: 1))
    picture.write("a<&\"▚", column: 1, row: 0, style: CellAppearance(fore: 0x123456, back: 0x000000))
    let svg = picture.svg
    #expect(svg.contains(">a&lt;&amp;\"</text>"))
    #expect(svg.contains("<path fill=\"#123456\" d=\"M40 0h4v8h-4zM44 8h4v8h-4z\"/>"))
  }

  @Test("A wide character takes two columns of an SVG")
  func wideCharactersInSVG() {
    var picture = CellBuffer(size: CellSize(columns: 8, rows: 1))
    picture.write("a⚡b", column: 1, row: 0, style: CellAppearance(fore: 0x123456, back: 0x000000))
    #expect(
      picture.svg.contains(
        "<text x=\"8\" y=\"12\" fill=\"#123456\" textLength=\"32\" xml:space=\"preserve\">a⚡b</text>"))
  }

  @Test("ANSI text sets colours where they change and resets them at the end of each line")
  func ansi() {
    var picture = CellBuffer(size: CellSize(columns: 3, rows: 2))
    picture.write("ab", column: 0, row: 0, style: CellAppearance(fore: 0x010203, back: 0xFF0000).bold)
    #expect(
      picture.ansi
        == "\u{1B}[0;1;38;2;1;2;3;48;2;255;0;0mab\u{1B}[0m \u{1B}[m\n\u{1B}[0m   \u{1B}[m\n")
  }
}
