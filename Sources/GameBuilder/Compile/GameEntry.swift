import HostSystem

/// A source that names the type of the game, for optimised builds.
///
/// The SDK finds the game by the conformances that are in the image. Of a whole module, optimised, the compiler leaves out types
/// that nobody names, and the conformance of the game's type with it.
struct GameEntry: Equatable {
  private static let types: [StaticString] = ["struct", "class", "enum", "actor", "extension"]
  private static let privacy: [StaticString] = ["private", "fileprivate"]

  let type: String

  init(type: String) { self.type = type }

  /// Finds the type. Nil if no type or several conform to `Game` by what is written, if it cannot be named in another file, or if
  /// the author has named it.
  init?(sources: [[UInt8]]) {
    var names: [String] = []
    for source in sources {
      guard let tokens = SwiftTokens(source) else { continue }
      if tokens.tokens.contains(where: { tokens.isWord($0, "hotloopGame") }) { return nil }
      names += Self.conforming(in: tokens)
    }
    guard names.count == 1, let name = names.first, !name.isEmpty else { return nil }
    type = name
  }

  var text: String { "import GameSDK\n\n@c public func hotloopGame() { \(type).play() }\n" }

  /// The names of the types outside all others that conform to `Game`. Empty for those that are private.
  private static func conforming(in source: SwiftTokens) -> [String] {
    let tokens = source.tokens
    var names: [String] = []
    var depth = 0
    var isPrivate = false
    for (index, token) in tokens.enumerated() {
      depth += SwiftTokens.bracketStep(token)
      guard depth == 0 else { continue }
      if token.startsLine { isPrivate = false }
      if privacy.contains(where: { source.isWord(token, $0) }) { isPrivate = true }
      guard types.contains(where: { source.isWord(token, $0) }), index + 1 < tokens.count else { continue }
      if conforms(source, head: index + 1) {
        names.append(isPrivate ? "" : source.string(tokens[index + 1]))
      }
    }
    return names
  }

  /// Whether `Game` is among what stands behind the colon: not among the bounds of type parameters or in a `where`.
  private static func conforms(_ source: SwiftTokens, head start: Int) -> Bool {
    var depth = 0
    var isBehindColon = false
    for index in start..<source.tokens.count {
      if source.isMark("{", at: index) || source.isWord(source.tokens[index], "where") { return false }
      if source.isMark("<", at: index) { depth += 1 }
      if source.isMark(">", at: index) { depth -= 1 }
      if depth > 0 { continue }
      if source.isMark(":", at: index) { isBehindColon = true }
      if isBehindColon, source.isWord(source.tokens[index], "Game") { return true }
    }
    return false
  }
}
