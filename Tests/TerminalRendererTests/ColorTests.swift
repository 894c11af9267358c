import CGameABI
import Engine
import SeededRandom
import Testing

@testable import TerminalRenderer

@Suite("Colours") struct ColorTests {
  @Test(
    "OKLab has the values of the paper that defines it",
    arguments: [
      (0xFFFFFF, [1.0, 0.0, 0.0]), (0x000000, [0, 0, 0]), (0xFF0000, [0.628, 0.225, 0.126]),
      (0x00FF00, [0.866, -0.234, 0.179]), (0x0000FF, [0.452, -0.032, -0.312]),
    ] as [(UInt32, [Float])])
  func okLab(rgb: UInt32, lab: [Float]) {
    let found = OKLab(rgb: rgb)
    for (value, expected) in zip([found.lightness, found.a, found.b], lab) {
      #expect(abs(value - expected) < 0.001, "\(String(rgb, radix: 16)): \(found)")
    }
  }

  @Test("A colour of the palette matches itself", arguments: [ColorDepth.indexed256, .indexed16, .indexed8])
  func paletteColors(depth: ColorDepth) {
    let matcher = ColorMatcher(depth: depth)
    for index in depth.paletteRange {
      let found = Int(matcher.index(XtermPalette.colors[index]))
      #expect(XtermPalette.colors[found] == XtermPalette.colors[index])
    }
  }

  @Test(
    "The matched colour is as close as the closest one, within the precision of the table",
    arguments: [ColorDepth.indexed256, .indexed16, .indexed8])
  func closestColor(depth: ColorDepth) {
    let matcher = ColorMatcher(depth: depth)
    var generator = SplitMix64(seed: 4)
    for _ in 0..<2000 {
      let rgb = UInt32.random(in: 0...0xFF_FFFF, using: &generator)
      let wanted = OKLab(rgb: rgb)
      let distance = { (index: Int) in
        wanted.squaredDistance(to: OKLab(rgb: XtermPalette.colors[index])).squareRoot()
      }
      let best = depth.paletteRange.map(distance).min()!
      // The table does not distinguish colours that differ only in the last two bits of a channel.
      #expect(distance(Int(matcher.index(rgb))) < best + 0.03, "\(String(rgb, radix: 16))")
    }
  }

  @Test("Without colours, pixels are shades by their brightness, and text is plain or reversed")
  func brightness() {
    let white: UInt32 = 0xFFFFFF
    let dark: UInt32 = 0x101010
    let wall: UInt32 = 0x3C3844
    let none = Cell.blank.fore
    let cases: [(Cell, UInt32, UInt32)] = [
      (Cell(glyph: 0x2580, fore: white, back: dark, style: 0), 0x2580, 0),
      (Cell(glyph: 0x2580, fore: dark, back: white, style: 0), 0x2584, 0),
      (Cell(glyph: 0x2580, fore: white, back: white, style: 0), 0x20, CellStyleReverse.rawValue),
      (Cell(glyph: 0x2580, fore: dark, back: dark, style: 0), 0x20, 0),
      (Cell(glyph: 0x20, fore: dark, back: white, style: 0), 0x20, CellStyleReverse.rawValue),
      (Cell(glyph: 0x20, fore: none, back: white, style: 0), 0x20, CellStyleReverse.rawValue),
      (Cell(glyph: 0x20, fore: none, back: dark, style: 0), 0x20, 0),
      (Cell(glyph: 0x20, fore: none, back: wall, style: 0), 0x2592, 0),
      (Cell(glyph: 0x20, fore: white, back: wall, style: 0), 0x20, 0),
      (Cell(glyph: 0x2580, fore: wall, back: dark, style: 0), 0x2591, 0),
      (Cell(glyph: 0x2580, fore: wall, back: white, style: 0), 0x2584, 0),
      (Cell(glyph: 0x2588, fore: wall, back: white, style: 0), 0x2592, 0),
      (Cell(glyph: 0x258C, fore: dark, back: white, style: 0), 0x258C, CellStyleReverse.rawValue),
      (Cell(glyph: 0x41, fore: white, back: wall, style: 0), 0x41, 0),
      (Cell(glyph: 0x41, fore: dark, back: white, style: 0), 0x41, CellStyleReverse.rawValue),
      (Cell(glyph: 0x41, fore: white, back: dark, style: 0), 0x41, 0),
    ]
    for (source, glyph, style) in cases {
      let found = translate([source], .mono, ascii: false)[0]
      #expect((found.glyph, found.style) == (glyph, style), "\(source)")
      #expect(found.fore == Cell.blank.fore && found.back == Cell.blank.back)
    }
  }

