/// Why a stored file is refused: a mistake of the game.
public enum StorageError: Error, Equatable, CustomStringConvertible {
  case badName(String)
  case tooLarge(name: String, bytes: Int)

  static let maxNameLength = 64

  /// Throws if the name of a stored file is not allowed. Allowed names stay in their folder and are valid on every file
  /// system.
  static func check(name: String) throws(StorageError) {
    let isAllowed = { (byte: UInt8) in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        true
      default: false
      }
    }
    guard (1...maxNameLength).contains(name.utf8.count), name.utf8.allSatisfy(isAllowed),
      !name.hasPrefix(".")
    else { throw .badName(name) }
  }

  public var description: String {
    switch self {
    case .badName(let name):
      "'\(name)' cannot be the name of a stored file: use 1 to \(Self.maxNameLength) ASCII letters, digits, -, _ and ., and do not begin with ."
    case .tooLarge(let name, let bytes):
      "\(name) was not stored: it has \(bytes) bytes, and a stored file has at most \(StoredFiles.maxBytes)"
    }
  }
}
