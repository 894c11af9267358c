/// Finds the function `start` of the game, which makes a fresh world.
enum StartFunction {
  /// A hash of the body's tokens; nil if the source has no such function or cannot be split.
  ///
  /// A function is the game's if its parameters name `World` and `Setup`, as in `Game.start`.
  static func content(in source: [UInt8]) -> ContentHash? {
    // Most files have none, and splitting them takes longer than looking.
    guard mayHaveStart(source), let split = SwiftTokens(source) else { return nil }
    let tokens = split.tokens
    for index in tokens.indices.dropLast(2)
    where split.isWord(tokens[index], "func") && split.isWord(tokens[index + 1], "start") {
      guard let parameters = brackets(from: index + 2, in: split, opening: "("),
        ["World", "Setup"].allSatisfy({ name in tokens[parameters].contains { split.string($0) == name } }),
        let opening = tokens[parameters.upperBound...].firstIndex(where: {
          $0.kind == .mark(UInt8(ascii: "{"))
        }),
        let body = brackets(from: opening, in: split, opening: "{")
      else { continue }
      var text: [UInt8] = []
      for token in tokens[body] {
        text.append(SwiftTokens.separator(before: token))
        text.append(contentsOf: split.text(token))
      }
      return ContentHash(of: text)
    }
    return nil
  }

  /// Whether `func start` occurs. `firstRange(of:)` takes a millisecond for a large file, which each live save would wait for.
  private static func mayHaveStart(_ source: [UInt8]) -> Bool {
    let words = Array("func start".utf8)
    return source.indices.contains { source[$0] == words[0] && source[$0...].starts(with: words) }
  }

  /// The tokens from an opening bracket to behind the one that closes it.
  private static func brackets(
    from start: Int, in source: SwiftTokens, opening: Unicode.Scalar
  ) -> Range<Int>? {
    guard start < source.tokens.count, source.tokens[start].kind == .mark(UInt8(ascii: opening)),
      let end = source.closingBracket(of: start)
    else { return nil }
    return start..<end + 1
  }
}
