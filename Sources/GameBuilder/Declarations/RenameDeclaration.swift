/// The declaration that a field of the world had another name, as it is written into the source of a game.
public struct RenameDeclaration: Sendable, Equatable {
  public var owner: String
  public var from: String
  public var to: String

  public init(owner: String, from: String, to: String) {
    self.owner = owner
    self.from = from
    self.to = to
  }

  /// The entry of the list.
  public var entry: String { ".field(of: \"\(owner)\", from: \"\(from)\", to: \"\(to)\")" }

  /// The property with this entry alone, for a game that declares no renames yet.
  public var property: String { "static var renames: [Rename] { [\(entry)] }" }

  /// A source with the declaration.
  public struct Edit: Sendable, Equatable {
    public var path: String
    public var bytes: [UInt8]
    /// Of the declaration, from 1.
    public var line: Int
    /// What is inserted.
    public var text: String
  }

  /// Why there is no safe place for it.
  public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
    public var description: String
    /// What the author has to write.
    public var text: String

    public init(description: String, text: String) {
      self.description = description
      self.text = text
    }
  }

  private static let name = "renames"

  /// Finds the place for it.
  /// - Parameter sources: the Swift sources of the game by their paths. One that cannot be read with confidence is left alone.
  public func edit(of sources: [String: [UInt8]]) throws(Problem) -> Edit {
    var files: [(path: String, source: SourceText, scopes: TypeScopes)] = []
    for (path, bytes) in sources.sorted(by: { $0.key < $1.key }) {
      guard let source = SourceText(bytes) else { continue }
      files.append((path, source, TypeScopes(source.tokens, property: Self.name)))
    }
    let game = try gameType(files.map(\.scopes))
    let properties = files.flatMap { file in
      file.scopes.properties.filter { file.scopes.scopes[$0.scope].name == game }.map { (file, $0.token) }
    }
    guard properties.count <= 1 else {
      throw Problem(description: "\(game) declares renames in several places", text: entry)
    }
    if let (file, token) = properties.first {
      guard let insertions = ListLiteral(of: token, in: file.source)?.appending(entry) else {
        throw Problem(
          description:
            "\(file.path):\(file.source.line(of: file.source.tokens.tokens[token].range.lowerBound)): "
            + "the value of renames is not one plain list", text: entry)
      }
      return try edit(file.path, file.source, insertions, entry)
    }
    let bodies = files.flatMap { file in
      file.scopes.scopes.filter { $0.name == game && $0.close < file.source.tokens.tokens.count }
        .map { (file, $0) }
    }
    let types = bodies.filter { !$0.1.isExtension }
    guard let (file, scope) = types.count == 1 ? types.first : nil else {
      throw Problem(
        description: types.isEmpty ? "the declaration of \(game) was not found" : "\(game) is declared twice",
        text: property)
    }
    return try edit(file.path, file.source, [insertion(in: scope, of: file.source)], property)
  }

  /// The name of the type that is the game.
  private func gameType(_ files: [TypeScopes]) throws(Problem) -> String {
    let playing = Set(files.flatMap(\.playing))
    let types = Set(files.flatMap(\.scopes).map(\.name))
    var names = playing.intersection(types)
    if names.isEmpty {
      names = Set(files.flatMap(\.scopes).filter { $0.clause.contains("Game") }.map(\.name))
    }
    guard let name = names.count == 1 ? names.first : nil else {
      throw Problem(
        description: names.isEmpty
          ? "the type that conforms to Game was not found"
          : "it is not clear which type is the game: \(names.sorted().joined(separator: ", "))",
        text: property)
    }
    return name
  }

  private func edit(
    _ path: String, _ source: SourceText, _ insertions: [SourceText.Insertion], _ text: String
  ) throws(Problem) -> Edit {
    guard let bytes = source.inserting(insertions),
      let place = bytes.indices.first(where: { bytes[$0...].starts(with: entry.utf8) })
    else { throw Problem(description: "\(path): no safe place was found", text: text) }
    return Edit(path: path, bytes: bytes, line: bytes[..<place].count { $0 == 10 } + 1, text: text)
  }

  /// The property as the first member of a type.
  private func insertion(in scope: TypeScopes.Scope, of source: SourceText) -> SourceText.Insertion {
    let list = source.tokens.tokens
    let access = scope.modifiers.first { ["public", "open", "package"].contains($0) }
    let text = (access.map { ($0 == "open" ? "public" : $0) + " " } ?? "") + property
    let (open, next) = (list[scope.open].range, list[scope.open + 1])
    let outer = source.indentation(open.lowerBound)
    if scope.close == scope.open + 1, !source.hasNewline(open.upperBound..<next.range.lowerBound) {
      // `{}`
      let line = source.newline + outer + source.indentationStep + text + source.newline + outer
      return .init(offset: next.range.lowerBound, text: line)
    }
    let end = source.lineEnd(open.upperBound)
    let rest = source.text(open.upperBound..<end).drop { $0 == " " || $0 == "\t" }
    guard rest.isEmpty || rest.hasPrefix("//") else {
      // The first member is on the same line.
      return .init(offset: open.upperBound, text: " " + text + ";")
    }
    let isEmpty = scope.close == scope.open + 1
    let indentation =
      isEmpty || !next.startsLine ? outer + source.indentationStep : source.indentation(next.range.lowerBound)
    let gap = isEmpty || source.tokens.isWord(next, "static") ? "" : source.newline
    return .init(offset: end, text: source.newline + indentation + text + gap)
  }
}
