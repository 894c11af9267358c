/// The number of colours of a terminal.
enum ColorDepth: Equatable, CaseIterable, Sendable {
  case truecolor, indexed256, indexed16, indexed8, mono

  /// The palette indices that may be used. Of 256, the first 16 are left out, because users redefine them.
  var paletteRange: Range<Int> {
    switch self {
    case .truecolor, .mono: 0..<0
    case .indexed256: 16..<256
    case .indexed16: 0..<16
    case .indexed8: 0..<8
    }
  }
}
