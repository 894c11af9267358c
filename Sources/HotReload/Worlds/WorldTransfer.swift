import Engine
import WorldState

/// A world that is being transferred to another generation, and the migrations that were applied so far.
struct WorldTransfer {
  /// The arena that the next generation is to run in.
  var arena: Arena
  /// The undo records of the migrations.
  var undoRecords: [UndoRecord] = []
  var plans: [MigrationPlan] = []
  /// The number of values that did not fit, by field.
  var saturated: [String: Int] = [:]
  /// The number of the game's own `migrate` steps that made changes.
  var versionSteps = 0

  init(arena: Arena) { self.arena = arena }

  /// Migrates the world into another arena.
  mutating func migrate(
    by plan: MigrationPlan, into target: Arena, restoring record: UndoRecord?, recordsUndo: Bool
  ) throws(MigrationError) {
    let migration = try plan.apply(
      from: arena, to: target, restoring: record, recordsUndo: recordsUndo)
    arena = target
    plans.append(plan)
    saturated.merge(migration.report.saturated, uniquingKeysWith: +)
    if let record = migration.undoRecord { undoRecords.append(record) }
  }

  var summary: HostEvent.MigrationSummary {
    var summary = HostEvent.MigrationSummary()
    summary.isMigrated = !plans.isEmpty
    summary.versionSteps = versionSteps
    for plan in plans {
      for (kind, count) in plan.summary { summary.actions[kind, default: 0] += count }
      for action in plan.actions where !action.isUnchanged {
        if let change = action.change { summary.changes[change, default: 0] += 1 }
      }
    }
    return summary
  }

  /// One line per field, for the log.
  var log: [String] {
    plans.flatMap { $0.description.split(whereSeparator: \.isNewline).map(String.init) }
  }
}

extension FieldAction {
  /// What happened to the field, as `HostEvent.MigrationSummary` counts it.
  fileprivate var change: String? {
    switch kind {
    case .zero, .default: "added"
    case .drop: "dropped"
    case .convert, .saturate, .replace: "retyped"
    case .resize: "resized"
    case .copy: oldName != nil ? "renamed" : "moved"
    case .recurse, .pool: nil
    }
  }
}
