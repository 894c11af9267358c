import CGameABI

/// The pixels of a cell in one of the finer grids.
struct Dots {
  private let grid: PixelGrid
  /// The pixels in the foreground colour.
  private var mask: UInt32
  private var fore: Color
  private var back: Color

  /// Reads a cell. Text counts as its background colour.
  init(_ cell: Cell, _ grid: PixelGrid) {
    self.grid = grid
    mask = grid.mask(cell.glyph) ?? 0
    fore = Color(bits: cell.fore)
    back = Color(bits: cell.back)
  }

  subscript(bit: UInt32) -> Color { mask & bit != 0 ? fore : back }

  mutating func set(_ bit: UInt32, _ color: Color) {
    if grid == .braille {
      setDot(bit, color)
    } else if color != self[bit] {
      setBlock(bit, color)
      if mask == grid.fullMask { (mask, back) = (0, fore) }
    }
  }

  private mutating func setDot(_ bit: UInt32, _ color: Color) {
    if color == .terminal {
      mask &= ~bit
    } else {
      mask |= bit
      fore = color
    }
  }

  private mutating func setBlock(_ bit: UInt32, _ color: Color) {
    if mask != 0, color == fore {
      mask |= bit
    } else if color == back {
      mask &= ~bit
    } else if color == .terminal {
      // The default colour exists only as a background: the old background becomes the foreground, if that is free.
      if mask == 0 { (mask, fore) = (grid.fullMask, back) }
      mask &= ~bit
      back = color
    } else {
      mask |= bit
      fore = color
    }
  }

  var cell: Cell {
    if mask == 0 { return Cell(glyph: 0x20, fore: HOTLOOP_COLOR_DEFAULT, back: back.bits, style: 0) }
    return Cell(glyph: grid.glyph(mask), fore: fore.bits, back: back.bits, style: 0)
  }
}
