import CGameABI
import Engine
import WorldState

/// A world on its way from one generation to another: where it is, and what was done to it so far.
struct WorldPassage {
  /// Where the world is that the next generation is to run in.
  var arena: Arena
  /// What each migration kept for the way back.
  var undoRecords: [UndoRecord] = []
  var plans: [MigrationPlan] = []
  /// How many values of each field did not fit.
  var saturated: [String: Int] = [:]
  /// The game's own migration steps that did something.
  var versionSteps = 0

  /// Migrates the world into another arena.
  mutating func migrate(
    by plan: MigrationPlan, into target: Arena, restoring undoRecord: UndoRecord?, recordsUndo: Bool
  ) throws(MigrationError) {
    let migration = try plan.apply(
      from: arena, to: target, restoring: undoRecord, recordsUndo: recordsUndo)
    arena = target
    plans.append(plan)
    saturated.merge(migration.report.saturated, uniquingKeysWith: +)
    if let undoRecord = migration.undoRecord { undoRecords.append(undoRecord) }
  }
}

/// Why a generation, or a world, may not run, and at which stage that was found.
struct Refusal: Error {
  var stage: String
  var reason: String
  /// How the game's code ended, where it was the game's code that refused.
  var outcome: CallOutcome?

  init(stage: String, reason: String) {
    self.stage = stage
    self.reason = reason
  }

  init(_ callback: Callback, _ outcome: CallOutcome) {
    stage = callback.rawValue
    self.outcome = outcome
    if case .crashed(let report) = outcome {
      reason = report.headline
    } else {
      reason = "it answered that it failed; the log has the reason"
    }
  }
}

extension ReloadableGame {
  /// Makes the world that `next` is to run in, and has its code take it over. `source` itself is changed only if
  /// there is nothing to migrate, so the caller keeps a copy of it.
  /// - Parameters:
  ///   - source: a world of `layout`: the one that runs, or one that was saved.
  ///   - plans: from `layout` to that of `next`; none where both are equal.
  ///   - isRunning: whether it is the world that runs, which goes the way back with what was kept for it.
  func carry(
    _ source: Arena, of layout: Layout, by plans: [MigrationPlan], into next: Generation,
    notice: ReloadNotice, isRunning: Bool
  ) throws(Refusal) -> WorldPassage {
    var passage = WorldPassage(arena: source)
    let version = source.header.world_version
    do throws(MigrationError) {
      for plan in plans {
        try passage.migrate(
          by: plan, into: spareArena(beside: source, passage.arena),
          restoring: isRunning ? undoRecords.find(goingBackTo: plan.to, from: plan.from) : nil,
          recordsUndo: isRunning)
      }
    } catch {
      throw Refusal(stage: "migration", reason: "\(error)")
    }
    try runOwnMigration(&passage, source, layout, from: version, in: next)
    let after = unsafe GameCalls(image: next.image).afterReload(passage.arena.headerPointer, notice)
    guard after.succeeded else { throw Refusal(.afterReload, after) }
    if passage.arena !== source { try check(passage.arena, next) }
    return passage
  }

  /// Runs the game's own steps from one world version to another, up or down.
  private func runOwnMigration(
    _ passage: inout WorldPassage, _ source: Arena, _ layout: Layout, from version: UInt32,
    in next: Generation
  ) throws(Refusal) {
    let steps = VersionStep.chain(from: version, to: next.image.worldVersion)
    defer { passage.arena.header.world_version = next.image.worldVersion }
    guard !steps.isEmpty else { return }
    if passage.arena === source {
      // The steps are shown the old world beside the new one.
      let target = spareArena(beside: source, source)
      do throws(ArenaError) { try target.copy(from: source) } catch {
        throw Refusal(stage: "migration", reason: "\(error)")
      }
      passage.arena = target
    }
    let target = passage.arena
    var done = 0
    let outcome: CallOutcome = unsafe layout.withTable { table in
      for step in steps {
        let info = unsafe MigrationInfo(
          struct_size: UInt32(MemoryLayout<MigrationInfo>.size), from_version: step.from,
          to_version: step.to, unused: 0, old_world: UnsafePointer(source.headerPointer), old_layout: table,
          new_world: target.headerPointer)
        let outcome = unsafe GameCalls(image: next.image).migrate(info)
        guard outcome.succeeded else { return outcome }
        if outcome == .ok { done += 1 }
        target.header.world_version = step.to
      }
      return .ok
    }
    passage.versionSteps = done
    guard outcome.succeeded else { throw Refusal(.migrate, outcome) }
  }

  /// Whether what the game made of a migrated world is one still.
  private func check(_ arena: Arena, _ next: Generation) throws(Refusal) {
    do throws(ArenaError) { try arena.checkHeader(for: next.image.layout) } catch {
      throw Refusal(stage: "migration", reason: "the game broke the world it was given: \(error)")
    }
    do throws(WorldError) { _ = try arena.reader(for: next.image.layout) } catch {
      throw Refusal(stage: "migration", reason: "the game broke the world it was given: \(error)")
    }
  }

  /// Makes the world that was carried over the one that runs.
  func settle(_ passage: WorldPassage) {
    for record in passage.undoRecords { undoRecords.add(record) }
    for plan in passage.plans {
      for line in plan.description.split(separator: "\n") { logLine("migration: \(line)") }
    }
    for (field, count) in passage.saturated.sorted(by: { $0.key < $1.key }) {
      board.post("\(field): \(count) values did not fit and became the nearest that do", .bad, seconds: 8)
      logLine("migration: \(field): \(count) values did not fit and became the nearest that do")
    }
    worldIndex = memory.arenas.firstIndex { $0 === passage.arena } ?? worldIndex
  }

  /// An arena that nothing is in which is still needed.
  func spareArena(beside source: Arena, _ current: Arena) -> Arena {
    // There are as many spare arenas as a migration of several steps needs beside the world it began with.
    guard let spare = spares.first(where: { $0 !== source && $0 !== current }) else {
      preconditionFailure("no spare arena")
    }
    return spare
  }

  /// How the running world gets from one generation to another: the way it came, where what was kept on that way
  /// fits; else straight.
  func plans(from old: Generation, to next: Generation) throws(Refusal) -> [MigrationPlan] {
    if old.image.layout == next.image.layout { return [] }
    do throws(MigrationError) {
      let isKept = undoRecords.find(goingBackTo: next.image.layout, from: old.image.layout) != nil
      if !isKept, let walk = history.walk(from: old, to: next), walk.count > 2 {
        let hops = zip(walk, walk.dropFirst()).filter { $0.image.layout != $1.image.layout }
        let areKept = hops.allSatisfy {
          undoRecords.find(goingBackTo: $1.image.layout, from: $0.image.layout) != nil
        }
        if areKept {
          var plans: [MigrationPlan] = []
          for (a, b) in hops { plans.append(try plan(from: a, to: b)) }
          return plans
        }
      }
      return [try plan(from: old, to: next)]
    } catch {
      throw Refusal(stage: "migration", reason: "\(error)")
    }
  }

  private func plan(from old: Generation, to next: Generation) throws(MigrationError) -> MigrationPlan {
    if let plan = next.plan, plan.from == old.image.layout { return plan }
    return try old.image.plan(to: next.image)
  }
}
