import Engine

/// What the encoder must know of a glyph: its width in cells, and whether terminals agree about it.
///
/// The first answer for each character of the Basic Multilingual Plane is kept. Not for two threads at once.
// Safe: the table has an entry for each index that is below 0x10000, and no other is used.
@safe struct GlyphWidths: ~Copyable {
  private static let unknown: UInt8 = 0xFF
  private let table: UnsafeMutablePointer<UInt8>

  init() {
    unsafe table = .allocate(capacity: 0x10000)
    unsafe table.initialize(repeating: GlyphWidths.unknown, count: 0x10000)
  }

  deinit { unsafe table.deallocate() }

  /// 0 for what cannot stand in a cell alone, else 1 or 2.
  func width(_ glyph: UInt32) -> UInt8 {
    if glyph &- 0x20 < 0x5F { return 1 }
    if glyph > 0xFFFF { return GlyphWidths.measure(glyph) }
    let known = unsafe table[Int(glyph)]
    if known != GlyphWidths.unknown { return known }
    let measured = GlyphWidths.measure(glyph)
    unsafe table[Int(glyph)] = measured
    return measured
  }

  private static func measure(_ glyph: UInt32) -> UInt8 {
    guard let scalar = Unicode.Scalar(glyph) else { return 0 }
    return UInt8(scalar.cellWidth)
  }

  /// Whether every terminal moves its cursor by one cell for this glyph. After any other the cursor's place is
  /// taken as unknown, so that a disagreement stays one odd glyph and never shifts the rest of the line.
  static func advancesOne(_ glyph: UInt32) -> Bool {
    if glyph < 0x300 { return glyph != 0xAD }
    return glyph &- 0x2500 < 0xA0 || glyph &- 0x2800 < 0x100 || glyph &- 0x370 < 0x110
  }
}
