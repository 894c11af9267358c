import WorldState

/// A world of an earlier tick.
struct RecordedWorld {
  let world: Snapshot
  /// The code that it belongs to.
  let code: Generation
}

/// A stretch of recorded ticks that is played again and again, with the recorded input, in the code that runs.
struct TimeLoop {
  let range: Range<Int>
  /// The world at its beginning.
  let first: RecordedWorld
  /// The position of the next tick.
  var next: Int
  /// Recorded actions that the running code does not have, and that were pressed; reported once.
  var missing: Set<String> = []

  var isRoundOver: Bool { next >= range.upperBound }
}
