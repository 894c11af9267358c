internal import CCellWidth
import CGameABI

/// Translates cells as the game draws them into cells that this terminal can show.
///
/// Translated cells are in normal form: pictures that look equal have equal cells. The glyph can be sent unchanged, or is 0
/// for the right half of a wide character. Colours are `ColorCode`s. A space without underline or reverse has no foreground,
/// bold, dim or italic, because none of them is visible. One thread.
///
/// Block elements have one form as well, because fonts do not fill the cell exactly. Where xterm draws ▀ with a TrueType
/// font, the top row of pixels, the middle one and sometimes the last column show the background; with ▄ it is other rows.
/// If the same two colours were drawn now as ▀ and now as ▄, a moving shape would leave lines of one pixel behind it, and a
/// full block would have seams. Therefore:
/// - a full block is a space on its colour,
/// - of the two colours of a half block the brighter one is the foreground: what the font leaves out of a bright shape is
///   dark, and nothing bright is left beside it,
/// - block elements are neither bold nor italic: the bold font has other blocks, or xterm overstrikes by one pixel.
// Safe: callers pass the length of the rows that are read and written.
@safe struct CellTranslator: ~Copyable {
  private static let underline = CellStyleUnderline.rawValue
  private static let reverse = CellStyleReverse.rawValue
  /// The styles that are visible on a space.
  private static let shownOnSpace = underline | reverse
  private static let allStyles: UInt32 = 31
  /// The styles that a block element does not have.
  private static let letterStyles = CellStyleBold.rawValue | CellStyleItalic.rawValue

  let depth: ColorDepth
  let asciiOnly: Bool
  private let matcher: ColorMatcher
  private let brightness: Brightness

  init(depth: ColorDepth, asciiOnly: Bool) {
    self.depth = depth
    self.asciiOnly = asciiOnly
    matcher = ColorMatcher(depth: depth)
    brightness = Brightness(asciiOnly: asciiOnly)
  }

  /// Translates one row. `source` and `target` have `count` cells and do not overlap.
  func translate(_ source: UnsafePointer<Cell>, into target: UnsafeMutablePointer<Cell>, count: Int) {
    var column = 0
    while column < count {
      var cell = unsafe source[column]
      let glyph = cell.glyph
      if glyph &- 0x20 >= 0x5F {
        let width = hotloop_cell_width(glyph)
        if width == 2, column &+ 1 < count, unsafe source[column &+ 1].glyph == 0 {
          if asciiOnly {
            cell.glyph = AsciiGlyphs.substitute(glyph)
          } else {
            let left = normalForm(cell)
            unsafe target[column] = left
            // The right half looks like the left one, regardless of what the game wrote there.
            unsafe target[column &+ 1] = Cell(glyph: 0, fore: left.fore, back: left.back, style: left.style)
            column &+= 2
            continue
          }
        } else if width != 1 {
          cell.glyph = 0x20
        }
      }
      unsafe target[column] = normalForm(cell)
      column &+= 1
    }
  }

  private func normalForm(_ source: Cell) -> Cell {
    var cell = source
    cell.style &= CellTranslator.allStyles
    if depth == .mono {
      brightness.apply(to: &cell)
      if asciiOnly { cell.glyph = AsciiGlyphs.substitute(cell.glyph) }
    } else {
      if asciiOnly, cell.glyph >= 0x7F { coloredAscii(&cell) }
      cell.fore = code(cell.fore)
      cell.back = code(cell.back)
    }
    if BlockElement.contains(cell.glyph) { normalizeBlock(&cell) }
    if cell.glyph == 0x20, cell.style & CellTranslator.shownOnSpace == 0 {
      cell.fore = ColorCode.terminalDefault
      cell.style = 0
    }
    return cell
  }

  /// Selects the form of a block element (see above).
  private func normalizeBlock(_ cell: inout Cell) {
    cell.style &= ~CellTranslator.letterStyles
    guard cell.style == 0, cell.fore != ColorCode.terminalDefault else { return }
    if cell.glyph == BlockElement.full {
      cell.glyph = 0x20
      cell.back = cell.fore
    } else if cell.isHalfBlock, cell.back != ColorCode.terminalDefault {
      if cell.fore == cell.back {
        cell.glyph = 0x20
      } else if Luma.isBrighter(cell.back, than: cell.fore) {
        cell.glyph ^= BlockElement.upperHalf ^ BlockElement.lowerHalf
        swap(&cell.fore, &cell.back)
      }
    }
  }

  private func code(_ color: UInt32) -> UInt32 {
    if color > 0x00FF_FFFF { return ColorCode.terminalDefault }
    if depth == .truecolor { return color }
    return ColorCode.indexed | matcher.index(color)
  }

  /// A block element becomes a space on the mixture of its colours.
  private func coloredAscii(_ cell: inout Cell) {
    guard let coverage = AsciiGlyphs.coverage(cell.glyph) else {
      cell.glyph = AsciiGlyphs.substitute(cell.glyph)
      return
    }
    if cell.fore > 0x00FF_FFFF || (cell.back > 0x00FF_FFFF && coverage < 64) {
      cell.glyph = AsciiGlyphs.shade(coverage)
      return
    }
    cell.back = mixture(cell.fore, cell.back > 0x00FF_FFFF ? 0 : cell.back, coverage)
    cell.glyph = 0x20
  }

  private func mixture(_ fore: UInt32, _ back: UInt32, _ coverage: UInt32) -> UInt32 {
    var result: UInt32 = 0
    var shift: UInt32 = 0
    while shift < 24 {
      let part = (fore >> shift & 0xFF) &* coverage &+ (back >> shift & 0xFF) &* (255 &- coverage)
      result |= (part / 255) << shift
      shift &+= 8
    }
    return result
  }
}
