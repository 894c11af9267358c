import CGameABI

/// Shows coloured cells on a terminal without colours.
///
/// Text is plain or reversed. What fills a cell, with pixels or as a background, becomes a shade that is brighter the brighter
/// its colours are, so that dark walls differ from a darker floor. A pixel that is bright keeps its half of the cell.
struct Brightness {
  /// The lumas (0...255) from which a colour is shown as a light shade, as a middle shade and as full foreground. Floors and
  /// backgrounds of dark games are below the first.
  private static let light: UInt32 = 36
  private static let middle: UInt32 = 52
  private static let full: UInt32 = 72

  let asciiOnly: Bool

  /// Replaces the colours of a cell by its glyph and the reverse style. In ASCII mode, block elements become ASCII.
  func apply(to cell: inout Cell) {
    let foreKnown = cell.fore <= 0x00FF_FFFF
    let backKnown = cell.back <= 0x00FF_FFFF
    let fore = foreKnown ? Luma.of(cell.fore) : 255
    let back = backKnown ? Luma.of(cell.back) : 0
    // Spaces of a text have its foreground.
    let fill = cell.glyph == 0x20 && !foreKnown && cell.style == 0 ? 0 : AsciiGlyphs.coverage(cell.glyph)
    cell.fore = ColorCode.terminalDefault
    cell.back = ColorCode.terminalDefault
    if !foreKnown && !backKnown {
      if asciiOnly, let fill, fill > 0 { cell.glyph = AsciiGlyphs.shade(fill) }
    } else if let fill {
      let mean = (fore &* fill &+ back &* (255 &- fill)) / 255
      if asciiOnly { showAscii(&cell, mean) } else { showBlock(&cell, fore, back, mean, fill) }
    } else if back > fore, back >= Brightness.full {
      cell.style ^= CellStyleReverse.rawValue
    }
  }

  private func showAscii(_ cell: inout Cell, _ mean: UInt32) {
    let coverage: UInt32 =
      switch mean {
      case ..<Brightness.light: 0
      case ..<Brightness.middle: 64
      case ..<Brightness.full: 128
      case ..<128: 191
      default: 255
      }
    cell.glyph = AsciiGlyphs.shade(coverage)
  }

  private func showBlock(
    _ cell: inout Cell, _ fore: UInt32, _ back: UInt32, _ mean: UInt32, _ fill: UInt32
  ) {
    switch (fill > 0 && fore >= Brightness.full, fill < 255 && back >= Brightness.full) {
    case (true, false) where fill < 255: break
    case (false, true) where fill > 0:
      if cell.isHalfBlock {
        cell.glyph ^= BlockElement.upperHalf ^ BlockElement.lowerHalf
      } else {
        cell.style ^= CellStyleReverse.rawValue
      }
    case (false, false):
      cell.glyph = mean < Brightness.light ? 0x20 : mean < Brightness.middle ? 0x2591 : 0x2592
    default:
      // A space in reverse has no seams, whatever the font.
      cell.glyph = 0x20
      cell.style ^= CellStyleReverse.rawValue
    }
  }
}
