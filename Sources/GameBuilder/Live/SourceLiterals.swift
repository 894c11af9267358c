/// The literals of a Swift file, and a hash of everything else.
///
/// Two versions of a file with the same hash differ in comments, whitespace within lines and the values of literals only.
struct SourceLiterals: Sendable {
  struct Literal: Sendable, Equatable {
    enum Kind: UInt8, Sendable, Codable {
      case integer, float, boolean, string
    }

    let kind: Kind
    /// Byte offsets, with the sign.
    let range: Range<Int>
    let isNegative: Bool
    /// The declaration whose initial value it is.
    var constant: ConstantDeclaration?
    /// See ``SwiftTokens/isWholeFloat(_:)``.
    var isWholeFloat = false
    /// What the compiler computes with it, and reports if that is an error.
    var folding: Folding?

    var isNumber: Bool { kind == .integer || kind == .float }

    /// Whether it can be replaced by a literal of a kind.
    /// - Parameter mayHaveFraction: whether its type is fixed, and a floating-point type.
    func canBecome(_ other: Kind, mayHaveFraction: Bool) -> Bool {
      other == kind || mayHaveFraction && isNumber && (other == .integer || other == .float)
    }

    enum Folding: Sendable, Equatable {
      /// Something is divided by it.
      case divisor
      /// The other operand is a literal, too.
      case arithmetic
    }
  }

  let source: [UInt8]
  let literals: [Literal]
  /// The hash of all tokens, in which literals do not differ.
  let skeleton: ContentHash
  /// Byte offsets of the texts with interpolation, which are no literals here.
  private let compositions: [Range<Int>]
  /// The hash of all tokens, in which neither literals nor texts with interpolation differ.
  private let outline: ContentHash

  /// Nil if the source cannot be split with confidence (see ``SwiftTokens``).
  init?(_ source: [UInt8]) {
    guard let split = SwiftTokens(source) else { return nil }
    var reader = Reader(split)
    reader.read()
    self.source = source
    literals = reader.literals
    skeleton = ContentHash(of: reader.skeleton)
    compositions = reader.compositions
    outline = ContentHash(of: reader.outline)
  }

  /// The line of the first text with interpolation that differs from the one in another version. Nil if there is none, or if
  /// code outside such texts differs, too.
  func line(ofCompositionChangedSince old: SourceLiterals) -> Int? {
    guard outline == old.outline else { return nil }
    return zip(compositions, old.compositions).first { source[$0] != old.source[$1] }.map {
      line(at: $0.0.lowerBound)
    }
  }

  /// The literal that a text is; nil if it is more or less than one.
  static func literal(in text: String) -> Literal? {
    guard let source = SourceLiterals(Array(text.utf8)), source.literals.count == 1,
      source.literals[0].range == 0..<source.source.count
    else { return nil }
    return source.literals[0]
  }

  /// The source text of a literal, with its sign.
  func text(_ literal: Literal) -> String { String(decoding: source[literal.range], as: UTF8.self) }

  /// The line of a literal, from 1.
  func line(of literal: Literal) -> Int { line(at: literal.range.lowerBound) }

  /// The line of a byte, from 1.
  func line(at offset: Int) -> Int { source[..<offset].reduce(1) { $1 == 10 ? $0 + 1 : $0 } }

  /// Whether a minus at a place is a prefix operator by Swift's rule, with whitespace or an opening mark before it, and belongs to
  /// the number behind it: not in `a-1`, `0..<-5` or `-2.magnitude`.
  /// - Parameters: byte offsets: where the minus stands or would stand, and the end of the number.
  static func mayHaveMinus(_ start: Int, before end: Int, in source: [UInt8]) -> Bool {
    let before = source[..<start].suffix(1)
    guard before.allSatisfy({ SwiftTokens.isWhitespace($0) || "([{,;:".utf8.contains($0) }) else {
      return false
    }
    let after = source[end...].prefix(2)
    guard let first = after.first, ".([?!".utf8.contains(first) else { return true }
    return after.elementsEqual("..".utf8)
  }

  /// The lines of the statement on a line, as far as parentheses and brackets hold it together.
  func statement(at line: Int) -> ClosedRange<Int> {
    guard let tokens = SwiftTokens(source)?.tokens else { return line...line }
    // The lines of the brackets that are open, and for each whether it is a brace.
    var open: [(line: Int, isBrace: Bool)] = []
    for token in tokens {
      let isBrace = "{}".utf8.contains(source[token.range.lowerBound])
      switch SwiftTokens.bracketStep(token) {
      case 1: open.append((self.line(at: token.range.lowerBound), isBrace))
      case -1:
        guard let opening = open.popLast(), !isBrace, open.last?.isBrace ?? true else { continue }
        let lines = opening.line...max(opening.line, self.line(at: token.range.lowerBound))
        if lines.contains(line) { return lines }
      default: continue
      }
    }
    return line...line
  }

  /// Joins tokens to literals: `-1.5e-3` is six tokens.
  private struct Reader {
    let split: SwiftTokens
    let tokens: [SwiftTokens.Token]
    var literals: [Literal] = []
    var skeleton: [UInt8] = []
    var outline: [UInt8] = []
    var compositions: [Range<Int>] = []
    var index = 0

    /// Stands for any literal in the skeleton and the outline, and for any text with interpolation. No bytes of UTF-8.
    private static let placeholder: UInt8 = 0xFF
    private static let compositionPlaceholder: UInt8 = 0xFE

