/// What code beside the game's files has to name.
struct GameNames {
  /// The game's type; nil if it is not clear which one it is.
  let game: GameEntry?
  /// The modules that the files import.
  let imports: Set<String>

  /// - Parameter sources: of the game, by path.
  init(_ sources: [String: [UInt8]]) {
    game = GameEntry(sources: sources, includesNamed: true)
    imports = sources.values.reduce(into: []) { $0.formUnion(GameImports.names(in: $1)) }
  }
}
