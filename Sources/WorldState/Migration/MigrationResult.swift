/// What a migration did, for the player and the event log.
public struct MigrationReport: Equatable, Sendable {
  /// Number of fields by action, as in `MigrationPlan.summary`.
  public var actions: [String: Int] = [:]
  /// Number of values of each field that were clamped to the nearest value in range.
  public var saturated: [String: Int] = [:]
  /// Pool elements that were carried over.
  public var elements = 0
  /// Size of the new world in bytes.
  public var bytesUsed = 0
  /// Size of the undo record in bytes.
  public var undoByteCount = 0
  /// Whether an undo record was restored.
  public var restored = false
}

/// A finished migration.
public struct MigrationResult: Sendable {
  public var report: MigrationReport
  /// For the migration back. Nil if none was requested or both layouts are equal.
  public var undoRecord: UndoRecord?
}
