import WorldState

/// A world at the start of a recorded tick.
struct Keyframe {
  /// The number of ticks that were recorded before it.
  var position: Int
  let world: StoredWorld
  /// Whether the world came from elsewhere than the tick before: it cannot be computed from an earlier keyframe.
  let isCut: Bool
}
