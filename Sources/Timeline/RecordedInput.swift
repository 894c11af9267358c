import CGameABI

extension InputSample {
  /// Recorded input for code that has other actions, or the same ones in another order.
  /// - Parameters:
  ///   - old: the names of the actions that were recorded, by bit.
  ///   - new: those of the code.
  /// - Returns: the input, and the names of pressed actions that the code does not have.
  public func translated(
    from old: [String], to new: [String]
  ) -> (sample: InputSample, missing: Set<String>) {
    if old == new { return (self, []) }
    var sample = self
    (sample.held, sample.pressed, sample.released) = (0, 0, 0)
    var missing: Set<String> = []
    for (bit, name) in old.enumerated() {
      let mask: UInt64 = 1 << UInt64(bit)
      if (held | pressed | released) & mask == 0 { continue }
      guard let target = new.firstIndex(of: name) else {
        missing.insert(name)
        continue
      }
      let moved: UInt64 = 1 << UInt64(target)
      if held & mask != 0 { sample.held |= moved }
      if pressed & mask != 0 { sample.pressed |= moved }
      if released & mask != 0 { sample.released |= moved }
    }
    return (sample, missing)
  }
}
