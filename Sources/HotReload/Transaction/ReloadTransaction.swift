import Engine
import WorldState

/// One change of code or world: a reload, a rollback, a start, a takeover after a crash, a loaded world, a trial.
///
/// Everything slow (compile, check, load, plan the migration) happens before, on other threads. If anything fails before
/// `commit`, the old code and the old world are exactly as they were.
struct ReloadTransaction {
  /// The generation that is to run.
  let incoming: Generation
  /// The generation whose derived data is dropped, and rebuilt if the transaction fails; nil if no code runs.
  let outgoing: Generation?
  let source: WorldSource
  /// The argument of the incoming code's `after_reload`.
  let notice: ReloadNotice
  /// Whether the incoming generation ran before, in this run or in that of a host that died.
  let isReturn: Bool

  /// The outcome of the outgoing code's `before_reload`, if it failed. The reload continues anyway, because it may bring
  /// the fixed `before_reload`.
  private(set) var beforeReloadFailure: CallOutcome?
  /// The outcome of the outgoing code's `after_reload`, which it is called for when the transaction fails, if that failed, too.
  private(set) var returnFailure: CallOutcome?

  init(
    incoming: Generation, outgoing: Generation?, source: WorldSource, notice: ReloadNotice,
    isReturn: Bool? = nil
  ) {
    self.isReturn = isReturn ?? [.rollback, .crash].contains(notice.cause)
    self.incoming = incoming
    self.outgoing = outgoing
    self.source = source
    self.notice = notice
  }

  /// Called at a safe point. If the process dies in code of `incoming`, that is blamed. On return the store's world has been taken over by `incoming`.
  mutating func run(in store: inout WorldStore) throws(Rejection) -> WorldTransfer {
    precondition(!GameCalls.isInsideGame, "a reload while a game function is on the stack")
    try keepWorld(of: &store)
    dropDerivedData(in: store)
    let suspects = store.memory.journal.suspects
    suspects.begin(incoming.suspect, .entering)
    do throws(Rejection) {
      let transfer = try store.transfer(source, to: incoming, isReturn: isReturn)
      try takeOver(transfer)
      try check(transfer, in: store)
      suspects.end(.entering)
      store.commit(transfer)
      return transfer
    } catch {
      suspects.end(.entering)
      if !store.state.isEmpty { store.restore() }
      rebuildDerivedData(in: store)
      throw error
    }
  }

  private func keepWorld(of store: inout WorldStore) throws(Rejection) {
    if store.state.isEmpty { return }
    do throws(ArenaError) { try store.takeCheckpoint() } catch { throw .world("\(error)") }
  }

  private mutating func dropDerivedData(in store: borrowing WorldStore) {
    guard let outgoing else { return }
    var notice = notice
    notice.from = outgoing.number
    let outcome = unsafe GameCalls(image: outgoing.image).beforeReload(store.world.headerPointer, notice)
    if outcome.succeeded { return }
    beforeReloadFailure = outcome
    store.restore()
  }

  private func takeOver(_ transfer: WorldTransfer) throws(Rejection) {
    let calls = GameCalls(image: incoming.image)
    if case .fresh = source {
      let outcome = unsafe calls.start(transfer.arena.headerPointer)
      if outcome != .ok { throw Rejection(.start, outcome) }
    } else {
      let outcome = unsafe calls.afterReload(transfer.arena.headerPointer, notice)
      if !outcome.succeeded { throw Rejection(.afterReload, outcome) }
    }
  }

  /// Checks a world in a new arena, because game code wrote to it after the migration.
  private func check(_ transfer: WorldTransfer, in store: borrowing WorldStore) throws(Rejection) {
    if transfer.arena === store.world { return }
    do throws(ArenaError) { try transfer.arena.checkHeader(for: incoming.image.layout) } catch {
      throw .migration("the game damaged the world it was given: \(error)")
    }
    do throws(WorldError) { _ = try transfer.arena.reader(for: incoming.image.layout) } catch {
      throw .migration("the game damaged the world it was given: \(error)")
    }
  }

  private mutating func rebuildDerivedData(in store: borrowing WorldStore) {
    guard let outgoing else { return }
    let back = ReloadNotice(cause: notice.cause, from: 0, to: outgoing.number)
    let outcome = unsafe GameCalls(image: outgoing.image).afterReload(store.world.headerPointer, back)
    if outcome.succeeded { return }
    returnFailure = outcome
    store.restore()
  }
}
