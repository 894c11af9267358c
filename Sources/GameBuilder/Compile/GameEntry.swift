/// A source that names the type of the game, for optimised builds.
///
/// The SDK finds the game by the conformances that are in the image. Of a whole module, optimised, the compiler leaves out types
/// that nobody names, and the conformance of the game's type with it.
struct GameEntry: Equatable {
  let type: String

  init(type: String) { self.type = type }

  /// Finds the type. Nil if no type or several conform to `Game` by what is written, if it is private, or if the author has named
  /// it.
  init?(sources: [[UInt8]]) {
    var files: [TypeScopes] = []
    for source in sources {
      guard let tokens = SwiftTokens(source) else { continue }
      if tokens.tokens.contains(where: { tokens.isWord($0, "hotloopGame") }) { return nil }
      files.append(TypeScopes(tokens))
    }
    let protocols = Self.protocols(in: files)
    let names = files.flatMap { file in
      file.scopes.filter { !$0.isProtocol && !protocols.isDisjoint(with: $0.clause) }
        .map { $0.isGeneric ? nil : file.name(of: $0) }
    }
    guard names.count == 1, case let name?? = names.first else { return nil }
    type = name
  }

  /// `Game` and the protocols that inherit from it.
  private static func protocols(in files: [TypeScopes]) -> Set<String> {
    var names: Set = ["Game"]
    let others = files.flatMap(\.scopes).filter(\.isProtocol)
    while let next = others.first(where: { !names.contains($0.name) && !names.isDisjoint(with: $0.clause) }) {
      names.insert(next.name)
    }
    return names
  }

  var text: String { "import GameSDK\n\n@c public func hotloopGame() { \(type).play() }\n" }
}
