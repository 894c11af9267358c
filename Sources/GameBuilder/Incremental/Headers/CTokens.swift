/// A token of preprocessed C.
struct CToken: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    case identifier
    /// Numbers, strings and characters.
    case literal
    /// Any other single character.
    case mark(UInt8)
  }

  let kind: Kind
  let text: String
  let line: Int

  func isMark(_ mark: Unicode.Scalar) -> Bool { kind == .mark(UInt8(ascii: mark)) }

  /// Whether it is an identifier that a program may declare.
  var isName: Bool { kind == .identifier && !CToken.keywords.contains(text) }

  private static let keywords: Set<String> = [
    "_Alignas", "_Alignof", "_Atomic", "_BitInt", "_Bool", "_Complex", "_Generic", "_Imaginary", "_Noreturn",
    "_Static_assert", "_Thread_local", "__asm", "__asm__", "__attribute", "__attribute__", "__declspec",
    "__extension__", "__inline", "__inline__", "__typeof", "__typeof__", "alignas", "asm", "auto", "break",
    "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float", "for",
    "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed", "sizeof",
    "static", "static_assert", "struct", "switch", "typedef", "typeof", "typeof_unqual", "union", "unsigned",
    "void", "volatile", "while",
  ]

  /// The tokens of a line. Nil if a literal does not end on it.
  static func tokens(of line: some Collection<UInt8>, number: Int) -> [CToken]? {
    let bytes = Array(line)
    var tokens: [CToken] = []
    var position = 0
    while position < bytes.count {
      let start = position
      let first = bytes[position]
      if first <= 32 {
        position += 1
        continue
      }
      let kind: Kind
      if isWordByte(first) {
        while position < bytes.count, isWordByte(bytes[position]) { position += 1 }
        kind = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) ? .literal : .identifier
      } else if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
        position += 1
        while position < bytes.count, bytes[position] != first {
          position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < bytes.count else { return nil }
        position += 1
        kind = .literal
      } else {
        position += 1
        kind = .mark(first)
      }
      tokens.append(
        CToken(kind: kind, text: String(decoding: bytes[start..<position], as: UTF8.self), line: number))
    }
    return tokens
  }

  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xFF:
      return true
    default: return false
    }
  }
}

extension Sequence<CToken> {
  /// The identifiers that a program may declare.
  var names: Set<String> { Set(lazy.filter(\.isName).map(\.text)) }
}
