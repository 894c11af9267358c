import CGameABI
import HostSystem
import WorldState

/// Migrates a world to the layout of the generation that is to run it.
extension WorldStore {
  /// Lays out the world of `source` for `next`. The running world itself is changed only if nothing has to be
  /// migrated, so the caller holds a checkpoint of it.
  /// - Parameter isReturn: whether `next` is an earlier build that takes over again. It may run a world of another version
  ///   although it has no `migrate`; a new build may not.
  func transfer(
    _ source: WorldSource, to next: Generation, isReturn: Bool
  ) throws(Rejection) -> WorldTransfer {
    let start = monotonicNow
    var transfer = try layOut(source, for: next, isReturn: isReturn)
    transfer.duration = monotonicNow - start
    return transfer
  }

  private func layOut(
    _ source: WorldSource, for next: Generation, isReturn: Bool
  ) throws(Rejection) -> WorldTransfer {
    switch source {
    case .fresh(let seed): return try makeFreshWorld(for: next, seed: seed)
    case .running(let old, let route):
      var transfer = WorldTransfer(arena: world, past: past)
      // Back and forth along the history step by step: each step knows its renames. It needs two arenas.
      let stations = route.flatMap { $0.count > 2 && hasTwoSpareArenas ? $0 : nil } ?? [old, next]
      for (a, b) in zip(stations, stations.dropFirst()) {
        try migrate(&transfer, from: a, to: b, isNew: route == nil)
      }
      let version = transfer.past.unmigratedVersion ?? world.header.world_version
      let steps = VersionSteps(
        source: world, layout: old.image.layout, version: version, image: next.image, isReturn: isReturn)
      try run(steps, &transfer)
      return transfer
    case .answered(let generation, let question):
      var transfer = WorldTransfer(arena: world, past: past)
      try follow(question, in: generation, &transfer)
      return transfer
    case .snapshot(let snapshot, let renames, var past):
      if past.undoRecord?.layout != snapshot.layout { past.undoRecord = nil }
      let laidOut = try layOut(snapshot, for: next.image)
      return try transfer(laidOut, past, snapshot.layout, renames, to: next, isReturn: isReturn)
    case .copied(let layout, let renames):
      precondition(state.isEmpty, "a world runs here")
      do throws(ArenaError) { try world.checkHeader(for: layout) } catch { throw .world("\(error)") }
      do throws(WorldError) { _ = try world.reader(for: layout) } catch { throw .world("\(error)") }
      return try transfer(world, WorldPast(), layout, renames, to: next, isReturn: isReturn)
    }
  }

  /// Migrates a world that no generation runs, in the arena that it is in or into a spare one.
  /// - Parameter renames: declared by the code that the world comes from.
  private func transfer(
    _ arena: Arena, _ past: WorldPast, _ layout: Layout, _ renames: [DeclaredRename], to next: Generation,
    isReturn: Bool
  ) throws(Rejection) -> WorldTransfer {
    var transfer = WorldTransfer(arena: arena, past: past)
    try migrate(&transfer, from: layout, declaring: renames, to: next)
    let version = transfer.past.unmigratedVersion ?? arena.header.world_version
    let steps = VersionSteps(
      source: arena, layout: layout, version: version, image: next.image, isReturn: isReturn)
    try run(steps, &transfer)
    return transfer
  }

  private func makeFreshWorld(for next: Generation, seed: UInt64) throws(Rejection) -> WorldTransfer {
    let image = next.image
    // The running world is left whole, for the way back.
    let arena = state.isEmpty ? world : spareArena(besides: world)
    do throws(ArenaError) {
      try arena.prepareFreshWorld(layout: image.layout, worldVersion: image.worldVersion, seed: seed)
    } catch {
      throw .world("\(error)")
    }
    var transfer = WorldTransfer(
      arena: arena, past: .fresh(declaring: image.renames, layout: image.layout, generation: next.number))
    transfer.isFresh = true
    return transfer
  }

