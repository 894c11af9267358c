import CGameABI

/// Characters that fill parts of the cell: block elements and sextants.
enum BlockElement {
  static let upperHalf: UInt32 = 0x2580
  static let lowerHalf: UInt32 = 0x2584
  static let full: UInt32 = 0x2588

  @inline(__always)
  static func contains(_ glyph: UInt32) -> Bool {
    glyph &- 0x2580 < 0x20 || glyph &- 0x1FB00 < 0x3C
  }

  /// Whether fonts let the glyph touch its neighbours: blocks, sextants and box drawing.
  @inline(__always)
  static func reachesEdges(_ glyph: UInt32) -> Bool {
    glyph &- 0x2500 < 0xA0 || glyph &- 0x1FB00 < 0x3C
  }
}

extension Cell {
  @inline(__always)
  var isHalfBlock: Bool { glyph == BlockElement.upperHalf || glyph == BlockElement.lowerHalf }
}
