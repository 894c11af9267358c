/// Splits Swift source into tokens, as far as it takes to match brackets and to find declarations. Comments and whitespace
/// are left out.
///
/// It has no grammar, so it cannot always tell a regex literal from a division. The initialiser returns nil if the source
/// cannot be split with confidence: an unterminated string or comment, or a slash that may begin a regex literal.
struct SwiftTokens {
  enum Kind: Equatable {
    /// Identifiers, keywords, numbers, `$0`.
    case word
    case string
    /// Any other single character.
    case mark(UInt8)
  }

  struct Token {
    let kind: Kind
    /// Byte offsets.
    let range: Range<Int>
    /// Whether it is the first on its line: line breaks separate statements in Swift.
    let startsLine: Bool
  }

  let source: [UInt8]
  private(set) var tokens: [Token] = []

  /// Byte offset of the next character to read.
  var position = 0
  var startsLine = true

  init?(_ source: [UInt8]) {
    self.source = source
    // Not part of the first word.
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if source.starts(with: byteOrderMark) { position = byteOrderMark.count }
    while let token = next() { tokens.append(token) }
    if position < source.count { return nil }
  }

  func text(_ token: Token) -> ArraySlice<UInt8> { source[token.range] }

  func string(_ token: Token) -> String { String(decoding: text(token), as: UTF8.self) }

  /// The same as comparing ``string(_:)``, without making a string.
  func isWord(_ token: Token, _ word: StaticString) -> Bool {
    guard token.kind == .word, token.range.count == word.utf8CodeUnitCount else { return false }
    let start = token.range.lowerBound
    // The bytes of a static string live as long as the program.
    for index in 0..<word.utf8CodeUnitCount where unsafe source[start + index] != word.utf8Start[index] {
      return false
    }
    return true
  }

  /// False for an index that is out of range.
  func isMark(_ mark: Unicode.Scalar, at index: Int) -> Bool {
    tokens.indices.contains(index) && tokens[index].kind == .mark(UInt8(ascii: mark))
  }

  /// The byte that stands before a token in text to hash: a newline or a space.
  static func separator(before token: Token) -> UInt8 { token.startsLine ? 10 : 32 }

  /// How a token changes the depth of nesting: 1 for an opening bracket of any kind, -1 for a closing one.
  static func bracketStep(_ token: Token) -> Int {
    guard case .mark(let mark) = token.kind else { return 0 }
    switch mark {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): return 1
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): return -1
    default: return 0
    }
  }

  /// Index of the bracket that closes the one at `start`. Nil if brackets do not match.
  func closingBracket(of start: Int) -> Int? {
    var expected: [UInt8] = []
    for index in start..<tokens.count {
      guard case .mark(let mark) = tokens[index].kind else { continue }
      switch mark {
      case UInt8(ascii: "("): expected.append(UInt8(ascii: ")"))
      case UInt8(ascii: "["): expected.append(UInt8(ascii: "]"))
      case UInt8(ascii: "{"): expected.append(UInt8(ascii: "}"))
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        guard expected.popLast() == mark else { return nil }
        if expected.isEmpty { return index }
      default: break
      }
    }
    return nil
  }

  // MARK: Reading

  /// The byte at the position plus `offset`; 0 behind the end.
  func byte(_ offset: Int = 0) -> UInt8 {
    position + offset < source.count ? source[position + offset] : 0
  }

  /// Returns nil at the end, and if the source cannot be split: then `position` is before the end.
  mutating func next() -> Token? {
    guard skipWhitespace(), position < source.count else { return nil }
    let start = position
    let first = byte()
    let kind: Kind
    if SwiftTokens.isWordByte(first) {
      while position < source.count, SwiftTokens.isWordByte(byte()) { position += 1 }
      kind = .word
    } else if first == UInt8(ascii: "`") {
      guard skipQuotedIdentifier() else { return nil }
      kind = .word
    } else if first == UInt8(ascii: "\"") || first == UInt8(ascii: "#") && isRawString {
      guard skipString() else { return nil }
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

  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xFF:
      return true
    default: return false
    }
  }

  /// Words after which an operand follows, so that a slash begins a regex literal.
  private static let wordsBeforeOperand: Set<String> = [
    "return", "in", "case", "where", "if", "else", "try", "await", "throw", "while", "guard", "switch", "is",
    "as", "yield", "consume", "copy", "unsafe",
  ]

  /// A slash may begin a regex literal wherever an operand may begin.
  private var mayBeginRegex: Bool {
    let isSpaceBefore = position == 0 || SwiftTokens.isWhitespace(source[position - 1])
    // `/=` is an operator as a whole.
    let isSpaceAfter = SwiftTokens.isWhitespace(byte(byte(1) == UInt8(ascii: "=") ? 2 : 1))
    if isSpaceBefore && !isSpaceAfter { return true }
    guard let previous = tokens.last else { return true }
    switch previous.kind {
    case .string: return false
    case .mark(let mark): return !")]}?!".utf8.contains(mark)
    case .word: return SwiftTokens.wordsBeforeOperand.contains(string(previous))
    }
  }

  /// Reads the tokens of an interpolation, which are not tokens of the file, from `(` to behind its `)`.
  mutating func skipInterpolation() -> Bool {
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
}
