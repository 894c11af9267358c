import Engine
import WorldState

/// A world that is being transferred to another generation, and the migrations that were applied so far.
struct WorldTransfer {
  /// The arena that the next generation is to run in.
  var arena: Arena
  var past: WorldPast
  /// What became of each field in each migration.
  var actions: [[FieldAction]] = []
  /// The number of values that did not fit, by field.
  var saturated: [String: Int] = [:]
  /// The constants of enums that changed.
  var constantChanges: [ConstantChange] = []
  /// About values that are no constant of their enum.
  var notes: [String] = []
  /// Renames that are declared now and that the values have followed before.
  var followed: [DeclaredRename] = []
  /// The number of the game's own `migrate` steps that made changes.
  var versionSteps = 0
  /// Whether `start` makes it.
  var isFresh = false
  /// Nanoseconds that the loop stood still for the migration.
  var duration: UInt64 = 0

  init(arena: Arena, past: WorldPast = WorldPast()) {
    self.arena = arena
    self.past = past
  }

  /// Migrates the world into another arena.
  /// - Parameter questions: the renames to ask the author about.
  mutating func migrate(
    by plan: MigrationPlan, into target: Arena, asking questions: [RenameQuestion]
  ) throws(MigrationError) {
    let migration = try plan.apply(
      from: arena, to: target, restoring: past.undoRecord, asking: questions)
    arena = target
    actions.append(migration.report.actions)
    constantChanges += plan.constantChanges
    notes += migration.report.notes
    saturated.merge(migration.report.saturated, uniquingKeysWith: +)
    past.undoRecord = migration.undoRecord
  }

  var summary: HostEvent.MigrationSummary {
    var summary = HostEvent.MigrationSummary()
    summary.isMigrated = !actions.isEmpty
    summary.versionSteps = versionSteps
    summary.duration = duration
    for list in actions {
      for (kind, count) in list.summary { summary.actions[kind, default: 0] += count }
      for action in list where !action.isUnchanged {
        if let change = action.change { summary.changes[change, default: 0] += 1 }
      }
    }
    for case let change? in constantChanges.map(\.kind) {
      summary.changes["constant \(change.rawValue)", default: 0] += 1
    }
    return summary
  }

  /// One line per field and per constant, for the log.
  var log: [String] {
    let constants = constantChanges.map(\.description)
    return actions.flatMap { list in
      list.changedLines.isEmpty && constants.isEmpty ? ["nothing changes"] : list.changedLines
    } + constants + followed.map { "\($0.description); the values have followed it already" }
  }
}

extension FieldAction {
  /// What happened to the field, as `HostEvent.MigrationSummary` counts it.
  fileprivate var change: String? {
    switch kind {
    case .restore: "restored"
    case .zero, .default: "added"
    case .drop: "dropped"
    case .convert, .saturate, .replace: "retyped"
    case .resize: "resized"
    case .copy: oldName != nil ? "renamed" : "moved"
    case .recurse, .pool, .constants: nil
    }
  }
}
