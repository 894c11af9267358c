/// The parts of a cell that a block element or a braille pattern covers, for drawing without a font.
struct BlockShape {
  /// A rectangle, in units of which a cell has 8×24.
  struct Part {
    var x: Int
    var y: Int
    var width: Int
    var height: Int
  }

  static let columns = 8
  static let rows = 24

  let parts: [Part]

  /// Returns nil for other characters and for shades.
  init?(_ glyph: UInt32) {
    switch glyph {
    case 0x2580: parts = [Part(x: 0, y: 0, width: 8, height: 12)]
    case 0x2581...0x2588:
      let height = Int(glyph - 0x2580) * 3
      parts = [Part(x: 0, y: 24 - height, width: 8, height: height)]
    case 0x2589...0x258F: parts = [Part(x: 0, y: 0, width: Int(0x2590 - glyph), height: 24)]
    case 0x2590: parts = [Part(x: 4, y: 0, width: 4, height: 24)]
    case 0x2596...0x259F: parts = BlockShape.grid(BlockShape.quadrants[Int(glyph - 0x2596)], rows: 2)
    case 0x1FB00...0x1FB3B: parts = BlockShape.grid(BlockShape.sextant(glyph), rows: 3)
    case 0x2801...0x28FF: parts = BlockShape.dots(glyph - 0x2800)
    default: return nil
    }
  }

  /// Bits: upper left, upper right, lower left, lower right.
  private static let quadrants: [UInt32] = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14]

  /// The sextants are in the order of their patterns, without the two that have characters of their own (left half and
  /// right half).
  private static func sextant(_ glyph: UInt32) -> UInt32 {
    let index = glyph - 0x1FB00
    return index + 1 + (index >= 20 ? 1 : 0) + (index >= 40 ? 1 : 0)
  }

  private static func grid(_ mask: UInt32, rows: Int) -> [Part] {
    (0..<rows * 2).filter { mask >> UInt32($0) & 1 != 0 }.map {
      Part(x: $0 % 2 * 4, y: $0 / 2 * (24 / rows), width: 4, height: 24 / rows)
    }
  }

  /// Unicode numbers braille dots down the left column, then down the right one, with the lowest two last.
  private static func dots(_ mask: UInt32) -> [Part] {
    let positions = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
    return positions.enumerated().filter { mask >> UInt32($0.offset) & 1 != 0 }.map {
      Part(x: 1 + $0.element.0 * 4, y: 2 + $0.element.1 * 6, width: 2, height: 3)
    }
  }
}
