import CGameABI

/// A colour as it goes to the terminal, in 32 bits: the terminal's own, an index of its palette, or RGB.
///
/// It has the width of a `Cell`'s colour, so that a translated cell is a `Cell` too: RGB is 0x00RRGGBB as
/// before, an index n is 0x0100_0000 + n, the default is HOTLOOP_COLOR_DEFAULT.
enum ColorCode {
  static let terminalDefault = UInt32(HOTLOOP_COLOR_DEFAULT)
  static let indexed: UInt32 = 0x0100_0000

  static func isIndexed(_ code: UInt32) -> Bool { code & 0xFF00_0000 == indexed }
}
