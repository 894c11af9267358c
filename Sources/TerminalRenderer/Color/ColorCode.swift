import CGameABI

/// A colour as it is sent to the terminal, in 32 bits: the terminal's default, a palette index, or RGB.
///
/// It fits into a colour of `Cell`, so that translated cells are `Cell`s too: RGB is 0x00RRGGBB, an index n is
/// 0x0100_0000 + n, the default is HOTLOOP_COLOR_DEFAULT.
enum ColorCode {
  static let terminalDefault = UInt32(HOTLOOP_COLOR_DEFAULT)
  static let indexed: UInt32 = 0x0100_0000

  /// 0x00RRGGBB with xterm's palette; the default stays the default.
  @inline(__always)
  static func rgb(_ code: UInt32) -> UInt32 {
    isIndexed(code) ? XtermPalette.colors[Int(code & 0xFF)] : code
  }

  static func isIndexed(_ code: UInt32) -> Bool { code & 0xFF00_0000 == indexed }
}
