import CGameABI

/// The two pixels of a cell in the grid of half blocks.
///
/// A half block shows two colours: foreground and background. The terminal's default colour is available only as a background,
/// so that the glyph is the half block of the other pixel.
struct Halves {
  var upper: Color
  var lower: Color

  private static let upperBlock: UInt32 = 0x2580
  private static let lowerBlock: UInt32 = 0x2584

  /// Reads a cell. Text counts as its background colour.
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

  /// The mean of both pixels: the background of text over them.
  var mean: Color {
    if upper == .terminal || lower == .terminal { return lower }
    return upper.mixed(with: lower, by: 0.5)
  }
}
