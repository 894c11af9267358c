import CAllocations
import CGameABI
import Testing

@testable import GameSDK

@Suite("Layers")
struct LayerTests {
  @Test("Cells and pixels of a layer that were not drawn on are transparent")
  func whatALayerDoesNotDrawIsSeenThroughIt() {
    let layer = Layer(columns: 3, rows: 2)
    layer.draw { canvas in
      canvas.setPixel(1, 1, .white)
      canvas.text("x", column: 0, row: 1, .white)
    }
    let cells = drawn(4, 2) { canvas in
      canvas.fill(0x0000FF)
      canvas.layer(layer, column: 1)
    }
    #expect(cells[2].glyph == 0x2580 && cells[2].fore == 0x0000FF && cells[2].back == 0xFFFFFF)
    #expect(cells[1].glyph == 0x20 && cells[1].back == 0x0000FF)
    #expect(cells[5].glyph == 0x78 && cells[5].back == 0x0000FF)
  }

  @Test("A layer is cut at the edges of the canvas and of the clip")
  func aLayerIsCutAtTheEdgesAndTheClip() {
    let layer = Layer(columns: 4, rows: 4)
    layer.draw { $0.fill(.white) }
    for position in [Int.min, -9, -2, 0, 2, 9, Int.max] {
      _ = drawn(3, 3) { $0.layer(layer, column: position, row: position) }
    }
    let picture = pixels(4, 2) { canvas in
      canvas.clip = PixelRect(x: 1, y: 0, width: 2, height: 2)
      canvas.layer(layer)
    }
    #expect(picture == [".##.", ".##.", "....", "...."])
  }

  @Test("Text is aligned within its range of columns and cut at the end of it")
  func textIsAlignedInItsRoomAndCutThere() {
    #expect(glyphs(10, 1) { $0.text("abc", in: 2..<9, row: 0, align: .right, .white) } == ["      abc "])
    #expect(glyphs(10, 1) { $0.text("abc", in: 2..<9, row: 0, align: .center, .white) } == ["    abc   "])
    #expect(glyphs(10, 1) { $0.text("abcdef", in: 2..<5, row: 0, align: .left, .white) } == ["  abc     "])
    #expect(glyphs(10, 1) { $0.text("世界", in: 2..<5, row: 0, align: .left, .white) } == ["  世_      "])
  }

  @Test("Sprites and rectangles are tinted")
  func spritesAndPlacesAreTinted() {
    let sprite = Sprite(width: 1, height: 1, pixels: [.white])
    _ = drawn(2, 1) { canvas in
      canvas.sprite(sprite, x: 0, y: 0, tint: 0x804020)
      #expect(canvas.pixel(0, 0) == 0x804020)
      canvas.setPixel(1, 1, .white)
      canvas.tint(PixelRect(x: 0, y: 0, width: 2, height: 2), by: 0xFF0000)
      #expect(canvas.pixel(1, 1) == 0xFF0000)
      #expect(canvas.pixel(0, 1) == .terminal)
    }
  }

  @Test("Drawing allocates no memory")
  func drawingAllocatesNothing() {
    let layer = Layer(columns: 20, rows: 4)
    layer.draw { $0.disc(x: 5, y: 4, radius: 3, 0x112233) }
    let sprite = Sprite(lines: ["ab", "ba"]) { $0 == "a" ? .white : nil }
    _ = drawn(40, 12) { canvas in
      drawEverything(&canvas, layer, sprite)
      let before = hotloop_allocations()
      drawEverything(&canvas, layer, sprite)
      #expect(hotloop_allocations() == before)
    }
    let before = hotloop_allocations()
    _ = [UInt8](repeating: 1, count: 100_000)
    #expect(hotloop_allocations() > before, "the counter must count this allocation")
  }

  private func drawEverything(_ canvas: inout Canvas, _ layer: Layer, _ sprite: Sprite) {
    var grid = PixelGrid.halves
    while true {
      canvas.grid = grid
      canvas.camera = (x: 3, y: 1)
      canvas.clip = PixelRect(x: 1, y: 1, width: 30, height: 30)
      canvas.fill(0x102030)
      canvas.frame(PixelRect(x: 4, y: 4, width: 9, height: 9), .white)
      canvas.line(from: (x: 0, y: 0), to: (x: 40, y: 20), .white)
      canvas.disc(x: 10, y: 6, radius: 4, 0xFF0000)
      canvas.circle(x: 10, y: 6, radius: 5, 0x00FF00)
      canvas.glow(x: 10, y: 6, radius: 7, 0xFF8000)
      canvas.sprite(sprite, x: 5, y: 5, mirrored: true, tint: 0x808080, flashAmount: 0.5)
      canvas.tint(PixelRect(x: 4, y: 4, width: 9, height: 9), by: 0x8080FF)
      canvas.fade(to: .black, by: 0.2)
      canvas.layer(layer, column: 2, row: 1)
      canvas.text("some text 世界", column: 2, row: 2, .white, style: .bold)
      canvas.text("right", in: 2..<30, row: 3, align: .right, .white)
      canvas.centered("middle", row: 4, .white)
      canvas.label("label", x: 8, y: 8, .white)
      switch grid {
      case .halves: grid = .quadrants
      case .quadrants: grid = .sextants
      case .sextants: grid = .braille
      case .braille: return
      }
    }
  }
}
