/// Decodes one Unicode scalar. Rejects overlong forms, surrogates and values above U+10FFFF.
struct UTF8Decoder {
  enum Step: Equatable {
    case more
    case scalar(Unicode.Scalar)
    case invalid
  }

  private var value: UInt32 = 0
  private var remaining = 0
  private var smallest: UInt32 = 0

  /// Takes the first byte of a scalar that has several. Returns false if none begins with it.
  mutating func begin(_ byte: UInt8) -> Bool {
    switch byte {
    case 0xC2...0xDF: (value, remaining, smallest) = (UInt32(byte & 0x1F), 1, 0x80)
    case 0xE0...0xEF: (value, remaining, smallest) = (UInt32(byte & 0x0F), 2, 0x800)
    case 0xF0...0xF4: (value, remaining, smallest) = (UInt32(byte & 0x07), 3, 0x10000)
    default: return false
    }
    return true
  }

  /// Takes one of the following bytes.
  mutating func accept(_ byte: UInt8) -> Step {
    guard byte & 0xC0 == 0x80, remaining > 0 else { return .invalid }
    value = value << 6 | UInt32(byte & 0x3F)
    remaining -= 1
    if remaining > 0 { return .more }
    guard value >= smallest, let scalar = Unicode.Scalar(value) else { return .invalid }
    return .scalar(scalar)
  }
}
