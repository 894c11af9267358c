import CGameABI
import Testing

@testable import GameSDK

/// Draws on a blank frame and returns its cells.
func drawn(_ columns: Int, _ rows: Int, _ body: (inout Canvas) -> Void) -> [Cell] {
  let blank = Cell(glyph: 0x20, fore: HOTLOOP_COLOR_DEFAULT, back: HOTLOOP_COLOR_DEFAULT, style: 0)
  var cells = [Cell](repeating: blank, count: columns * rows)
  unsafe cells.withUnsafeMutableBufferPointer { buffer in
    var canvas = unsafe Canvas(
      Frame(cells: buffer.baseAddress, columns: UInt32(columns), rows: UInt32(rows), alpha: 0.5, unused: 0))
    body(&canvas)
  }
  return cells
}

/// The pixels of a frame as text: `#` for white, `.` for the terminal's default, `+` for any other colour.
func pixels(_ columns: Int, _ rows: Int, _ body: (inout Canvas) -> Void) -> [String] {
  let cells = drawn(columns, rows, body)
  return (0..<rows * 2).map { y in
    String(
      (0..<columns).map { x in
        let halves = Halves(cells[y / 2 * columns + x])
        let color = y % 2 == 0 ? halves.upper : halves.lower
        return color == .white ? "#" : color == .terminal ? "." : "+"
      } as [Character])
  }
}

/// The characters of a frame as text; `_` is the right half of a wide character.
func glyphs(_ columns: Int, _ rows: Int, _ body: (inout Canvas) -> Void) -> [String] {
  let cells = drawn(columns, rows, body)
  return (0..<rows).map { row in
    cells[row * columns..<(row + 1) * columns].map { $0.glyph == 0 ? "_" : String(Unicode.Scalar($0.glyph)!) }
      .joined()
  }
}

