/// The number of pixels per cell, and the characters that show them.
///
/// A cell has two colours. With ``halves``, both pixels can have any colour. In the finer grids a third colour replaces
/// the foreground colour of the whole cell: draw the background first. Braille has dots of one colour on a background; a dot
/// of ``Color/terminal`` is erased.
public enum PixelGrid: Sendable, CaseIterable {
  /// 1×2 pixels: half blocks. Available in every terminal; each pixel has its own colour.
  case halves
  /// 2×2 pixels: quadrants. Available in nearly every font.
  case quadrants
  /// 2×3 pixels: sextants (Unicode 13). Available in newer fonts, and in terminals that draw them without a font.
  case sextants
  /// 2×4 pixels: braille dots.
  case braille

  /// The number of pixels of a cell across.
  public var columns: Int { self == .halves ? 1 : 2 }

  /// The number of pixels of a cell down.
  public var rows: Int {
    switch self {
    case .halves, .quadrants: 2
    case .sextants: 3
    case .braille: 4
    }
  }

  /// All pixels of a cell.
  var fullMask: UInt32 { (1 << UInt32(columns * rows)) - 1 }

  /// The bit of a pixel, counted row by row; for braille, in the order of Unicode's dots.
  func bit(_ x: Int, _ y: Int) -> UInt32 {
    if self == .braille { return y == 3 ? 1 << UInt32(6 &+ x) : 1 << UInt32(3 &* x &+ y) }
    return 1 << UInt32(y &* columns &+ x)
  }

  /// The character whose foreground covers these pixels. The mask is neither empty nor full.
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

  /// The mask of a character; nil for characters that `glyph` does not return.
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
