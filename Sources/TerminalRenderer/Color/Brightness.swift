import CGameABI

/// Shows coloured cells on a terminal without colours: bright becomes foreground, dark becomes background.
struct Brightness {
  /// The luma (0...255) from which a colour counts as bright.
  private static let lit: UInt32 = 72

  /// Replaces the colours of a cell by its glyph and the reverse style.
  func apply(to cell: inout Cell) {
    let foreKnown = cell.fore <= 0x00FF_FFFF
    let backKnown = cell.back <= 0x00FF_FFFF
    let fore = foreKnown ? Luma.of(cell.fore) : 255
    let back = backKnown ? Luma.of(cell.back) : 0
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
}
