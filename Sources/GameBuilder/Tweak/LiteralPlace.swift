/// Where a literal stands in its source, for people who choose one.
public struct LiteralPlace: Sendable, Equatable {
  /// Among all literals of the file, from 0.
  public let index: Int
  /// With its sign.
  public let text: String
  /// Byte offsets, with the sign.
  public let range: Range<Int>
  /// From 1.
  public let line: Int
  /// From 1, in bytes of UTF-8.
  public let column: Int
  /// The line without the whitespace around it.
  public let sourceLine: String
  /// The declaration that contains it, such as `PlayerTuning.topSpeed`, `Player.move(_:around:)` or
  /// `extension Creature … attack()`. Outside of declarations, the file's name.
  public let declaration: String
  /// Whether the source stays valid with a minus before the literal: not in `a+1`, `0..<5` or `2.magnitude`.
  public let mayBeNegative: Bool
  /// For numbers: the values that a comment on the same line allows, `// tweak: 0...100`. They hold for all numbers of
  /// the line.
  public let bounds: LiteralBounds?
  /// What is wrong with such a comment. It sets no bounds for this literal then.
  public let boundsProblem: LiteralBounds.Problem?

  /// The places of all literals of a file, in order.
  /// - Parameters:
  ///   - source: its content.
  ///   - file: its name, for literals outside of declarations.
  /// - Returns: nil if the source cannot be split into tokens with confidence.
  public static func places(in source: [UInt8], file: String) -> [LiteralPlace]? {
    SourceLiterals(source).map { places(of: $0, file: file) }
  }

  static func places(of literals: SourceLiterals, file: String) -> [LiteralPlace] {
    guard let text = SourceText(literals.source) else { return [] }
    let tokens = text.tokens.tokens
    let paths = DeclarationPaths(text.tokens).paths
    let numberLines = Set(literals.literals.filter(\.isNumber).map { text.lineStart($0.range.lowerBound) })
    var places: [LiteralPlace] = []
    var (line, position, token) = (1, 0, 0)
    for (index, literal) in literals.literals.enumerated() {
      let start = literal.range.lowerBound
      line += text.bytes[position..<start].count { $0 == 10 }
      position = start
      while tokens[token].range.lowerBound < start { token += 1 }
      let (lineStart, lineEnd) = (text.lineStart(start), text.lineEnd(start))
      let bounds = bounds(
        of: literal, literals.text(literal), hasNumbers: numberLines.contains(lineStart),
        comment(text, after: token, lineEnd))
      var sourceLine = Substring(text.text(lineStart..<lineEnd))
      sourceLine = sourceLine.drop(while: \.isWhitespace)
      while sourceLine.last?.isWhitespace == true { sourceLine.removeLast() }
      places.append(
        LiteralPlace(
          index: index, text: literals.text(literal), range: literal.range, line: line,
          column: start - lineStart + 1, sourceLine: String(sourceLine),
          declaration: paths[token].isEmpty ? file : paths[token],
          mayBeNegative: literals.mayBeNegative(literal), bounds: (try? bounds.get()) ?? nil,
          boundsProblem: bounds.problem))
    }
    return places
  }

  /// - Parameters:
  ///   - hasNumbers: whether the line has any, for which the comment is then.
  ///   - comment: at the end of the line.
  private static func bounds(
    of literal: SourceLiterals.Literal, _ text: String, hasNumbers: Bool, _ comment: Substring?
  ) -> Result<LiteralBounds?, LiteralBounds.Problem> {
    guard let comment, literal.isNumber || !hasNumbers else { return .success(nil) }
    return Result { () throws(LiteralBounds.Problem) in
      guard let bounds = try LiteralBounds.read(comment) else { return nil }
      guard literal.isNumber else { throw .noNumber(bounds) }
      if let number = WrittenNumber(text), !number.isWithin(bounds.range) { throw .outside(bounds, text) }
      return bounds
    }
  }

  /// The comment at the end of a line, behind its slashes.
  /// - Parameter token: one on the line.
  private static func comment(_ text: SourceText, after token: Int, _ lineEnd: Int) -> Substring? {
    let tokens = text.tokens.tokens
    var last = token
    while last + 1 < tokens.count, tokens[last + 1].range.lowerBound < lineEnd { last += 1 }
    // Comments lie between tokens.
    var position = tokens[last].range.upperBound
    while position + 1 < lineEnd {
      let next = text.bytes[position...].prefix(2)
      if next.elementsEqual("//".utf8) {
        return Substring(text.text(position..<lineEnd)).drop { $0 == "/" }
      }
      if next.elementsEqual("/*".utf8) {
        guard let end = text.bytes[(position + 2)..<lineEnd].firstRange(of: Array("*/".utf8)) else { break }
        position = end.upperBound
      } else {
        position += 1
      }
    }
    return nil
  }
}

extension Result {
  fileprivate var problem: Failure? {
    if case .failure(let problem) = self { problem } else { nil }
  }
}

extension SourceLiterals {
  /// Whether a literal can have a minus where it stands. One that has one can.
  func mayBeNegative(_ literal: Literal) -> Bool {
    if literal.isNegative { return true }
    guard literal.kind == .integer || literal.kind == .float else { return false }
    return Self.mayHaveMinus(literal.range.lowerBound, before: literal.range.upperBound, in: source)
  }
}
