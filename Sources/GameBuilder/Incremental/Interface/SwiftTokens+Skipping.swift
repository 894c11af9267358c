// Whitespace, comments and strings. Each function moves behind what it skips. If there is no end to it, it returns false
// and leaves the position where it was.

extension SwiftTokens {
  static func isWhitespace(_ byte: UInt8) -> Bool { byte <= 32 }

  /// Skips whitespace and comments.
  mutating func skipWhitespace() -> Bool {
    while position < source.count {
      let first = byte()
      if first == 10 || first == 13 { startsLine = true }
      if SwiftTokens.isWhitespace(first) {
        position += 1
      } else if first == UInt8(ascii: "/") && byte(1) == UInt8(ascii: "/") {
        while position < source.count, byte() != 10, byte() != 13 { position += 1 }
      } else if first == UInt8(ascii: "/") && byte(1) == UInt8(ascii: "*") {
        guard skipBlockComment() else { return false }
      } else {
        return true
      }
    }
    return true
  }

  private mutating func skipBlockComment() -> Bool {
    let start = position
    var depth = 0
    while position < source.count {
      if byte() == UInt8(ascii: "/") && byte(1) == UInt8(ascii: "*") {
        depth += 1
        position += 2
      } else if byte() == UInt8(ascii: "*") && byte(1) == UInt8(ascii: "/") {
        depth -= 1
        position += 2
        if depth == 0 { return true }
      } else {
        if byte() == 10 || byte() == 13 { startsLine = true }
        position += 1
      }
    }
    position = start
    return false
  }

  /// `` `name` ``.
  mutating func skipQuotedIdentifier() -> Bool {
    let start = position
    position += 1
    while position < source.count, byte() != UInt8(ascii: "`"), byte() != 10 { position += 1 }
    guard byte() == UInt8(ascii: "`") else {
      position = start
      return false
    }
    position += 1
    return true
  }

  /// Whether the hashes at the position begin a raw string: `#"`.
  var isRawString: Bool {
    var offset = 0
    while byte(offset) == UInt8(ascii: "#") { offset += 1 }
    return byte(offset) == UInt8(ascii: "\"")
  }

  mutating func skipString() -> Bool {
    let start = position
    var hashes = 0
    while byte() == UInt8(ascii: "#") {
      hashes += 1
      position += 1
    }
    let quote = UInt8(ascii: "\"")
    let isMultiline = byte(1) == quote && byte(2) == quote
    let quotes = isMultiline ? 3 : 1
    position += quotes
    while position < source.count {
      if byte() == quote, isEnd(quotes: quotes, hashes: hashes) {
        position += quotes + hashes
        return true
      }
      if byte() == 10 && !isMultiline { break }
      if byte() == UInt8(ascii: "\\"), (0..<hashes).allSatisfy({ byte(1 + $0) == UInt8(ascii: "#") }) {
        position += 1 + hashes
        if byte() == UInt8(ascii: "(") {
          guard skipInterpolation() else { break }
        } else {
          position += 1
        }
      } else {
        position += 1
      }
    }
    position = start
    return false
  }

  private func isEnd(quotes: Int, hashes: Int) -> Bool {
    (0..<quotes).allSatisfy { byte($0) == UInt8(ascii: "\"") }
      && (0..<hashes).allSatisfy { byte(quotes + $0) == UInt8(ascii: "#") }
  }
}
