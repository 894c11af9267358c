import Engine
import HostSystem
import WorldState

/// Saves that wait because the game says "not now". Called at safe points.
extension ReloadableGame {
  /// How long the game may say so, in seconds; 0 if it is not asked. 10 by default.
  public var delayLimit: Double {
    get { Double(delay.limit) / 1e9 }
    set { delay.limit = UInt64(min(max(0, newValue), 1e9) * 1e9) }
  }

  public var delayedReload: DelayedReload? {
    delay.waiting.map {
      DelayedReload(
        generation: $0.generation, waited: min(monotonicNow - $0.since, delay.limit), limit: delay.limit)
    }
  }

  /// Takes the changes out that nobody asked for now, if the game says that they must wait; they come again at the next safe
  /// point.
  func takeDelayed() -> [PendingChange] {
    guard let first = pending.lazy.compactMap(delayableGeneration).first, store.state.isRunning else {
      delay.end()
      return []
    }
    // The game is asked meanwhile, which looks at it.
    var delay = delay
    let answer = delay.answer(first, at: monotonicNow, mayReload: mayReload)
    self.delay = delay
    guard case .waits(let isNew) = answer else {
      if case .goesOn(let delay?) = answer { tag(delay) }
      return []
    }
    if isNew { events.emit(.reloadDelayed(DelayedReload(generation: first, limit: delay.limit))) }
    defer { pending.removeAll { delayableGeneration($0) != nil } }
    return pending.filter { delayableGeneration($0) != nil }
  }

  /// The generation of a change that calls the handlers of the game at a moment that nobody chose; nil for any other change.
  private func delayableGeneration(_ change: PendingChange) -> UInt64? {
    switch change {
    case .adopt(let proposal):
      proposal.cause == .save && proposal.heldSaves == 0 && !proposal.isRequested
        ? proposal.generation.number : nil
    // Another image of what runs, or of what waits and comes first.
    case .refine(let better, _):
      [generation, delay.waiting?.generation].contains(better.number) ? better.number : nil
    case .move, .answer, .written: nil
    }
  }

  private func tag(_ delay: HostEvent.SwapDelay) {
    pending = pending.map { change in
      guard case .adopt(var proposal) = change, delayableGeneration(change) != nil else { return change }
      proposal.delay = delay
      return .adopt(proposal)
    }
  }

  /// Asks the running code about the running world.
  private func mayReload() -> Bool {
    guard let current = history.current else { return true }
    guard travel.view != nil else { return ask(current) }
    // The running world stands still meanwhile, and the code has forgotten what it derived from it.
    if delay.waiting != nil { return false }
    travel.view?.leave()
    rebuildDerivedData(of: current)
    defer { dropDerivedData(of: current) }
    return ask(current)
  }

  private func ask(_ current: Generation) -> Bool {
    let (outcome, mayReload) = unsafe GameCalls(image: current.image).mayReload(store.world.headerPointer)
    report(outcome, in: .mayReload, of: current, .reloadContinued)
    return mayReload
  }
}
