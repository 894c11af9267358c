import CGameABI
import Engine
import Timeline
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

  /// The recorded input for code with these actions.
  /// - Returns: the input, and the names of pressed actions that the code does not have.
  static func input(
    _ recorded: InputSample, from old: [String], to new: [String]
  ) -> (InputSample, missing: Set<String>) {
    if old == new { return (recorded, []) }
    var sample = recorded
    (sample.held, sample.pressed, sample.released) = (0, 0, 0)
    var missing: Set<String> = []
    for (bit, name) in old.enumerated() {
      let mask: UInt64 = 1 << UInt64(bit)
      if (recorded.held | recorded.pressed | recorded.released) & mask == 0 { continue }
      guard let target = new.firstIndex(of: name) else {
        missing.insert(name)
        continue
      }
      let moved: UInt64 = 1 << UInt64(target)
      if recorded.held & mask != 0 { sample.held |= moved }
      if recorded.pressed & mask != 0 { sample.pressed |= moved }
      if recorded.released & mask != 0 { sample.released |= moved }
    }
    return (sample, missing)
  }
}
