/// Substitutes for characters if only ASCII may be written.
enum AsciiGlyphs {
  /// A character from 0x20 to 0x7E, one cell wide.
  static func substitute(_ glyph: UInt32) -> UInt32 {
    if glyph < 0x7F { return glyph }
    if let line = boxDrawing(glyph) { return line }
    return ascii(table[glyph] ?? "?")
  }

  /// The part of the cell that a block element covers with its foreground, in 255ths; nil for other characters.
  /// With colours, a block element is shown as a space on the mixture of its two colours.
  static func coverage(_ glyph: UInt32) -> UInt32? {
    switch glyph {
    case 0x2580, 0x2584, 0x258C, 0x2590, 0x2592, 0x259A, 0x259E: 128  // halves, the middle shade, diagonals
    case 0x2581...0x2587: (glyph - 0x2580) * 255 / 8  // lower eighths
    case 0x2588: 255
    case 0x2589...0x258F: (0x2590 - glyph) * 255 / 8  // left eighths
    case 0x2591: 64
    case 0x2593: 191
    case 0x2594, 0x2595: 32
    case 0x2596...0x2598, 0x259D: 64  // one quadrant
    case 0x2599, 0x259B, 0x259C, 0x259F: 191  // three quadrants
    case 0x2801...0x28FF: UInt32((glyph - 0x2800).nonzeroBitCount) * 255 / 8  // braille
    case 0x1FB00...0x1FB3B: 128  // sextants
    default: nil
    }
  }

  /// A character with about this coverage, for terminals without colours.
  static func shade(_ coverage: UInt32) -> UInt32 {
    switch coverage {
    case ..<24: 0x20
    case ..<80: ascii(".")
    case ..<144: ascii(":")
    case ..<208: ascii("+")
    default: ascii("#")
    }
  }

  private static func boxDrawing(_ glyph: UInt32) -> UInt32? {
    guard (0x2500...0x257F).contains(glyph) else { return nil }
    switch glyph {
    case 0x2500, 0x2501, 0x2504, 0x2505, 0x2508, 0x2509, 0x254C, 0x254D, 0x2574, 0x2576, 0x2578, 0x257A,
      0x257C, 0x257E:
      return ascii("-")
    case 0x2502, 0x2503, 0x2506, 0x2507, 0x250A, 0x250B, 0x254E, 0x254F, 0x2551, 0x2575, 0x2577, 0x2579,
      0x257B,
      0x257D, 0x257F:
      return ascii("|")
    case 0x2550: return ascii("=")
    case 0x2571: return ascii("/")
    case 0x2572: return ascii("\\")
    case 0x2573: return ascii("X")
    default: return ascii("+")
    }
  }

  private static func ascii(_ scalar: Unicode.Scalar) -> UInt32 { scalar.value }

  /// Letters without their accents, and symbols that games and overlays use.
  private static let table: [UInt32: Unicode.Scalar] = {
    let groups: [(Unicode.Scalar, String)] = [
      (" ", "\u{A0}\u{2002}\u{2003}\u{2009}"), ("A", "ÀÁÂÃÄÅĀĂĄÆ"), ("C", "ÇĆĈĊČ"), ("D", "ĎĐÐ"),
      ("E", "ÈÉÊËĒĔĖĘĚ"), ("G", "ĜĞĠĢ"), ("I", "ÌÍÎÏĨĪĬĮİ"), ("L", "ĹĻĽĿŁ"), ("N", "ÑŃŅŇ"),
      ("O", "ÒÓÔÕÖØŌŎŐŒ"),
      ("R", "ŔŖŘ"), ("S", "ŚŜŞŠ"), ("T", "ŢŤŦÞ"), ("U", "ÙÚÛÜŨŪŬŮŰŲ"), ("Y", "ÝŸŶ"), ("Z", "ŹŻŽ"),
      ("a", "àáâãäåāăąæ"), ("c", "çćĉċč"), ("d", "ďđð"), ("e", "èéêëēĕėęě"), ("g", "ĝğġģ"),
      ("i", "ìíîïĩīĭįı"),
      ("l", "ĺļľŀł"), ("n", "ñńņň"), ("o", "òóôõöøōŏőœ"), ("r", "ŕŗř"), ("s", "śŝşšß"), ("t", "ţťŧþ"),
      ("u", "ùúûüũūŭůűų"), ("y", "ýÿŷ"), ("z", "źżž"), ("\"", "“”„«»"), ("'", "‘’‚´"), ("-", "‐‑‒–—−"),
      (".", "·…∙⋅"), ("*", "•●★☆✦✶✳◆♦♥"), ("o", "○◦◎⊙°"), ("x", "×✕✗✘"), ("v", "✓✔▼▽▾▿↓"), ("^", "▲△▴▵↑"),
      (">", "▶►▷▸▹→⇒›"), ("<", "◀◄◁◂◃←⇐‹"), ("#", "■▪◼█"), ("%", "▒░▓"), ("u", "µ"), ("~", "≈∼"), ("_", "▁"),
      ("|", "¦"), ("!", "¡"), ("L", "£"), ("Y", "¥"), ("c", "©¢"), ("R", "®"), ("+", "±†"), ("/", "÷⁄"),
    ]
    var table: [UInt32: Unicode.Scalar] = [:]
    for (substitute, group) in groups {
      for scalar in group.unicodeScalars { table[scalar.value] = substitute }
    }
    return table
  }()
}
