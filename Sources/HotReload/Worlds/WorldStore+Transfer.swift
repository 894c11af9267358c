import CGameABI
import WorldState

/// Migrates a world to the layout of the generation that is to run it.
extension WorldStore {
  /// Lays out the world of `source` for `next`. The running world itself is changed only if nothing has to be
  /// migrated, so the caller holds a checkpoint of it.
  func transfer(_ source: WorldSource, to next: Generation) throws(Rejection) -> WorldTransfer {
    switch source {
    case .fresh(let seed): return try makeFreshWorld(for: next, seed: seed)
    case .running(let old, let route):
      var transfer = WorldTransfer(arena: world, past: past)
      // Back and forth along the history step by step: each step knows its renames. It needs two arenas.
      let stations = route.flatMap { $0.count > 2 && hasTwoSpareArenas ? $0 : nil } ?? [old, next]
      for (a, b) in zip(stations, stations.dropFirst()) {
        try migrate(&transfer, from: a, to: b, isNew: route == nil)
      }
      try runVersionSteps(&transfer, from: world, old.image.layout, to: next.image)
      return transfer
    case .snapshot(let snapshot, let renames, var past):
      if past.undoRecord?.layout != snapshot.layout { past.undoRecord = nil }
      let laidOut = try layOut(snapshot)
      var transfer = WorldTransfer(arena: laidOut, past: past)
      try migrate(&transfer, from: snapshot.layout, declaring: renames, to: next)
      try runVersionSteps(&transfer, from: laidOut, snapshot.layout, to: next.image)
      return transfer
    }
  }

  private func makeFreshWorld(for next: Generation, seed: UInt64) throws(Rejection) -> WorldTransfer {
    let image = next.image
    do throws(ArenaError) {
      try world.prepareFreshWorld(layout: image.layout, worldVersion: image.worldVersion, seed: seed)
    } catch {
      throw .world("\(error)")
    }
    return WorldTransfer(
      arena: world, past: .fresh(declaring: image.renames, layout: image.layout, generation: next.number))
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

  // MARK: The automatic migration

  /// Migrates the running world from one generation to the next one of the history.
  private func migrate(
    _ transfer: inout WorldTransfer, from old: Generation, to next: Generation, isNew: Bool
  ) throws(Rejection) {
    let (from, to) = (old.image, next.image)
    let renames = transfer.past.renames(
      from: from.renames, to: to.renames, rollback: isNew ? nil : next.number)
    do throws(MigrationError) {
      if from.layout == to.layout {
        try migrateLate(&transfer, from: from, to: next, renames)
      } else {
        var plan = renames.list.isEmpty && next.plan?.from == from.layout ? next.plan : nil
        if plan == nil { plan = try to.plan(from: from.layout, renames) }
        if let plan { try migrate(&transfer, by: plan, renames, to: next) }
      }
    } catch {
      throw .migration("\(error)")
    }
  }

  /// Between equal layouts there is something to do if a rename or a default was declared later than its field.
  private func migrateLate(
    _ transfer: inout WorldTransfer, from: GameImage, to next: Generation, _ renames: WorldPast.Renames
  ) throws(MigrationError) {
    let to = next.image
    let isSame = from.renames == to.renames && from.defaults == to.defaults
    let plan = isSame ? nil : try to.plan(from: from.layout, renames)
    if let plan, let record = transfer.past.undoRecord, plan.isDeclaredLate(for: record) {
      try migrate(&transfer, by: plan, renames, to: next)
    } else {
      transfer.past.apply([], of: renames, declared: to.renames, layout: to.layout, generation: next.number)
    }
  }

  /// Migrates a world that does not run.
  private func migrate(
    _ transfer: inout WorldTransfer, from layout: Layout, declaring outgoing: [DeclaredRename],
    to next: Generation
  ) throws(Rejection) {
    let image = next.image
    let renames = transfer.past.renames(from: outgoing, to: image.renames, rollback: next.number)
    do throws(MigrationError) {
      if layout == image.layout {
        transfer.past.apply([], of: renames, declared: image.renames, layout: layout, generation: next.number)
      } else {
        let plan = try image.plan(from: layout, renames)
        try migrate(&transfer, by: plan, renames, to: next)
      }
    } catch {
      throw .migration("\(error)")
    }
  }

  private func migrate(
    _ transfer: inout WorldTransfer, by plan: MigrationPlan, _ renames: WorldPast.Renames, to next: Generation
  ) throws(MigrationError) {
    try transfer.migrate(by: plan, into: spareArena(besides: transfer.arena))
    transfer.past.apply(
      plan.appliedRenames, of: renames, declared: next.image.renames, layout: next.image.layout,
      generation: next.number)
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
