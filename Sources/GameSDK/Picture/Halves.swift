import CGameABI

/// The two pixels of a cell.
///
/// A cell shows two colours with a half block: one is the glyph's, the other is what is behind it. The terminal's own
/// colour is only to be had behind, so that the glyph is the half block of the other one.
struct Halves {
  var upper: Color
  var lower: Color

  private static let upperBlock: UInt32 = 0x2580
  private static let lowerBlock: UInt32 = 0x2584

  /// Text counts as the colour behind it.
  init(_ cell: Cell) {
    let back = Color(bits: cell.back)
    upper = cell.glyph == Halves.upperBlock ? Color(bits: cell.fore) : back
    lower = cell.glyph == Halves.lowerBlock ? Color(bits: cell.fore) : back
  }

  var cell: Cell {
    if upper == lower { return Cell(glyph: 0x20, fore: HOTLOOP_COLOR_DEFAULT, back: lower.bits, style: 0) }
    if upper == .terminal {
      return Cell(glyph: Halves.lowerBlock, fore: lower.bits, back: upper.bits, style: 0)
    }
    return Cell(glyph: Halves.upperBlock, fore: upper.bits, back: lower.bits, style: 0)
  }

  /// One colour for both, for text to stand on.
  var middle: Color {
    if upper == .terminal || lower == .terminal { return lower }
    return upper.mixed(with: lower, by: 0.5)
  }
}
