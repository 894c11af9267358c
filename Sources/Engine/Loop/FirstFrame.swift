/// Tracks which generation's first frame is on its way to the terminal, and whether something keeps it. Pure.
struct FirstFrame {
  /// The time that a terminal may take for a frame before it is reported, in nanoseconds.
  static let outputPatience: UInt64 = 2_000_000_000

  private var pending: (generation: UInt64, frame: UInt64, time: UInt64)?
  /// The generation whose first frame was presented last; 0 if the next frame is a first one.
  private var presentedGeneration: UInt64 = 0
  /// The generation of which it was told that its first frame must wait; 0 if the next one may be told.
  private var keptGeneration: UInt64 = 0

  var isPending: Bool { pending != nil }

  /// The next frame is a first one, even if it is of a generation that was shown before.
  mutating func generationChanged() { (presentedGeneration, keptGeneration) = (0, 0) }

  /// The game drew this frame.
  mutating func presented(_ generation: UInt64, frame: UInt64, at time: UInt64) {
    guard generation != presentedGeneration else { return }
    presentedGeneration = generation
    pending = (generation, frame, time)
  }

  /// The game could not be asked for this frame.
  /// - Returns: whether that keeps the first frame of a generation, and was not told before.
  mutating func kept(_ generation: UInt64) -> Bool {
    guard generation != 0, generation != presentedGeneration, generation != keptGeneration else {
      return false
    }
    keptGeneration = generation
    return true
  }

  /// - Returns: the generation whose first frame the terminal has not taken for too long, if that was not told before.
  mutating func takeStuck(at now: UInt64) -> UInt64? {
    guard let first = pending, now >= first.time + Self.outputPatience, first.generation != keptGeneration
    else { return nil }
    keptGeneration = first.generation
    return first.generation
  }

  /// The generation whose first frame is shown by now; nil if none is, or if it was taken before.
  /// - Parameter frame: the last frame that the terminal has.
  mutating func takeShown(upTo frame: UInt64) -> UInt64? {
    guard let first = pending, first.frame <= frame else { return nil }
    pending = nil
    return first.generation
  }
}
