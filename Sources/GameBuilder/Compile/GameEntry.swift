/// A function that names the type of the game, for optimised builds.
///
/// The SDK finds the game by the conformances that are in the image. Of a whole module, optimised, the compiler leaves out types
/// that nobody names, and the conformance of the game's type with it.
struct GameEntry: Equatable {
  /// The file that declares it, behind which the function can be.
  let path: String
  let type: String
  /// Whether only code in its file can name it.
  let isPrivate: Bool

  init(path: String, type: String, isPrivate: Bool = false) {
    self.path = path
    self.type = type
    self.isPrivate = isPrivate
  }

  /// Finds the type. Nil if no type or several conform to `Game` by what is written, if code behind it cannot name it, or if the
  /// author has named it, unless `includesNamed`.
  init?(sources: [String: [UInt8]], includesNamed: Bool = false) {
    var files: [(path: String, scopes: TypeScopes)] = []
    for (path, source) in sources {
      guard let tokens = SwiftTokens(source) else { continue }
      let scopes = TypeScopes(tokens)
      if tokens.tokens.contains(where: { tokens.isWord($0, "hotloopGame") }) {
        guard includesNamed, let type = scopes.playing.first else { return nil }
        self.init(path: path, type: type)
        return
      }
      files.append((path, scopes))
    }
    let protocols = Self.protocols(in: files.map(\.scopes))
    let entries = files.flatMap { path, file in
      file.scopes.filter { !$0.isProtocol && !protocols.isDisjoint(with: $0.clause) }
        .map { scope in
          guard !scope.isGeneric, let name = file.name(of: scope) else { return nil as GameEntry? }
          return GameEntry(path: path, type: name, isPrivate: file.isPrivate(scope))
        }
    }
    guard entries.count == 1, case let entry?? = entries.first else { return nil }
    self = entry
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

  var text: String { "\n@c public func hotloopGame() { \(type).play() }\n" }
}
