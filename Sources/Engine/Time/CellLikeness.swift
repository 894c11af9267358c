import CGameABI

extension Cell {
  /// The same glyph in nearly the same colours: colours may flicker.
  func isLike(_ other: Cell) -> Bool {
    if self == other { return true }
    return glyph == other.glyph && style == other.style && Self.isNear(fore, other.fore)
      && Self.isNear(back, other.back)
  }

  private static func isNear(_ a: UInt32, _ b: UInt32) -> Bool { distance(a, b) < 60 }

  /// The sum of the differences of the three channels. The terminal's own colour is not known: it differs from all others.
  private static func distance(_ a: UInt32, _ b: UInt32) -> Int {
    if a == b { return 0 }
    if a == HOTLOOP_COLOR_DEFAULT || b == HOTLOOP_COLOR_DEFAULT { return maxContrast }
    func channel(_ shift: UInt32) -> Int { abs(Int(a >> shift & 0xFF) - Int(b >> shift & 0xFF)) }
    return channel(16) + channel(8) + channel(0)
  }

  private static let maxContrast = 3 * 255

  /// How much this cell differs from another one: by its colours, or completely by its glyph.
  func contrast(with other: Cell) -> Int {
    if glyph != other.glyph || style != other.style { return Self.maxContrast }
    return min(Self.maxContrast, Self.distance(fore, other.fore) + Self.distance(back, other.back))
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
