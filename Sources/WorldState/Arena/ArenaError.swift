import Glibc

/// Why an arena cannot be created, or why its world cannot be used.
public enum ArenaError: Error, Equatable, CustomStringConvertible {
  /// A system call failed; `code` is its errno and `message` the system's description.
  case system(call: String, code: Int32, message: String)
  /// The requested or inherited size is not a positive multiple of the page size.
  case badReservation(bytes: Int)
  /// The magic number is wrong.
  case notAWorld(magic: UInt32)
  case foreignVersion(found: UInt32, expected: UInt32)
  case badHeaderSize(found: UInt32, expected: Int)
  /// `bytes_used` is smaller than the world struct or larger than the memory.
  case badBytesUsed(used: UInt64, min: Int, max: Int)
  case badBytesReserved(found: UInt64, expected: Int)
  case foreignLayout(found: UInt64, expected: UInt64)
  /// A world of `needed` bytes does not fit here.
  case tooSmall(needed: Int, reserved: Int)

  public var description: String {
    switch self {
    case .system(_, EFBIG, _), .badReservation(bytes: 0):
      "the memory of a world is a file, and larger than the file-size limit (ulimit -f) allows; "
        + "start hotloop after: ulimit -f unlimited"
    case .system(let call, let code, let message):
      "world arena: \(call) failed: \(message) (errno \(code))"
    case .badReservation(let bytes):
      "world arena: \(bytes) bytes cannot be reserved; use a positive multiple of the page size"
    case .notAWorld(let magic):
      "world header: magic is 0x\(String(magic, radix: 16)), which is not that of a world; the first bytes were overwritten"
    case .foreignVersion(let found, let expected):
      "world header: made for contract version \(found), this host has \(expected); start a fresh world"
    case .badHeaderSize(let found, let expected):
      "world header: header_size is \(found), not \(expected); the header was overwritten"
    case .badBytesUsed(let used, let min, let max):
      "world header: bytes_used is \(used), outside \(min)...\(max); the header was overwritten"
    case .badBytesReserved(let found, let expected):
      "world header: bytes_reserved is \(found), the arena has \(expected); the header was overwritten"
    case .foreignLayout(let found, let expected):
      "world header: layout_hash is \(hexadecimal(found)), the code has \(hexadecimal(expected)); migrate the world first"
    case .tooSmall(let needed, let reserved):
      "world arena: the world needs \(needed) bytes and \(reserved) are reserved; reserve more, or reduce the pools"
    }
  }
}

/// Sixteen hexadecimal digits: the format of hashes in messages.
func hexadecimal(_ value: UInt64) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
