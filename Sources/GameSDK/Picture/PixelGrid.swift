/// How many pixels a cell has, and by which characters they are shown.
///
/// A cell has two colours, whatever its glyph. With `halves` both its pixels can have any colour. In the finer grids a
/// third colour takes the place of the one in front: all pixels of the cell that had that one get it too. So draw
/// what is behind first. Braille has dots of one colour on what is behind; a dot of the terminal's own colour is none.
public enum PixelGrid: Sendable, CaseIterable {
  /// 1×2: half blocks. Every terminal has them, and every pixel its own colour.
  case halves
  /// 2×2: quadrants. Nearly every font has them.
  case quadrants
  /// 2×3: sextants, of Unicode 13. Newer fonts have them, and terminals that draw them themselves.
  case sextants
  /// 2×4: braille dots.
  case braille

  /// Pixels of a cell, across and down.
  public var columns: Int { self == .halves ? 1 : 2 }

  public var rows: Int {
    switch self {
    case .halves, .quadrants: 2
    case .sextants: 3
    case .braille: 4
    }
  }

  /// All pixels of a cell.
  var fullMask: UInt32 { (1 << UInt32(columns * rows)) - 1 }

  /// The bit of a pixel, counted row by row; of braille, as Unicode numbers its dots.
  func bit(_ x: Int, _ y: Int) -> UInt32 {
    if self == .braille { return y == 3 ? 1 << UInt32(6 &+ x) : 1 << UInt32(3 &* x &+ y) }
    return 1 << UInt32(y &* columns &+ x)
  }

  /// The character whose foreground covers these pixels, neither none nor all.
  func glyph(_ mask: UInt32) -> UInt32 {
    switch self {
    case .halves: return mask == 1 ? 0x2580 : 0x2584
    case .quadrants: return PixelGrid.quadrant(mask)
    case .braille: return 0x2800 &+ mask
    case .sextants:
      if mask == 21 { return 0x258C }
      if mask == 42 { return 0x2590 }
      return 0x1FB00 &+ mask &- 1 &- (mask > 21 ? 1 : 0) &- (mask > 42 ? 1 : 0)
    }
  }

  /// What `glyph` made; nil for other characters.
  func mask(_ glyph: UInt32) -> UInt32? {
    switch self {
    case .halves: return glyph == 0x2580 ? 1 : glyph == 0x2584 ? 2 : nil
    case .quadrants:
      guard glyph &- 0x2580 < 0x20 else { return nil }
      var mask: UInt32 = 1
      while mask < 15 {
        if PixelGrid.quadrant(mask) == glyph { return mask }
        mask &+= 1
      }
      return nil
    case .braille: return glyph &- 0x2800 < 0x100 ? glyph &- 0x2800 : nil
    case .sextants:
      if glyph == 0x258C { return 21 }
      if glyph == 0x2590 { return 42 }
      let index = glyph &- 0x1FB00
      guard index < 60 else { return nil }
      return index &+ 1 &+ (index >= 20 ? 1 : 0) &+ (index >= 40 ? 1 : 0)
    }
  }

  private static func quadrant(_ mask: UInt32) -> UInt32 {
    switch mask {
    case 1: 0x2598
    case 2: 0x259D
    case 3: 0x2580
    case 4: 0x2596
    case 5: 0x258C
    case 6: 0x259E
    case 7: 0x259B
    case 8: 0x2597
    case 9: 0x259A
    case 10: 0x2590
    case 11: 0x259C
    case 12: 0x2584
    case 13: 0x2599
    default: 0x259F
    }
  }
}
