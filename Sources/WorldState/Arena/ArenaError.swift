/// Why an arena could not be made, or why the world in it cannot be used.
public enum ArenaError: Error, Equatable, CustomStringConvertible {
  /// A call to the system failed; `code` is its errno and `message` the system's own words for it.
  case system(call: String, code: Int32, message: String)
  /// The size asked for, or that of an inherited descriptor, is no multiple of a page or too small for a header.
  case badReservation(bytes: Int)
  /// The first four bytes are not those of a world.
  case notAWorld(magic: UInt32)
  case foreignVersion(found: UInt32, expected: UInt32)
  case badHeaderSize(found: UInt32, expected: Int)
  /// `bytes_used` is smaller than the world's own struct, or larger than what there is.
  case badBytesUsed(used: UInt64, least: Int, most: Int)
  case badBytesReserved(found: UInt64, expected: Int)
  case foreignLayout(found: UInt64, expected: UInt64)
  /// A world of `needed` bytes does not fit here.
  case tooSmall(needed: Int, reserved: Int)

  public var description: String {
    switch self {
    case .system(let call, let code, let message):
      "world arena: \(call) failed: \(message) (errno \(code))"
    case .badReservation(let bytes):
      "world arena: \(bytes) bytes cannot be reserved; use a multiple of the page size that is above 0"
    case .notAWorld(let magic):
      "world header: magic is 0x\(String(magic, radix: 16)), not that of a world; its first bytes were overwritten"
    case .foreignVersion(let found, let expected):
      "world header: made for contract version \(found), this host has \(expected); start a fresh world"
    case .badHeaderSize(let found, let expected):
      "world header: header_size is \(found), not \(expected); the header was overwritten"
    case .badBytesUsed(let used, let least, let most):
      "world header: bytes_used is \(used), outside \(least)...\(most); the header was overwritten"
    case .badBytesReserved(let found, let expected):
      "world header: bytes_reserved is \(found), the arena has \(expected); the header was overwritten"
    case .foreignLayout(let found, let expected):
      "world header: layout_hash is \(hexadecimal(found)), the code has \(hexadecimal(expected)); migrate the world first"
    case .tooSmall(let needed, let reserved):
      "world arena: the world needs \(needed) bytes and \(reserved) are reserved; reserve more, or let pools hold less"
    }
  }
}

/// Sixteen hexadecimal digits, as hashes are shown in every message.
func hexadecimal(_ value: UInt64) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
