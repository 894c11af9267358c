import WorldState

/// What the player asks for in the inspector: a change of the running world.
public enum WorldRequest: Sendable, Equatable {
  /// The text is a number, `true` or `false`, or constants of an enum.
  case set(WorldPath, String)
  /// An element behind the last one of a pool.
  case add(WorldPath)
  case remove(WorldPath)
  /// The opposite of a change.
  case revert(WorldChange)
}

/// What became of a request.
public struct WorldAnswer: Sendable, Equatable {
  /// Why nothing was done; nil if something was.
  public var refusal: String?
  /// Whether the change can never be reverted, because its element is gone.
  public var isLost = false
  /// What was done.
  public var change: WorldChange?

  public static func refusal(_ text: String, isLost: Bool = false) -> WorldAnswer {
    WorldAnswer(refusal: text, isLost: isLost)
  }
  public static func done(_ change: WorldChange) -> WorldAnswer { WorldAnswer(change: change) }
}
