import Engine

/// The control sequences of keys, as sent by xterm, rxvt and the Linux console.
/// Source: "XTerm Control Sequences" (ctlseqs), console_codes(4), the kitty keyboard protocol.
enum KeySequences {
  /// Final bytes of `CSI … x` and `SS3 x` with the same meaning.
  static func cursorKey(_ final: UInt8) -> Key.Code? {
    switch final {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "P"): .function(1)
    case UInt8(ascii: "Q"): .function(2)
    case UInt8(ascii: "R"): .function(3)
    case UInt8(ascii: "S"): .function(4)
    default: nil
    }
  }

  /// rxvt's lower-case cursor keys: with shift after CSI, with control after SS3.
  static func rxvtCursorKey(_ final: UInt8) -> Key.Code? {
    (UInt8(ascii: "a")...UInt8(ascii: "d")).contains(final) ? cursorKey(final - 0x20) : nil
  }

  /// The number of `CSI n ~`.
  static func tildeKey(_ number: Int) -> Key.Code? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23...26: .function(number - 12)
    case 28, 29: .function(number - 13)
    case 31...34: .function(number - 14)
    default: nil
    }
  }

  /// `SS3 x` of the numeric keypad in application mode.
  static func keypadKey(_ final: UInt8) -> Key.Code? {
    switch final {
    case UInt8(ascii: "M"): .enter
    case UInt8(ascii: "I"): .tab
    case UInt8(ascii: "X"): .character("=")
    case UInt8(ascii: " "): .character(" ")
    case UInt8(ascii: "j")...UInt8(ascii: "y"): .character(Unicode.Scalar(final - 0x40))
    default: nil
    }
  }

  /// The modifiers of a parameter: 1 + (1 shift, 2 alt, 4 control, 32 meta). Super and the locks are ignored.
  static func modifiers(_ parameter: Int?) -> Key.Modifiers {
    let bits = max(0, (parameter ?? 1) - 1)
    var modifiers: Key.Modifiers = []
    if bits & 1 != 0 { modifiers.insert(.shift) }
    if bits & (2 | 32) != 0 { modifiers.insert(.alt) }
    if bits & 4 != 0 { modifiers.insert(.control) }
    return modifiers
  }

  static func phase(_ parameter: Int?) -> KeyPhase {
    switch parameter {
    case 2: .repeat
    case 3: .release
    default: .press
    }
  }

  /// A byte below 0x20, or 0x7F, as a key. `erase` is the byte of the user's backspace key.
  static func controlKey(_ byte: UInt8, erase: UInt8) -> Key {
    switch byte {
    case 0x7F: Key(.backspace)
    case 0x09: Key(.tab)
    case 0x0D: Key(.enter)
    case 0x1B: Key(.escape)
    case 0x00: Key(.character(" "), .control)
    case 0x08 where erase == 0x08: Key(.backspace)
    case 0x01...0x1A: Key(.character(Unicode.Scalar(byte + 0x60)), .control)
    default: Key(.character(Unicode.Scalar(byte + 0x40)), .control)
    }
  }
}