@Suite("Canvas")
struct CanvasTests {
  @Test("A pixel is half a cell")
  func aPixelIsHalfACell() {
    #expect(
      glyphs(3, 1) {
        $0.setPixel(0, 0, .white)
        $0.setPixel(1, 1, .white)
      } == ["▀▄ "])
    #expect(
      pixels(3, 1) {
        $0.setPixel(0, 0, .white)
        $0.setPixel(1, 1, .white)
      } == ["#..", ".#."])
  }

  @Test("Two pixels of one colour become a space with that background")
  func twoPixelsOfOneColorAreASpaceOnIt() {
    let cell = drawn(1, 1) { $0.fill(.white) }[0]
    #expect(cell.glyph == 0x20 && cell.back == 0xFFFFFF)
  }

  @Test("Drawing outside the canvas changes nothing")
  func whatLiesOutsideIsLeftOut() {
    let picture = pixels(3, 2) { canvas in
      for coordinate in [-1, 3, 4, 1000, Int.min, Int.max] {
        canvas.setPixel(coordinate, 0, .white)
        canvas.setPixel(0, coordinate == 3 ? 4 : coordinate, .white)
        canvas.text("x", column: coordinate, row: coordinate, .white)
        #expect(canvas.pixel(coordinate, -5) == .terminal)
      }
      canvas.fill(PixelRect(x: 2, y: 3, width: 100, height: 100), .white)
      canvas.fill(PixelRect(x: Int.min, y: Int.min, width: 5, height: 5), .white)
    }
    #expect(picture == ["...", "...", "...", "..#"])
  }

  @Test("Rectangles, lines, discs and circles cover the expected pixels")
  func shapes() {
    #expect(
      pixels(5, 2) { $0.frame(PixelRect(x: 0, y: 0, width: 5, height: 4), .white) } == [
        "#####",
        "#...#",
        "#...#",
        "#####",
      ])
    #expect(
      pixels(6, 2) { $0.line(from: (0, 0), to: (5, 3), .white) } == [
        "#.....",
        ".##...",
        "...##.",
        ".....#",
      ])
    #expect(
      pixels(6, 3) { $0.disc(x: 3, y: 3, radius: 2, .white) } == [
        "......",
        "..##..",
        ".####.",
        ".####.",
        "..##..",
        "......",
      ])
    #expect(
      pixels(7, 4) { $0.circle(x: 3.5, y: 3.5, radius: 3, .white) } == [
        "..###..",
        ".#...#.",
        "#.....#",
        "#.....#",
        "#.....#",
        ".#...#.",
        "..###..",
        ".......",
      ])
  }

  @Test("The camera moves the world, and the clip cuts it")
  func theCameraMovesTheWorldAndClipCutsIt() {
    let picture = pixels(4, 2) { canvas in
      canvas.clip = PixelRect(x: 1, y: 0, width: 2, height: 3)
      canvas.camera = (10, 20)
      canvas.fill(PixelRect(x: 0, y: 0, width: 100, height: 100), .white)
      #expect(canvas.visible == PixelRect(x: 11, y: 20, width: 2, height: 3))
      #expect(canvas.pixel(11, 21) == .white)
    }
    #expect(picture == [".##.", ".##.", ".##.", "...."])
  }

  @Test("The camera of the world is the last one that is not at the origin, with its grid")
  func worldCamera() {
    _ = pixels(4, 2) { canvas in
      #expect(canvas.worldCamera == (0, 0) && canvas.worldGrid == .halves)
      canvas.grid = .braille
      #expect(canvas.worldGrid == .braille)
      canvas.camera = (-3, 20)
      canvas.grid = .quadrants
      canvas.camera = (0, 0)
      canvas.grid = .halves
      #expect(canvas.worldCamera == (-3, 20) && canvas.worldGrid == .quadrants)
    }
  }

  @Test("Transparent pixels of a sprite are not drawn")
  func aSpriteHasHoles() {
    let sprite = Sprite(lines: ["#.#", "##"]) { $0 == "#" ? .white : nil }
    #expect(pixels(4, 1) { $0.sprite(sprite, x: 0, y: 0) } == ["#.#.", "##.."])
    #expect(pixels(4, 1) { $0.sprite(sprite, x: 0, y: 0, mirrored: true) } == ["#.#.", ".##."])
    #expect(pixels(2, 1) { $0.sprite(sprite, x: -1, y: 0) } == [".#", "#."])
    #expect(sprite[5, 5] == nil)
  }

  @Test("Text without a background keeps the colour of the pixels behind it")
  func textStandsOnThePixelsBelow() {
    let cell = drawn(1, 1) {
      $0.fill(0x204060)
      $0.text("a", column: 0, row: 0, .white, style: .bold)
    }[0]
    #expect(cell.glyph == 0x61 && cell.back == 0x204060 && cell.fore == 0xFFFFFF && cell.style == 1)
  }

  @Test(
    "Text is cut at the edges, and a wide character is never halved",
    arguments: [
      ("abc", 1, " abc  "), ("abc", -1, "bc    "), ("abcdef", 4, "    ab"), ("日本", 0, "日_本_  "),
      ("日本", -1, " 本_   "),
      ("a日", 4, "    a "), ("e\u{301}x", 0, "éx    "), ("a\tb", 0, "ab    "),
    ])
  func textIsCutAtTheEdges(text: String, column: Int, row: String) {
    #expect(glyphs(6, 1) { $0.text(text, column: column, row: 0) } == [row])
  }

  @Test("Overwriting half of a wide character erases the other half")
  func writingOverHalfAWideCharacterTakesAwayTheOtherHalf() {
    #expect(
      glyphs(4, 1) {
        $0.text("日", column: 1, row: 0)
        $0.text("x", column: 2, row: 0)
      } == ["  x "])
    #expect(
      glyphs(4, 1) {
        $0.text("日", column: 1, row: 0)
        $0.text("x", column: 1, row: 0)
      } == [" x  "])
  }

  @Test("Light is brightest at its centre, and coordinates that are not finite draw nothing")
  func lightIsAddedAndNothingIsNoPlace() {
    let cells = drawn(5, 2) { $0.glow(x: 2.5, y: 2, radius: 3, 0x808080) }
    let middle = Halves(cells[2]).lower
    #expect(middle.red > Halves(cells[0]).lower.red)
    #expect(
      pixels(2, 1) {
        $0.disc(x: .nan, y: .infinity, radius: 5, .white)
        $0.glow(x: 0, y: 0, radius: .nan, .white)
      } == ["..", ".."])
    #expect(Int(pixel: .nan) == 0 && Int(pixel: -0.5) == -1 && Int(pixel: .infinity) == 1 << 30)
  }

  @Test("Colours are mixed, scaled, added, tinted and parsed")
  func colors() {
    #expect(Color(0x102030).mixed(with: 0x304050, by: 0.5) == 0x203040)
    #expect(Color(0x102030).mixed(with: 0xFFFFFF, by: 0) == 0x102030)
    #expect(Color(0x102030).mixed(with: 0xFFFFFF, by: 1) == 0xFFFFFF)
    #expect(Color(0x102030).mixed(with: 0xFFFFFF, by: .nan) == 0x102030)
    #expect(Color(0x804020).scaled(by: 0.5) == 0x402010)
    #expect(Color(0x804020).scaled(by: 1e30) == 0xFFFFFF)
    #expect(Color(0xF0F0F0).adding(0x202020) == 0xFFFFFF)
    #expect(Color(0x808080).tinted(by: 0xFF0000) == 0x800000)
    #expect(Color(hex: "#FF7A2B") == 0xFF7A2B && Color(hex: "FF7A2B") == 0xFF7A2B)
    #expect(Color(hex: "#FF7A2") == nil && Color(hex: "+F7A2B1") == nil && Color(hex: "") == nil)
  }
}