  @Test("Without colours and Unicode, walls, sprites and floor have different characters")
  func brightnessInAscii() {
    let colors: [UInt32] = [0x18181C, 0x2E2A32, 0x3C3844, 0x6A6A6A, 0xFFD040]
    let cells = colors.flatMap {
      [
        Cell(glyph: 0x20, fore: Cell.blank.fore, back: $0, style: 0),
        Cell(glyph: 0x2580, fore: $0, back: $0 ^ 1, style: 0),
        Cell(glyph: 0x20, fore: 0xFFFFFF, back: 0x22304A, style: 0),
      ]
    }
    let glyphs = translate(cells, .mono, ascii: true).map { Character(Unicode.Scalar($0.glyph) ?? "?") }
    #expect(String(glyphs) == "   .. :: ++ ## ")
  }

  @Test("ASCII mode writes only ASCII at every colour depth")
  func asciiOnly() {
    var picture = RandomPictures(seed: 8, size: CellSize(columns: 40, rows: 10))
    for depth in ColorDepth.allCases {
      for _ in 0..<30 {
        for cell in translate(picture.next().cells, depth, ascii: true) {
          #expect((0x20..<0x7F).contains(cell.glyph))
        }
      }
    }
  }

  @Test("In ASCII mode a half block becomes a space on its mixed colour, and a letter loses its accent")
  func asciiSubstitutes() {
    let pixel = Cell(glyph: 0x2580, fore: 0xFF0000, back: 0x0000FF, style: 0)
    let found = translate([pixel], .truecolor, ascii: true)[0]
    #expect(found == Cell(glyph: 0x20, fore: Cell.blank.fore, back: 0x80007F, style: 0))
    let letter = Cell(glyph: 0xE9, fore: 0xFF0000, back: 0, style: 0)
    #expect(translate([letter], .truecolor, ascii: true)[0].glyph == UInt32(UInt8(ascii: "e")))
  }

  @Test("Halves of wide characters and unprintable glyphs become spaces")
  func malformedCells() {
    func cell(_ glyph: UInt32) -> Cell { Cell(glyph: glyph, fore: 0xFF0000, back: 0, style: 0) }
    let glyphs = { (row: [UInt32]) in self.translate(row.map(cell), .truecolor, ascii: false).map(\.glyph) }
    #expect(glyphs([0x4E16, 0, 0x41]) == [0x4E16, 0, 0x41])
    #expect(glyphs([0x4E16, 0x41]) == [0x20, 0x41])
    #expect(glyphs([0x41, 0x4E16]) == [0x41, 0x20])
    #expect(glyphs([0, 0x41, 0]) == [0x20, 0x41, 0x20])
    #expect(glyphs([0x07, 0x9B, 0x0301, 0xD800, 0x110000]) == [0x20, 0x20, 0x20, 0x20, 0x20])
  }

  private func translate(_ cells: [Cell], _ depth: ColorDepth, ascii: Bool) -> [Cell] {
    let translator = CellTranslator(depth: depth, asciiOnly: ascii)
    return unsafe [Cell](unsafeUninitializedCapacity: cells.count) { target, count in
      unsafe cells.withUnsafeBufferPointer {
        unsafe translator.translate($0.baseAddress!, into: target.baseAddress!, count: cells.count)
      }
      count = cells.count
    }
  }
}
