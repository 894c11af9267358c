/// Which saves wait until the player wants them: the newest that could be built, which contains the others. Pure.
struct SaveHold<Proposal> {
  /// Whether saves wait.
  private(set) var isOn = false
  private(set) var waiting: (proposal: Proposal, saves: Int)?
  /// The saves that no proposal contains yet.
  private var newSaves = 0
  /// Whether the last save is still being built.
  private var isBuilding = false
  /// Whether the player wants what is being built.
  private var wantsNext = false

  enum Answer {
    case waits(saves: Int)
    /// - Parameter held: the saves that had to wait, or that the player asked for while they were built; 0 for none.
    case runs(held: Int)
  }

  enum Request {
    case apply(Proposal, saves: Int)
    /// The next proposal runs.
    case built
    /// There is nothing that could be applied.
    case rebuild
  }

  /// Sources were saved; a build begins.
  mutating func noteSaved() {
    newSaves += 1
    isBuilding = true
  }

  /// What was saved so far is built, or cannot be.
  /// - Parameter isUnchanged: whether it changed nothing that a build depends on.
  /// - Returns: whether the player still wants something to be built.
  mutating func noteBuilt(isUnchanged: Bool) -> Bool {
    defer { wantsNext = false }
    isBuilding = false
    if isUnchanged { newSaves = 0 }
    return isUnchanged && wantsNext
  }

  /// Decides about a proposal, which replaces the one that waits.
  /// - Parameter mayWait: false if it must run whatever the player wants.
  mutating func answer(_ proposal: Proposal, mayWait: Bool) -> Answer {
    let saves = max(1, (waiting?.saves ?? 0) + newSaves)
    newSaves = 0
    if isOn, mayWait, !wantsNext {
      waiting = (proposal, saves)
      return .waits(saves: saves)
    }
    defer { (waiting, wantsNext) = (nil, false) }
    return .runs(held: waiting != nil || wantsNext ? saves : 0)
  }

  /// Replaces the proposal that waits by another one of the same saves.
  mutating func replace(_ change: (inout Proposal) -> Void) {
    guard var changed = waiting else { return }
    change(&changed.proposal)
    waiting = changed
  }

  /// The player wants what was saved.
  /// - Parameter isApplied: whether an earlier save, which waited for something else, is applied.
  mutating func request(isApplied: Bool = false) -> Request {
    wantsNext = (isOn || isApplied) && isBuilding
    if let (proposal, saves) = waiting.take() { return .apply(proposal, saves: saves) }
    return wantsNext ? .built : .rebuild
  }

  /// Saves wait from now on, or not any more.
  /// - Returns: what has to run now.
  mutating func set(_ isOn: Bool) -> (proposal: Proposal, saves: Int)? {
    self.isOn = isOn
    wantsNext = false
    return isOn ? nil : waiting.take()
  }
}
