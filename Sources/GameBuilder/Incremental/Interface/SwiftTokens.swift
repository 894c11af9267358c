/// Splits Swift source into tokens, as far as it takes to find where braces match. Comments and blanks are left
/// out. Nil wherever the text is not surely understood: an open string, a possible regex literal.
struct SwiftTokens {
  enum Kind: Equatable {
    /// Identifiers, keywords, numbers, `$0`.
    case word
    case string
    /// One character of anything else.
    case mark(UInt8)
  }

  struct Token {
    let kind: Kind
    let range: Range<Int>
    /// Whether it is the first on its line: line breaks mean something in Swift.
    let startsLine: Bool
  }

  let source: [UInt8]
  private(set) var tokens: [Token] = []

  private var position = 0
  private var startsLine = true

  init?(_ source: [UInt8]) {
    self.source = source
    while let token = next() { tokens.append(token) }
    if position < source.count { return nil }
  }

  func text(_ token: Token) -> ArraySlice<UInt8> { source[token.range] }

  func isWord(_ token: Token, _ word: StaticString) -> Bool {
    guard token.kind == .word, token.range.count == word.utf8CodeUnitCount else { return false }
    // A static string's bytes live as long as the program.
    let start = token.range.lowerBound
    for index in 0..<word.utf8CodeUnitCount where unsafe source[start + index] != word.utf8Start[index] {
      return false
    }
    return true
  }

  func string(_ token: Token) -> String { String(decoding: text(token), as: UTF8.self) }

  // MARK: Reading

  private func byte(_ offset: Int = 0) -> UInt8 {
    position + offset < source.count ? source[position + offset] : 0
  }

  /// Nil at the end, and where the text is not understood: then `position` is before the end.
  private mutating func next() -> Token? {
    guard skipBlanks(), position < source.count else { return nil }
    let start = position
    let first = byte()
    let kind: Kind
    if SwiftTokens.isWordByte(first) {
      while position < source.count, SwiftTokens.isWordByte(byte()) { position += 1 }
      kind = .word
    } else if first == UInt8(ascii: "`") {
      position += 1
      while position < source.count, byte() != UInt8(ascii: "`"), byte() != 10 { position += 1 }
      guard byte() == UInt8(ascii: "`") else { return fail(start) }
      position += 1
      kind = .word
    } else if first == UInt8(ascii: "\"") || first == UInt8(ascii: "#") && isRawString {
      guard skipString() else { return fail(start) }
      kind = .string
    } else if first == UInt8(ascii: "/") && mayBeginRegex {
      return nil
    } else if first == UInt8(ascii: "#") && byte(1) == UInt8(ascii: "/") {
      return nil
    } else {
      position += 1
      kind = .mark(first)
    }
    defer { startsLine = false }
    return Token(kind: kind, range: start..<position, startsLine: startsLine)
  }

  private mutating func fail(_ start: Int) -> Token? {
    position = start
    return nil
  }

  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xFF:
      return true
    default: return false
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte <= 32 }

  /// False in a comment that does not end.
  private mutating func skipBlanks() -> Bool {
    while position < source.count {
      let first = byte()
      if first == 10 || first == 13 { startsLine = true }
      if SwiftTokens.isBlank(first) {
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
        if byte() == 10 { startsLine = true }
        position += 1
      }
    }
    position = start
    return false
  }

  /// Whether `#…#"` stands here.
  private var isRawString: Bool {
    var offset = 0
    while byte(offset) == UInt8(ascii: "#") { offset += 1 }
    return byte(offset) == UInt8(ascii: "\"")
  }

  private mutating func skipString() -> Bool {
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
      if byte() == quote, ends(quotes: quotes, hashes: hashes) {
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

  private func ends(quotes: Int, hashes: Int) -> Bool {
    (0..<quotes).allSatisfy { byte($0) == UInt8(ascii: "\"") }
      && (0..<hashes).allSatisfy { byte(quotes + $0) == UInt8(ascii: "#") }
  }

  /// From `(` to behind its `)`.
  private mutating func skipInterpolation() -> Bool {
    var depth = 0
    let outer = (tokens, startsLine)
    defer { (tokens, startsLine) = outer }
    while let token = next() {
      tokens.append(token)
      if token.kind == .mark(UInt8(ascii: "(")) { depth += 1 }
      if token.kind == .mark(UInt8(ascii: ")")) { depth -= 1 }
      if depth == 0 { return true }
    }
    return false
  }

  /// A slash may begin a regex literal wherever an operand may begin.
  private var mayBeginRegex: Bool {
    let blankBefore = position == 0 || SwiftTokens.isBlank(source[position - 1])
    let blankAfter = SwiftTokens.isBlank(byte(1))
    if blankBefore && !blankAfter { return true }
    guard let previous = tokens.last else { return true }
    switch previous.kind {
    case .string: return false
    case .mark(let mark): return !")]}?!".utf8.contains(mark)
    case .word:
      return [
        "return", "in", "case", "where", "if", "else", "try", "await", "throw", "while", "guard", "switch",
        "is",
        "as", "yield", "consume", "copy", "unsafe",
      ].contains(string(previous))
    }
  }
}
