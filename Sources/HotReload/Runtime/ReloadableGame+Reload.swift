import Engine
import GameBuilder
import HostSystem
import Timeline
import WorldState

/// Swaps, rollbacks and the start of a run: each is one `ReloadTransaction`.
extension ReloadableGame {
  /// Swaps in a new generation, or reports why it was rejected.
  func adopt(_ proposal: Proposal) {
    if store.state.isEmpty {
      start(proposal.generation, isReturn: proposal.cause == .crash)
    } else {
      swap(to: proposal)
    }
  }

  /// Replaces the image of a generation by another one of its source. Does nothing if the generation was quarantined.
  func adoptRefined(_ better: Generation, cause: SwapCause) {
    if let held = heldSaves, held.generation == better.number { return refineHeld(better, cause: cause) }
    guard !better.isQuarantined, history.contains(better) else { return }
    if cause == .tweak { return adoptTweakable(better) }
    // An optimised image does not have the values that the player changed.
    if tweakedValues.present != nil { return }
    if history.current?.number == better.number, !store.state.isStopped {
      swap(to: Proposal(generation: better, cause: cause))
    } else {
      history.replace(with: better)
    }
  }

  func rollBack() -> String? {
    guard let target = history.earlier else { return refuse(.noEarlierGeneration) }
    returnToNow()
    return move(to: target)
  }

  func goForward() -> String? {
    if let target = history.later {
      returnToNow()
      return move(to: target)
    }
    guard let newest = history.newest, newest.number != generation, let fault = newest.fault else {
      return refuse(.newestAlreadyRuns(generation: generation))
    }
    return refuse(.quarantined(generation: newest.number, fault))
  }

  /// Reports that code and world stay, and returns why.
  func refuse(_ refusal: HostEvent.RollbackRefusal) -> String {
    events.emit(.rollbackRefused(refusal))
    return refusal.text
  }

  private func move(to target: Generation) -> String? {
    let from = generation
    if let reason = swap(to: Proposal(generation: target, cause: .rollback)) { return reason }
    events.emit(.rolledBack(from: from, to: target.number, cause: .player))
    return nil
  }

  /// - Returns: nil, or why the generation was rejected.
  @discardableResult
  func swap(to proposal: Proposal) -> String? {
    let (next, cause) = (proposal.generation, proposal.cause)
    guard let old = history.current else { return HostEvent.RollbackRefusal.noGame.text }
    let start = monotonicNow
    fillTweaks(of: next)
    let files = next.sources.changes(since: old.sources).map { PathText.relative($0, to: packageRoot) }
    var transaction = ReloadTransaction(
      incoming: next, outgoing: store.state.isStopped ? nil : old,
      source: .running(of: old, route: history.walk(from: old, to: next)),
      notice: notice(cause, from: old.number, to: next, after: old))
    let transfer: WorldTransfer
    do throws(Rejection) { transfer = try run(&transaction) } catch {
      return error.description
    }
    if next.number > old.number, !old.isQuarantined {
      store.retainCheckpoint(of: old, entered: next.number)
    }
    followUnread(changedLiterals(from: old, to: next), in: next, isSave: proposal.live == .live)
    leaveStop(cause == .rollback ? .previous : .save)
    install(next, transfer)
    events.emit(
      .swapped(
        HostEvent.Swap(
          generation: next.number, from: old.number, cause: cause, isOptimised: next.isOptimised,
          changedFiles: files,
          resetVariables: resetVariables(from: old, to: next, cause),
          savedAt: proposal.savedAt, stall: monotonicNow - start,
          migration: transfer.summary, live: proposal.live, heldSaves: proposal.heldSaves,
          delay: proposal.delay)))
    reportStart(of: next, after: old, cause: cause)
    return nil
  }

  /// What the callbacks are told of a change from one generation's code to another's.
  /// - Parameters:
  ///   - number: see `ReloadNotice.from`.
  ///   - old: nil if there is none.
  func notice(
    _ cause: SwapCause, from number: UInt64, to next: Generation, after old: Generation?
  ) -> ReloadNotice {
    var notice = ReloadNotice(cause: cause, from: number, to: next.number)
    if let old {
      notice.changedFiles = next.sources.changes(since: old.sources).map {
        PathText.relative($0, to: packageRoot)
      }
      notice.changedModules = next.sources.changedModules(since: old.sources)
    }
    return notice
  }

  /// The variables that begin anew. An image that ran before continues with those it had, and what the old one does not have
  /// is new.
  private func resetVariables(from old: Generation, to next: Generation, _ cause: SwapCause) -> [String] {
    guard [.save, .force, .optimised, .tweak].contains(cause) else { return [] }
    let variables = next.image.variables.reset
    // Those of an optimised image cannot be found.
    return old.isOptimised ? variables : variables.filter(old.image.variables.reset.contains)
  }

