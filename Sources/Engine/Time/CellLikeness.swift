import CGameABI

extension Cell {
  /// The same glyph in nearly the same colours: colours may flicker.
  func isLike(_ other: Cell) -> Bool {
    if self == other { return true }
    return glyph == other.glyph && style == other.style && Self.isNear(fore, other.fore)
      && Self.isNear(back, other.back)
  }

  private static func isNear(_ a: UInt32, _ b: UInt32) -> Bool {
    if a == b { return true }
    if a == HOTLOOP_COLOR_DEFAULT || b == HOTLOOP_COLOR_DEFAULT { return false }
    var distance = 0
    for shift in [16, 8, 0] as [UInt32] {
      distance += abs(Int(a >> shift & 0xFF) - Int(b >> shift & 0xFF))
    }
    return distance < 60
  }

  /// This cell at a third of its strength.
  func dimmed(over ground: Cell) -> Cell {
    Cell(
      glyph: glyph, fore: Self.mix(fore, ground.fore), back: Self.mix(back, ground.back),
      style: style | CellStyleDim.rawValue)
  }

  /// A third of the first colour in the second.
  static func mix(_ color: UInt32, _ ground: UInt32) -> UInt32 {
    if color == HOTLOOP_COLOR_DEFAULT || ground == HOTLOOP_COLOR_DEFAULT { return color }
    return ([16, 8, 0] as [UInt32]).reduce(0) { mixed, shift in
      let part = ((color >> shift & 0xFF) + 2 * (ground >> shift & 0xFF)) / 3
      return mixed | part << shift
    }
  }
}
