import Engine
import HostSystem

/// Saves that wait until the player wants them. Called at safe points.
extension ReloadableGame {
  public var holdsSaves: Bool {
    get { saveHold.isOn }
    set {
      if newValue == saveHold.isOn { return }
      store.memory.journal.setHoldsSaves(newValue)
      if let (proposal, saves) = saveHold.set(newValue) { apply(proposal, saves: saves) }
    }
  }

  public var heldSaves: HeldSaves? {
    saveHold.waiting.map { HeldSaves(generation: $0.proposal.generation.number, count: $0.saves) }
  }

  /// Proposes a generation that was built, tried and loaded; it is swapped in at the next safe point, unless the player holds saves.
  /// - Parameters:
  ///   - savedAt: when it was saved or requested (CLOCK_MONOTONIC, ns); nil if nobody did.
  ///   - live: whether a save needed the compiler; nil if no save caused it.
  ///   - isRequested: whether somebody asked for this generation, and not only saved.
  public func propose(
    _ generation: Generation, cause: SwapCause, savedAt: UInt64?, live: HostEvent.LiveOutcome? = nil,
    isRequested: Bool = false
  ) {
    var proposal = Proposal(
      generation: generation, cause: cause, savedAt: savedAt, live: live, isRequested: isRequested)
    // Where nothing plays, a save is there to go on.
    let mayWait = cause == .save && !isRequested && store.state.isRunning
    switch saveHold.answer(proposal, mayWait: mayWait) {
    case .waits(let saves):
      events.emit(.saveHeld(HeldSaves(generation: generation.number, count: saves)))
    case .runs(let held):
      proposal.heldSaves = held
      enqueue(proposal)
    }
  }

  /// The builds of the saves so far have ended.
  /// - Parameter isUnchanged: whether they changed nothing that a build depends on.
  func noteBuilt(isUnchanged: Bool) {
    if saveHold.noteBuilt(isUnchanged: isUnchanged) { onRequest(.rebuild(isByGame: false)) }
  }

  /// The player or the game wants a reload: the saves that wait, for the player or the game, or, if none does, a rebuild.
  func requestReload(isByGame: Bool) {
    let isOverruled = delay.overrule()
    switch saveHold.request(isApplied: isOverruled) {
    case .apply(let proposal, let saves): apply(proposal, saves: saves)
    // The builder counts the requests of games.
    case .built: if isByGame { onRequest(.rebuild(isByGame: true)) }
    case .rebuild: if !isOverruled { onRequest(.rebuild(isByGame: isByGame)) }
    }
  }

  /// Another image of the generation that waits. One with changeable literals is of use only to code that runs.
  func refineHeld(_ better: Generation, cause: SwapCause) {
    if cause == .tweak { return refuseTweaks(heldText) }
    saveHold.replace { $0.generation = better }
  }

  /// Why the running code cannot be tweaked while saves wait.
  var heldText: String {
    "the files are newer than the running code: \(heldSaves?.text ?? "nothing waits"); apply that first"
  }

  private func apply(_ proposal: Proposal, saves: Int) {
    var proposal = proposal
    proposal.heldSaves = saves
    proposal.savedAt = monotonicNow
    enqueue(proposal)
  }
}
