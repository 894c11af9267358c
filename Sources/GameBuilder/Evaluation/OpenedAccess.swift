/// A file of the game as code behind it sees it: `private` members of its types can be used there, as in an extension of the type.
enum OpenedAccess {
  /// The text with `fileprivate` in place of `private`. Names of symbols are the same for both, and so are lines.
  static func text(_ source: [UInt8]) -> [UInt8] {
    guard let tokens = SwiftTokens(source) else { return source }
    var text: [UInt8] = []
    var end = 0
    for (index, token) in tokens.tokens.enumerated() where tokens.isWord(token, "private") {
      if tokens.isMark(".", at: index - 1) { continue }
      text += source[end..<token.range.lowerBound] + Array("fileprivate".utf8)
      end = token.range.upperBound
    }
    return text + source[end...]
  }
}
