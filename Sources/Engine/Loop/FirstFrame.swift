/// Tracks which generation's first frame is on its way to the terminal. Pure.
struct FirstFrame {
  private var pending: (generation: UInt64, frame: UInt64)?
  /// The generation whose first frame was presented last; 0 if the next frame is a first one.
  private var presentedGeneration: UInt64 = 0

  var isPending: Bool { pending != nil }

  /// The next frame is a first one, even if it is of a generation that was shown before.
  mutating func generationChanged() { presentedGeneration = 0 }

  /// The game drew this frame.
  mutating func presented(_ generation: UInt64, frame: UInt64) {
    guard generation != presentedGeneration else { return }
    presentedGeneration = generation
    pending = (generation, frame)
  }

  /// The generation whose first frame is shown by now; nil if none is, or if it was taken before.
  /// - Parameter frame: the last frame that the terminal has.
  mutating func takeShown(upTo frame: UInt64) -> UInt64? {
    guard let first = pending, first.frame <= frame else { return nil }
    pending = nil
    return first.generation
  }
}
