import CGameABI
import Testing

@testable import GameSDK

@Suite("Pixel grids")
struct PixelGridTests {
  @Test(
    "Every pattern of pixels has its own character", arguments: [PixelGrid.quadrants, .sextants, .braille])
  func everyPatternOfPixelsHasItsCharacter(grid: PixelGrid) {
    var seen: Set<UInt32> = []
    for mask in 1..<grid.fullMask {
      let cell = drawn(1, 1) { canvas in
        canvas.grid = grid
        for y in 0..<grid.rows {
          for x in 0..<grid.columns where mask & grid.bit(x, y) != 0 { canvas.setPixel(x, y, .white) }
        }
      }[0]
      #expect(grid.mask(cell.glyph) == mask)
      #expect(cell.fore == 0xFFFFFF && cell.back == HOTLOOP_COLOR_DEFAULT)
      seen.insert(cell.glyph)
    }
    #expect(seen.count == Int(grid.fullMask) - 1)
  }

  @Test("The characters are those of Unicode")
  func charactersAreThoseOfUnicode() {
    func glyph(_ grid: PixelGrid, _ pixels: [(Int, Int)]) -> String {
      glyphs(1, 1) { canvas in
        canvas.grid = grid
        for pixel in pixels { canvas.setPixel(pixel.0, pixel.1, .white) }
      }[0]
    }
    #expect(glyph(.quadrants, [(0, 0), (1, 1)]) == "▚")
    #expect(glyph(.quadrants, [(0, 0), (0, 1)]) == "▌")
    #expect(glyph(.sextants, [(0, 0)]) == "\u{1FB00}")
    #expect(glyph(.sextants, [(1, 0), (0, 1), (1, 1), (0, 2), (1, 2)]) == "\u{1FB3B}")
    #expect(glyph(.sextants, [(0, 0), (0, 1), (0, 2)]) == "▌")
    #expect(glyph(.braille, [(0, 0), (1, 3)]) == "⢁")
  }

  @Test("A pixel is read as it was drawn", arguments: PixelGrid.allCases)
  func aPixelIsReadAsItWasDrawn(grid: PixelGrid) {
    _ = drawn(3, 2) { canvas in
      canvas.grid = grid
      #expect(canvas.width == 3 * grid.columns && canvas.height == 2 * grid.rows)
      canvas.setPixel(1, 3, 0x123456)
      #expect(canvas.pixel(1, 3) == 0x123456)
      #expect(canvas.pixel(0, 0) == .terminal)
      canvas.setPixel(1, 3, .terminal)
      #expect(canvas.pixel(1, 3) == .terminal)
    }
  }

  @Test("A cell whose pixels have one colour is a space with that background")
  func aCellOfAllPixelsIsASpaceOnTheirColor() {
    let cell = drawn(1, 1) { canvas in
      canvas.grid = .quadrants
      canvas.fill(0x336699)
    }[0]
    #expect(cell.glyph == 0x20 && cell.back == 0x336699)
  }

  @Test("A third colour replaces the foreground colour")
  func aThirdColorTakesThePlaceOfTheOneInFront() {
    _ = drawn(1, 1) { canvas in
      canvas.grid = .quadrants
      canvas.fill(0x000001)
      canvas.setPixel(0, 0, 0x000002)
      canvas.setPixel(1, 1, 0x000003)
      #expect(canvas.pixel(0, 0) == 0x000003)
      #expect(canvas.pixel(1, 1) == 0x000003)
      #expect(canvas.pixel(1, 0) == 0x000001)
    }
  }

  @Test("Any coordinate is allowed", arguments: PixelGrid.allCases)
  func noCoordinateIsWrong(grid: PixelGrid) {
    let cells = drawn(2, 2) { canvas in
      canvas.grid = grid
      for coordinate in [-1, 8, 1000, Int.min, Int.max] {
        canvas.setPixel(coordinate, 0, .white)
        canvas.setPixel(0, coordinate, .white)
        _ = canvas.pixel(coordinate, coordinate)
        canvas.label("x", x: coordinate, y: coordinate, .white)
      }
    }
    #expect(cells.allSatisfy { $0.glyph == 0x20 })
  }

  @Test("A label is at the cell of its pixel")
  func labelsStandWhereTheirPixelIs() {
    let lines = glyphs(6, 2) { canvas in
      canvas.grid = .braille
      canvas.camera = (x: 2, y: 0)
      canvas.label("hi", x: 4, y: 5, .white)
    }
    #expect(lines == ["      ", " hi   "])
  }
}
