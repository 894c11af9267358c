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

  @Test("An SVG has text escaped, equal half cells joined, and blocks as shapes")
  func svg() {
    var picture = CellBuffer(size: CellSize(columns: 9, rows: 1))
    picture.write("a<&\"▚", column: 1, row: 0, style: CellAppearance(fore: 0x123456, back: 0))
    picture.write("▀▄", column: 6, row: 0, style: CellAppearance(fore: 0xAA00FF, back: 0xAA00FF))
    picture[8, 0] = Cell(glyph: 0x2591, fore: 0x404040, back: 0, style: 0)
    let svg = picture.svg
    #expect(
      svg.contains(
        "<text y=\"12\" fill=\"#123456\"><tspan x=\"8\" textLength=\"32\">a&lt;&amp;\"</tspan></text>"))
    #expect(svg.contains("<path fill=\"#123456\" d=\"M40 0h4v8h-4zM44 8h4v8h-4z\"/>"))
    #expect(svg.contains("<path stroke=\"#a0f\" d=\"M6 0h2M6 1h2\"/>"))
    #expect(svg.contains("<path stroke=\"#101010\" d=\"M8 0h1M8 1h1\"/>"))
    #expect(!svg.contains("stroke=\"#000\""), "the most frequent colour is the background")
  }

  @Test("Every word of an SVG begins at its column, also after characters of other fonts and widths")
  func columnsInSVG() {
    var picture = CellBuffer(size: CellSize(columns: 12, rows: 1))
    picture.write("a⚡b cd │─", column: 1, row: 0, style: CellAppearance(fore: 0x123456, back: 0))
    let words = [(8, "a", 1), (16, "⚡", 2), (32, "b", 1), (48, "cd", 2), (72, "│─", 2)]
    let spans = words.map { x, text, columns in
      "<tspan x=\"\(x)\"" + (columns > 1 ? " textLength=\"\(columns * 8)\"" : "") + ">\(text)</tspan>"
    }
    #expect(picture.svg.contains(">\(spans.joined())</text>"))
  }

  @Test("An SVG shows bold, italic, underlined, reversed and dim text")
  func stylesInSVG() {
    func svg(_ style: CellStyle) -> String {
      var picture = CellBuffer(size: CellSize(columns: 4, rows: 1))
      picture.write(
        "a", column: 1, row: 0,
        style: CellAppearance(fore: 0xC86432, back: 0x001000, attributes: style.rawValue))
      return picture.svg
    }
    #expect(svg(CellStyleBold).contains("fill=\"#c86432\" font-weight=\"bold\"><tspan x=\"8\">a<"))
    #expect(svg(CellStyleItalic).contains("fill=\"#c86432\" font-style=\"italic\"><tspan x=\"8\">a<"))
    #expect(svg(CellStyleUnderline).contains("<path fill=\"#c86432\" d=\"M8 14h8v1h-8z\"/>"))
    #expect(svg(CellStyleReverse).contains("<path stroke=\"#c86432\" d=\"M1 0h1M1 1h1\"/>"))
    #expect(svg(CellStyleReverse).contains("fill=\"#001000\"><tspan"))
    #expect(svg(CellStyleDim).contains("fill=\"#643a19\"><tspan"))
  }

  @Test("A moving SVG has the changed cells of each picture, and nothing for equal pictures")
  func animation() {
    var picture = CellBuffer(size: CellSize(columns: 6, rows: 2))
    picture.write("one", column: 0, row: 0, style: CellAppearance(fore: 0x00FF00, back: 0))
    var animation = AnimatedSVG(first: picture)
    picture[1, 0].glyph = 0x61
    animation.add(picture, at: 0.5)
    animation.add(picture, at: 1)
    picture.write("⚡", column: 3, row: 1, style: CellAppearance(fore: 0xFF0000, back: 0))
    animation.add(picture, at: 2)
    picture.write("xy", column: 4, row: 1, style: CellAppearance(fore: 0x0000FF, back: 0))
    animation.add(picture, at: 3)
    let groups = animation.text.split(separator: "<g visibility").dropFirst().map(String.init)
    #expect(groups.count == 3)
    #expect(animation.text.contains(">one</tspan>"), "the first picture is complete")
    // The loop takes 3 s and the pause.
    #expect(groups.allSatisfy { $0.contains("dur=\"5.0s\" repeatCount=\"indefinite\"") })
    #expect(groups.map { $0.contains("keyTimes=\"0;0.1\"") } == [true, false, false])
    #expect(groups[0].contains("M1 0h1M1 1h1") && groups[0].contains("<tspan x=\"8\">a</tspan>"))
    #expect(groups[1].contains("M3 2h2M3 3h2") && groups[1].contains(">⚡<") && !groups[1].contains(">a<"))
    #expect(groups[2].contains("M3 2h3M3 3h3"), "the other half of the wide character is drawn as well")
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
