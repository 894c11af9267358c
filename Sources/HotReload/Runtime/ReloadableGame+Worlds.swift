import CGameABI
import Engine
import Timeline
import WorldState

/// Saves, loads and restores worlds. Called at safe points.
extension ReloadableGame {
  /// A copy of the world; nil if there is none yet.
  /// While an earlier tick is shown, that one's.
  public func snapshot() throws(SnapshotError) -> Snapshot? {
    if let view = travel.view { return try view.snapshot() }
    guard !store.state.isEmpty, let current = history.current else { return nil }
    return try Snapshot(of: store.world, layout: current.image.layout)
  }

  /// The bytes of the world; 0 if there is none yet.
  public var worldSize: Int { store.state.isEmpty ? 0 : store.world.bytesUsed }

  func save() {
    do throws(SnapshotError) {
      if let snapshot = try snapshot() {
        if travel.isNow { travel.mark(.save) }
        onRequest(.save(snapshot))
      }
    } catch {
      events.emit(.worldSaveFailed(reason: "\(error)"))
    }
  }

  /// Continues with a saved world, migrated if the running code has another layout.
  /// - Parameter game: the name of the game that it is of; nil if that is not known.
  /// - Returns: nil, or why it was rejected; the world is then unchanged.
  public func load(_ snapshot: Snapshot, name: String, of game: String? = nil) -> String? {
    guard let current = history.current else { return "there is no game yet; it is still being built" }
    let origin = WorldOrigin(game: game, layouts: [snapshot.layout])
    if let reason = origin.foreignness(to: current.image.name, current.image.layout) {
      events.emit(
        .worldRejected(path: name, generation: current.number, stage: "world", reason: reason))
      return "\(name): \(reason)"
    }
    returnToNow()
    travel.mark(.world)
    do throws(Rejection) {
      let transfer = try enter(current, with: .snapshot(snapshot), cause: .force)
      events.emit(
        .worldLoaded(
          path: name, generation: current.number, tick: store.world.header.tick, migration: transfer.summary))
      return nil
    } catch {
      events.emit(
        .worldRejected(path: name, generation: current.number, stage: error.stage, reason: error.reason))
      return error.description
    }
  }

  /// Starts a fresh world in the running generation, with the seed of the run. `rollBackWorld` brings the old one back.
  ///
  /// Also after a crash that stopped the run: a fresh world may do without what crashed.
  /// - Returns: nil, or why it was refused; the world is then unchanged.
  public func restart() -> String? {
    guard let current = history.current, !store.state.isEmpty else { return refuse(.noGame) }
    returnToNow()
    let tick = store.world.header.tick
    travel.mark(.world)
    do throws(Rejection) {
      _ = try enter(current, with: .fresh(seed: seed), cause: .force)
      store.retainCheckpoint(of: current, entered: current.number, isRestart: true)
      worldStart = current.start
      events.emit(.worldRestarted(generation: current.number, tick: tick))
      return nil
    } catch {
      report(error, of: current, .restartFailed)
      return error.description
    }
  }

  /// Rolls back to the generation that ran before this one and restores the world from before the swap.
  func rollBackWorld() -> String? {
    guard let current = history.current else { return refuse(.noGame) }
    guard let retained = store.history.before(current.number) else {
      return refuse(.noRetainedWorld(generation: current.number))
    }
    // A world that a restart has left: the player was in it with this code.
    if !retained.isRestart, let fault = retained.generation.fault {
      return refuse(.quarantined(generation: retained.generation.number, fault))
    }
    let target = history.latest(of: retained.generation) ?? retained.generation
    returnToNow()
    do throws(Rejection) {
      let snapshot = try retainedSnapshot(retained.world)
      let transfer = try enter(
        target, with: .snapshot(snapshot, past: retained.past), cause: .rollback)
      store.leave(retained)
      events.emit(
        .worldRolledBack(
          HostEvent.Swap(
            generation: target.number, from: current.number, cause: .rollback,
            isOptimised: target.isOptimised, migration: transfer.summary,
            restoredTick: snapshot.header.tick)))
      events.emit(.rolledBack(from: current.number, to: target.number, cause: .playerWithWorld))
      return nil
    } catch {
      reject(target, error)
      return error.description
    }
  }

  private func retainedSnapshot(_ world: RetainedWorld) throws(Rejection) -> Snapshot {
    do throws(SnapshotError) { return try store.snapshot(of: world) } catch {
      throw .world("the retained world is damaged: \(error)")
    }
  }

  /// Runs a fresh, saved or retained world in a generation. If this throws, code and world are unchanged.
  func enter(
    _ next: Generation, with source: WorldSource, cause: SwapCause
  ) throws(Rejection) -> WorldTransfer {
    var transaction = ReloadTransaction(
      incoming: next, outgoing: store.state.isRunning ? history.current : nil, source: source,
      notice: notice(cause, from: 0, to: next, after: history.current))
    defer { reportOutgoing(transaction) }
    let transfer = try transaction.run(in: &store)
    install(next, transfer)
    return transfer
  }
}
