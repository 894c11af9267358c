/// What is known of how terminals move their cursor for a glyph.
///
/// Terminals have width tables of different ages and settings for ambiguous characters. After a glyph on which they may
/// disagree the painters set the cursor explicitly, so that a disagreement stays one odd glyph and never shifts the rest
/// of the row.
enum GlyphAdvance {
  /// Whether every terminal moves its cursor by the width that `cell_width.h` gives the glyph.
  @inline(__always)
  static func isCertain(_ glyph: UInt32) -> Bool {
    // Lines, blocks and ASCII first: most cells of a picture.
    if glyph &- 0x2500 < 0xA0 || glyph < 0x7F { return true }
    return isCertainBeyondBlocks(glyph)
  }

  @inline(never)
  private static func isCertainBeyondBlocks(_ glyph: UInt32) -> Bool {
    if glyph < 0x300 { return glyph != 0xAD }
    switch glyph {
    case 0x2801...0x28FF: return true  // braille
    case 0x391...0x3A1, 0x3A3...0x480: return true  // Greek, Cyrillic
    // Wide since the first tables: kana, unified ideographs, Hangul syllables, fullwidth forms.
    case 0x3041...0x3096, 0x30A1...0x30FA, 0x3400...0x4DB5, 0x4E00...0x9FA5, 0xAC00...0xD7A3, 0xFF01...0xFF60:
      return true
    default: return false
    }
  }

  /// Whether a terminal may add the glyph, of width 1 in our table, to the cell before it, as a combining mark. Symbols
  /// are 1 or 2 cells wide everywhere.
  static func mayCombine(_ glyph: UInt32) -> Bool {
    !(0x2010...0x2BFF).contains(glyph)
  }
}
