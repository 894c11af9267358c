import CGameABI

/// How a coloured cell is shown without colours: what is bright is lit, what is dark is not.
struct Brightness {
  /// A colour at least this bright (0...255, weighted for the eye) counts as lit.
  private static let lit: UInt32 = 72

  /// Takes the colours out of a cell, keeping what they told.
  func apply(to cell: inout Cell) {
    let foreKnown = cell.fore <= 0x00FF_FFFF
    let backKnown = cell.back <= 0x00FF_FFFF
    let fore = foreKnown ? luma(cell.fore) : 255
    let back = backKnown ? luma(cell.back) : 0
    cell.fore = ColorCode.terminalDefault
    cell.back = ColorCode.terminalDefault
    if !foreKnown && !backKnown { return }
    let block = AsciiGlyphs.coverage(cell.glyph) != nil
    if block || cell.glyph == 0x20 {
      showBlock(&cell, fore: fore >= Brightness.lit, back: back >= Brightness.lit)
    } else if back > fore, back >= Brightness.lit {
      cell.style ^= CellStyleReverse.rawValue
    }
  }

  private func showBlock(_ cell: inout Cell, fore: Bool, back: Bool) {
    if cell.glyph == 0x20 {
      if back { cell.style ^= CellStyleReverse.rawValue }
      return
    }
    switch (fore, back) {
    case (true, false): break
    case (true, true): cell.glyph = 0x2588
    case (false, false): cell.glyph = 0x20
    case (false, true):
      if cell.glyph == 0x2580 {
        cell.glyph = 0x2584
      } else if cell.glyph == 0x2584 {
        cell.glyph = 0x2580
      } else {
        cell.style ^= CellStyleReverse.rawValue
      }
    }
  }

  /// Rec. 601 luma in integers.
  private func luma(_ rgb: UInt32) -> UInt32 {
    ((rgb >> 16 & 0xFF) &* 77 &+ (rgb >> 8 & 0xFF) &* 150 &+ (rgb & 0xFF) &* 29) >> 8
  }
}
