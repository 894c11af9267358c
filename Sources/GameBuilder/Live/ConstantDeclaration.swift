/// `static let speed: Float = 38`, or the same in file scope, on one line: a constant that is one literal.
///
/// It can as well be a computed variable, which reads the literal's slot each time. A stored one would keep its first value.
struct ConstantDeclaration: Sendable, Equatable {
  let isStatic: Bool
  /// Byte ranges: the word `let`, the empty range where a type could be written, and the equals sign.
  let introducer: Range<Int>
  /// Nil if a type is written.
  let missingType: Range<Int>?
  let equals: Range<Int>

  private static let modifiers: [StaticString] = [
    "public", "package", "internal", "fileprivate", "private", "static", "nonisolated",
  ]

  /// Nil if the literal is not the whole initial value of such a constant, as far as tokens tell.
  /// - Parameter literal: indices of its tokens.
  init?(_ split: SwiftTokens, literal: Range<Int>) {
    let tokens = split.tokens
    func isOnSameLine(_ index: Int) -> Bool { tokens.indices.contains(index) && !tokens[index].startsLine }

    let end = literal.upperBound
    guard
      end == tokens.count || tokens[end].startsLine || split.isMark("}", at: end)
        || split.isMark(";", at: end)
    else {
      return nil
    }
    var index = literal.lowerBound
    guard isOnSameLine(index), split.isMark("=", at: index - 1), isOnSameLine(index - 1) else { return nil }
    equals = tokens[index - 1].range
    index -= 2
    // Name, or name and type: `x`, `x: Float`, `x: Swift.Float`.
    var words: [Int] = []
    var hasType = false
    while index >= 0, isOnSameLine(index) {
      if tokens[index].kind == .word, !split.isWord(tokens[index], "let") {
        words.append(index)
      } else if split.isMark(":", at: index), !hasType {
        hasType = true
        words = []
      } else if !split.isMark(".", at: index) {
        break
      }
      index -= 1
    }
    guard index >= 0, split.isWord(tokens[index], "let"), let name = words.first, words.count == 1,
      name == index + 1
    else { return nil }
    introducer = tokens[index].range
    let nameEnd = tokens[name].range.upperBound
    missingType = hasType ? nil : nameEnd..<nameEnd
    var isStatic = false
    while index > 0, !tokens[index].startsLine {
      index -= 1
      let token = tokens[index]
      guard Self.modifiers.contains(where: { split.isWord(token, $0) }) else { break }
      if split.isWord(token, "static") { isStatic = true }
    }
    self.isStatic = isStatic
  }
}
