import CGameABI
import WorldState

/// Migrates a world to the layout of the generation that is to run it.
extension WorldStore {
  /// Lays out the world of `source` for `next`. The running world itself is changed only if nothing has to be
  /// migrated, so the caller holds a checkpoint of it.
  func transfer(_ source: WorldSource, to next: Generation) throws(Rejection) -> WorldTransfer {
    switch source {
    case .fresh(let seed): return try makeFreshWorld(for: next.image, seed: seed)
    case .running(let old, let route):
      var transfer = WorldTransfer(arena: world)
      try migrate(&transfer, by: try plans(from: old, to: next, route), isRunning: true)
      try runVersionSteps(&transfer, from: world, old.image.layout, to: next.image)
      return transfer
    case .snapshot(let snapshot, let renames):
      let plans = try plans(from: snapshot, renames, to: next.image)
      let laidOut = try layOut(snapshot)
      var transfer = WorldTransfer(arena: laidOut)
      try migrate(&transfer, by: plans, isRunning: false)
      try runVersionSteps(&transfer, from: laidOut, snapshot.layout, to: next.image)
      return transfer
    }
  }

  private func makeFreshWorld(for image: GameImage, seed: UInt64) throws(Rejection) -> WorldTransfer {
    do throws(ArenaError) {
      try world.prepareFreshWorld(layout: image.layout, worldVersion: image.worldVersion, seed: seed)
    } catch {
      throw .world("\(error)")
    }
    return WorldTransfer(arena: world)
  }

  /// Puts a saved world into a spare arena.
  private func layOut(_ snapshot: Snapshot) throws(Rejection) -> Arena {
    let arena = spareArena(besides: world)
    do throws(ArenaError) {
      let result: Result<Void, ArenaError> = unsafe snapshot.bytes.withUnsafeBytes { bytes in
        Result { () throws(ArenaError) in try unsafe arena.copy(from: bytes) }
      }
      try result.get()
    } catch {
      throw .world("\(error)")
    }
    return arena
  }

  private func migrate(
    _ transfer: inout WorldTransfer, by plans: [MigrationPlan], isRunning: Bool
  ) throws(Rejection) {
    do throws(MigrationError) {
      for plan in plans {
        try transfer.migrate(
          by: plan, into: spareArena(besides: transfer.arena),
          restoring: isRunning ? undoRecords.find(goingBackTo: plan.to, from: plan.from) : nil,
          recordsUndo: isRunning)
      }
    } catch {
      throw .migration("\(error)")
    }
  }

  // MARK: Plans

  /// The migrations of the running world to another generation: step by step along the history, if there is an undo
  /// record for each step; otherwise directly.
  private func plans(
    from old: Generation, to next: Generation, _ route: [Generation]?
  ) throws(Rejection) -> [MigrationPlan] {
    if old.image.layout == next.image.layout { return [] }
    do throws(MigrationError) {
      let isKept = undoRecords.find(goingBackTo: next.image.layout, from: old.image.layout) != nil
      if !isKept, let route, route.count > 2 {
        let steps = zip(route, route.dropFirst()).filter { $0.image.layout != $1.image.layout }
        let areKept = steps.allSatisfy {
          undoRecords.find(goingBackTo: $1.image.layout, from: $0.image.layout) != nil
        }
        if areKept {
          var plans: [MigrationPlan] = []
          for (a, b) in steps { plans.append(try plan(from: a, to: b)) }
          return plans
        }
      }
      return [try plan(from: old, to: next)]
    } catch {
      throw .migration("\(error)")
    }
  }

  private func plan(from old: Generation, to next: Generation) throws(MigrationError) -> MigrationPlan {
    if let plan = next.plan, plan.from == old.image.layout { return plan }
    return try old.image.plan(to: next.image)
  }

  private func plans(
    from snapshot: Snapshot, _ renames: [DeclaredRename], to image: GameImage
  ) throws(Rejection) -> [MigrationPlan] {
    if snapshot.layout == image.layout { return [] }
    do throws(MigrationError) {
      return [try image.plan(from: snapshot.layout, renames: renames)]
    } catch {
      throw .migration("\(error)")
    }
  }

  // MARK: The game's own migration

  /// Runs the game's `migrate` for each version between the two, up or down.
  /// - Parameter source: the world that the transfer began with, of `layout`.
  private func runVersionSteps(
    _ transfer: inout WorldTransfer, from source: Arena, _ layout: Layout, to image: GameImage
  ) throws(Rejection) {
    let steps = VersionStep.chain(from: source.header.world_version, to: image.worldVersion)
    defer { transfer.arena.header.world_version = image.worldVersion }
    guard !steps.isEmpty else { return }
    if transfer.arena === source {
      // `migrate` receives the old world and the new one, so they must be separate.
      let copy = spareArena(besides: source)
      do throws(ArenaError) { try copy.copy(from: source) } catch { throw .migration("\(error)") }
      transfer.arena = copy
    }
    let target = transfer.arena
    var done = 0
    let outcome: CallOutcome = unsafe layout.withTable { table in
      for step in steps {
        let info = unsafe MigrationInfo(
          struct_size: UInt32(MemoryLayout<MigrationInfo>.size), from_version: step.from,
          to_version: step.to, unused: 0, old_world: UnsafePointer(source.headerPointer), old_layout: table,
          new_world: target.headerPointer)
        let outcome = unsafe GameCalls(image: image).migrate(info)
        guard outcome.succeeded else { return outcome }
        if outcome == .ok { done += 1 }
        target.header.world_version = step.to
      }
      return .ok
    }
    transfer.versionSteps = done
    guard outcome.succeeded else { throw Rejection(.migrate, outcome) }
  }
}
