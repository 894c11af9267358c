import Engine

/// The members of a JSON object as they are written: decoders keep one of those with the same name, and do not say which.
enum JSONMembers {
  /// - Parameter text: of a JSON object.
  /// - Returns: the first duplicate name at the top level; nil if there is none.
  static func repeated(in text: String) -> String? {
    let bytes = Array(text.utf8)
    var names: Set<String> = []
    var (depth, index) = (0, 0)
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""):
        let end = endOfString(bytes, at: index)
        let next = bytes[end...].first { !" \t\r\n".utf8.contains($0) }
        if depth == 1, next == UInt8(ascii: ":") {
          // With escapes, as a value in an array.
          let array = "[" + String(decoding: bytes[index..<end], as: UTF8.self) + "]"
          if let name = JSONValue(parsing: array)?.array?.first?.string, !names.insert(name).inserted {
            return name
          }
        }
        index = end
        continue
      default: break
      }
      index += 1
    }
    return nil
  }

  /// The index behind the quotation mark that ends a string.
  private static func endOfString(_ bytes: [UInt8], at start: Int) -> Int {
    var index = start + 1
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(index + 1, bytes.count)
  }
}