  /// Tells once that a save has changed `start`: the running world has nothing of that.
  private func reportStart(of next: Generation, after old: Generation, cause: SwapCause) {
    guard cause == .save, let new = next.start, let previous = old.start, new != previous, new != worldStart
    else { return }
    // One hint is enough.
    tweaking.unread.dropSave()
    events.emit(.startChanged(generation: next.number))
  }

  /// Runs the first generation in a fresh world or in the initial one.
  /// - Parameter isReturn: whether it continues the run of a host that died.
  private func start(_ first: Generation, isReturn: Bool) {
    if let name = initialWorldName, let world = initialWorld,
      let reason = WorldOrigin(game: initialMoment?.game, layouts: [world.layout]).foreignness(
        to: first.image.name, first.image.layout)
    {
      return events.emit(
        .worldRejected(path: name, generation: first.number, stage: "world", reason: reason))
    }
    services.stored.open(for: first.image.name, events: events)
    var transaction = ReloadTransaction(
      incoming: first, outgoing: nil,
      source: initialWorld.map { .snapshot($0, renames: initialRenames) } ?? .fresh(seed: seed),
      notice: ReloadNotice(cause: .start, from: 0, to: first.number), isReturn: isReturn)
    guard let transfer = try? run(&transaction) else { return }
    worldStart = initialWorld == nil ? first.start : nil
    let (name, moment) = (initialWorldName, initialMoment)
    initialWorld = nil
    initialWorldName = nil
    initialMoment = nil
    initialRenames = []
    install(first, transfer)
    events.emit(
      .swapped(
        HostEvent.Swap(
          generation: first.number, from: 0, cause: .start, isOptimised: first.isOptimised,
          migration: transfer.summary)))
    if let name {
      events.emit(
        .worldLoaded(
          path: name, generation: first.number, tick: tick, migration: transfer.summary))
    }
    if let moment { open(moment) }
  }

  // MARK: Shared by all transactions

  /// Runs a transaction of a new generation; rejects the generation if it fails.
  private func run(_ transaction: inout ReloadTransaction) throws(Rejection) -> WorldTransfer {
    do throws(Rejection) {
      let transfer = try transaction.run(in: &store)
      reportOutgoing(transaction)
      return transfer
    } catch {
      reportOutgoing(transaction)
      reject(transaction.incoming, error)
      throw error
    }
  }

  /// Makes `generation` the running one, after its world was transferred.
  func install(_ generation: Generation, _ transfer: WorldTransfer) {
    leaveStop(.other)
    let canReturn = history.current?.isQuarantined == false
    if let current = history.current, current.number != generation.number { travel.mark(.reload) }
    travel.timeline?.cut()
    history.select(generation)
    store.forgetEarlierWorld()
    writeJournal()
    if canReturn { store.keepEarlierWorld() }
    probation = Probation(of: generation)
    if tweaking.unread.image != generation.image.path {
      tweaking.unread = UnreadLiterals(in: generation.image.path)
    }
    endFailures()
    followTweaks()
    events.emit(.statusChanged(status))
    if !transfer.log.isEmpty { events.emit(.migrated(log: transfer.log)) }
    for note in transfer.notes { events.emit(.valuesWithoutConstant(note)) }
    for (field, count) in transfer.saturated.sorted(by: { $0.key < $1.key }) {
      events.emit(.valuesSaturated(field: field, count: count))
    }
    reportQuestions()
  }

  /// Records the generations and the arena of the world, for a host that continues the run if this one dies.
  func writeJournal() {
    let entries = history.inOrderOfRunning.suffix(Self.maxJournalEntries).map {
      RunJournal.Entry(record: $0.record, isQuarantined: $0.isQuarantined)
    }
    store.memory.journal.commit(entries, worldIndex: store.worldIndex)
  }

  private static let maxJournalEntries = 8

  /// Reports the callbacks of the outgoing code that failed in a transaction.
  func reportOutgoing(_ transaction: ReloadTransaction) {
    guard let outgoing = transaction.outgoing else { return }
    if let outcome = transaction.beforeReloadFailure {
      report(outcome, in: .beforeReload, of: outgoing, .reloadContinued)
    }
    if let outcome = transaction.returnFailure {
      report(outcome, in: .afterReload, of: outgoing, .stateKept)
    }
  }

  /// It may not run again in this run, and the next run tries it before it plays it.
  func quarantine(_ generation: Generation, _ fault: HostEvent.Fault) {
    generation.quarantine(fault)
    // Its source is not to blame for values that it does not have.
    if generation.isTweaked { return }
    trials.record(.failed, sourceHash: generation.sourceHash)
  }

  /// Reports a rejected generation. It is quarantined if its code failed or if it never ran.
  func reject(_ generation: Generation, _ error: Rejection) {
    if error.outcome != nil || !history.contains(generation) { quarantine(generation, error.fault) }
    report(error, of: generation, .rejected(running: self.generation))
  }
}
