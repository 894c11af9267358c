extension Unicode.Scalar {
  /// How many cells a terminal gives this character: 0 for combining marks and controls, 2 for wide East Asian
  /// characters and emoji, else 1. Blocks as in Unicode's EastAsianWidth.txt (W and F), joined where they touch.
  public var cellWidth: Int {
    if value < 0x300 { return value < 0x20 || (0x7F..<0xA0).contains(value) ? 0 : 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: return Self.wide.contains { $0.contains(value) } ? 2 : 1
    }
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x23E9...0x23EC, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
    0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]
}

extension String {
  /// The number of cells the text takes in a terminal.
  public var cellWidth: Int { unicodeScalars.reduce(0) { $0 + $1.cellWidth } }

  /// The text cut to at most `width` cells, with `…` where something was cut.
  public func truncated(toCells width: Int) -> String {
    if cellWidth <= width { return self }
    var result = ""
    var used = 0
    for scalar in unicodeScalars {
      if used + scalar.cellWidth > width - 1 { break }
      result.unicodeScalars.append(scalar)
      used += scalar.cellWidth
    }
    return width > 0 ? result + "…" : ""
  }
}
