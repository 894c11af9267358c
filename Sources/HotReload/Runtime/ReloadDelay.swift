import Engine

/// How long the game may keep what was built from being swapped in. Pure.
struct ReloadDelay {
  /// In nanoseconds; 0 if games are not asked.
  var limit: UInt64 = 10_000_000_000
  /// What waits, and since when something does (CLOCK_MONOTONIC, ns): a newer save does not begin anew, or a game could keep
  /// an author who saves often waiting for ever.
  private(set) var waiting: (generation: UInt64, since: UInt64)?
  /// Whether somebody wants it now.
  private var isOverruled = false

  enum Answer: Equatable {
    /// - Parameter after: nil if it did not wait.
    case goesOn(after: HostEvent.SwapDelay?)
    /// - Parameter isNew: whether this generation did not wait before.
    case waits(isNew: Bool)
  }

  /// Decides about what is to be swapped in.
  /// - Parameter mayReload: asks the game.
  mutating func answer(_ generation: UInt64, at now: UInt64, mayReload: () -> Bool) -> Answer {
    let end: HostEvent.SwapDelay.End? =
      if limit == 0 || mayGoOn(at: now) {
        isOverruled ? .request : .limit
      } else if mayReload() {
        .game
      } else {
        nil
      }
    guard let end else {
      let isNew = waiting?.generation != generation
      waiting = (generation, waiting?.since ?? now)
      return .waits(isNew: isNew)
    }
    defer { self.end() }
    return .goesOn(after: waiting.map { HostEvent.SwapDelay(waited: now - $0.since, end: end) })
  }

  /// Whether it does not depend on the game any more.
  private func mayGoOn(at now: UInt64) -> Bool {
    guard let waiting else { return false }
    return isOverruled || now >= waiting.since + limit
  }

  /// Somebody wants at once what waits.
  /// - Returns: whether something does.
  mutating func overrule() -> Bool {
    isOverruled = waiting != nil
    return isOverruled
  }

  /// Nothing waits any more.
  mutating func end() { (waiting, isOverruled) = (nil, false) }
}