    init(_ split: SwiftTokens) {
      self.split = split
      tokens = split.tokens
    }

    mutating func read() {
      while index < tokens.count {
        let first = tokens[index]
        append([SwiftTokens.separator(before: first)])
        if let (literal, end) = literal() {
          literals.append(literal)
          literals[literals.count - 1].constant = ConstantDeclaration(split, literal: index..<end)
          literals[literals.count - 1].folding = folding(index..<end)
          literals[literals.count - 1].isWholeFloat = literal.isNumber && split.isWholeFloat(index..<end)
          append([Self.placeholder])
          index = end
        } else {
          if first.kind == .string {
            compositions.append(first.range)
            skeleton.append(contentsOf: split.text(first))
            outline.append(Self.compositionPlaceholder)
          } else {
            append(split.text(first))
          }
          index += 1
        }
      }
    }

    private mutating func append(_ bytes: some Sequence<UInt8>) {
      skeleton.append(contentsOf: bytes)
      outline.append(contentsOf: bytes)
    }

    /// The literal that begins with the token at the index, and the index behind it.
    private func literal() -> (Literal, end: Int)? {
      let token = tokens[index]
      if token.kind == .string {
        if hasInterpolation(token) { return nil }
        return (Literal(kind: .string, range: token.range, isNegative: false), index + 1)
      }
      if split.isWord(token, "true") || split.isWord(token, "false") {
        if isMember(index) { return nil }
        return (Literal(kind: .boolean, range: token.range, isNegative: false), index + 1)
      }
      if split.isMark("-", at: index), isAdjacent(index + 1), let (kind, end) = number(at: index + 1),
        SourceLiterals.mayHaveMinus(
          token.range.lowerBound, before: tokens[end - 1].range.upperBound, in: split.source)
      {
        let range = token.range.lowerBound..<tokens[end - 1].range.upperBound
        return (Literal(kind: kind, range: range, isNegative: true), end)
      }
      guard let (kind, end) = number(at: index) else { return nil }
      let range = token.range.lowerBound..<tokens[end - 1].range.upperBound
      return (Literal(kind: kind, range: range, isNegative: false), end)
    }

    /// - Parameter literal: indices of its tokens.
    private func folding(_ literal: Range<Int>) -> Literal.Folding? {
      func isOperator(_ index: Int, _ marks: String) -> Bool {
        guard tokens.indices.contains(index), case .mark(let mark) = tokens[index].kind else { return false }
        return marks.utf8.contains(mark)
      }
      func isNumber(_ index: Int) -> Bool { startsWithDigit(index) && !isMember(index) }
      var before = literal.lowerBound - 1
      // `x /= 2`
      if split.isMark("=", at: before), isAdjacent(before) { before -= 1 }
      if isOperator(before, "/%") { return .divisor }
      let follows = isOperator(before, "+-*<>") && (isNumber(before - 1) || split.isMark(")", at: before - 1))
      var after = literal.upperBound + 1
      if split.isMark("-", at: after) || split.isMark("(", at: after) { after += 1 }
      let precedes = isOperator(literal.upperBound, "+-*/%<>") && isNumber(after)
      return follows || precedes ? .arithmetic : nil
    }

    private func number(at start: Int) -> (Literal.Kind, end: Int)? {
      guard start < tokens.count, startsWithDigit(start), !isMember(start) else { return nil }
      var end = start + 1
      var kind = Literal.Kind.integer
      if split.isMark(".", at: end), isAdjacent(end), isAdjacent(end + 1), startsWithDigit(end + 1) {
        kind = .float
        end += 2
      }
      let text = split.text(tokens[end - 1])
      let isHexadecimal = split.text(tokens[start]).starts(with: [UInt8(ascii: "0"), UInt8(ascii: "x")])
      let exponents = Array((isHexadecimal ? "pP" : "eE").utf8)
      if text.contains(where: exponents.contains) {
        kind = .float
        if let last = text.last, exponents.contains(last),
          split.isMark("-", at: end) || split.isMark("+", at: end),
          isAdjacent(end),
          isAdjacent(end + 1), startsWithDigit(end + 1)
        {
          end += 2
        }
      }
      return (kind, end)
    }

    /// Whether a token follows a single dot, as in `pair.0` and `.true`. `1...5` has more dots.
    private func isMember(_ index: Int) -> Bool {
      split.isMark(".", at: index - 1) && isAdjacent(index)
        && !(split.isMark(".", at: index - 2) && isAdjacent(index - 1))
    }

    /// Whether a token follows the one before it without whitespace.
    private func isAdjacent(_ index: Int) -> Bool {
      tokens.indices.contains(index) && index > 0
        && tokens[index - 1].range.upperBound == tokens[index].range.lowerBound
    }

    private func startsWithDigit(_ index: Int) -> Bool {
      tokens.indices.contains(index) && tokens[index].kind == .word
        && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(split.source[tokens[index].range.lowerBound])
    }

    private func hasInterpolation(_ token: SwiftTokens.Token) -> Bool {
      let text = split.text(token)
      let escape = [UInt8(ascii: "\\")] + text.prefix { $0 == UInt8(ascii: "#") }
      var rest = text
      while let found = rest.firstRange(of: escape) {
        rest = rest[found.upperBound...]
        // An escaped backslash begins no other escape.
        if rest.popFirst() == UInt8(ascii: "(") { return true }
      }
      return false
    }
  }
}
