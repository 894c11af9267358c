/// What a game tells about a cell of its picture.
public enum DrawnThing: Sendable, Equatable {
  /// Nothing: what is nearest by its position is meant.
  case unknown
  /// A path in the world, as the game wrote it.
  case path(String)
  /// The game could not tell.
  case failed(String)
}