  /// Puts a saved world into a spare arena or, if there is only one and its migration needs that, into a temporary one.
  private func layOut(_ snapshot: Snapshot, for image: GameImage) throws(Rejection) -> Arena {
    let isFinal = snapshot.layout == image.layout && snapshot.header.world_version == image.worldVersion
    let arena: Arena
    do throws(ArenaError) {
      arena =
        isFinal || hasTwoSpareArenas
        ? spareArena(besides: world) : try Arena(name: "loaded world", bytesReserved: world.bytesReserved)
      try arena.copy(from: snapshot.bytes)
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
    let rollback = isNew ? nil : next.number
    do throws(MigrationError) {
      if from.layout == to.layout {
        let renames = transfer.past.renames(from: from.renames, to: to.renames, rollback: rollback)
        try migrateLate(&transfer, from: from, to: next, renames)
      } else {
        // What a rollback drops and adds is what an edit added and dropped.
        let migration = try PlannedMigration(
          of: transfer.past, from: from.layout, declaring: from.renames, to: next, rollback: rollback,
          answers: isNew || next.number > old.number ? answers : nil)
        try migrate(&transfer, by: migration, to: next)
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
    let followed = transfer.past.appliedRenames ?? []
    let open = transfer.past.undoRecord?.questions ?? []
    if let plan, let record = transfer.past.undoRecord,
      plan.isDeclaredLate(for: record, in: transfer.arena)
    {
      let questions = plan.questions(declared: to.renames, open: open, asksNew: false)
      try migrate(
        &transfer,
        by: PlannedMigration(plan: plan, renames: renames, declared: to.renames, questions: questions),
        to: next)
    } else {
      transfer.past.apply([], of: renames, declared: to.renames, layout: to.layout, generation: next.number)
      transfer.past.undoRecord?.closeQuestions { question in
        to.renames.contains(question.rename)
          || to.defaults.contains { $0.owner == question.id.owner && $0.field == question.id.to }
      }
    }
    transfer.followed += Set(to.renames).subtracting(from.renames).intersection(followed).sorted {
      "\($0)" < "\($1)"
    }
  }

  /// Applies a rename that the author stated.
  private func follow(
    _ question: RenameQuestion, in generation: Generation, _ transfer: inout WorldTransfer
  ) throws(Rejection) {
    let image = generation.image
    let declared = image.renames + [question.rename]
    let renames = transfer.past.renames(from: image.renames, to: declared, rollback: nil)
    let rest = (transfer.past.undoRecord?.questions ?? []).filter { !$0.excludes(question) }
    transfer.past.undoRecord?.answer(question)
    do throws(MigrationError) {
      let plan = try image.plan(from: image.layout, renames)
      if let record = transfer.past.undoRecord, plan.isDeclaredLate(for: record, in: transfer.arena) {
        try migrate(
          &transfer, by: PlannedMigration(plan: plan, renames: renames, declared: declared, questions: rest),
          to: generation)
      } else {
        transfer.past.apply(
          [], of: renames, declared: declared, layout: image.layout, generation: generation.number)
        transfer.past.undoRecord?.closeQuestions { $0.excludes(question) }
      }
    } catch {
      throw .migration("\(error)")
    }
  }

  /// Migrates a world that does not run.
  private func migrate(
    _ transfer: inout WorldTransfer, from layout: Layout, declaring outgoing: [DeclaredRename],
    to next: Generation
  ) throws(Rejection) {
    let image = next.image
    do throws(MigrationError) {
      if layout == image.layout {
        let renames = transfer.past.renames(from: outgoing, to: image.renames, rollback: next.number)
        transfer.past.apply([], of: renames, declared: image.renames, layout: layout, generation: next.number)
      } else {
        let migration = try PlannedMigration(
          of: transfer.past, from: layout, declaring: outgoing, to: next, rollback: next.number,
          answers: answers)
        try migrate(&transfer, by: migration, to: next)
      }
    } catch {
      throw .migration("\(error)")
    }
  }

  private func migrate(
    _ transfer: inout WorldTransfer, by migration: PlannedMigration, to next: Generation
  ) throws(MigrationError) {
    try transfer.migrate(
      by: migration.plan, into: spareArena(besides: transfer.arena), asking: migration.questions)
    transfer.past.apply(
      migration.plan.appliedRenames, of: migration.renames, declared: migration.declared,
      layout: next.image.layout, generation: next.number)
  }

  private func run(_ steps: VersionSteps, _ transfer: inout WorldTransfer) throws(Rejection) {
    if steps.isEmpty {
      transfer.past.unmigratedVersion = steps.isUnmigrated ? steps.version : nil
      transfer.arena.header.world_version = steps.image.worldVersion
      return
    }
    if transfer.arena === steps.source {
      // `migrate` receives the old world and the new one, so they must be separate.
      let copy = spareArena(besides: steps.source)
      do throws(ArenaError) { try copy.copy(from: steps.source) } catch { throw .migration("\(error)") }
      transfer.arena = copy
    }
    try steps.run(on: &transfer)
    // The game itself says what became of the fields.
    let before = Set((past.undoRecord?.questions ?? []).map(\.id))
    transfer.past.undoRecord?.closeQuestions { !before.contains($0.id) }
  }
}
