/// What a migration did, for the player and the event log.
public struct MigrationReport: Equatable, Sendable {
  /// What became of each field, as in `MigrationPlan.actions`, and which took values beyond those of the old world.
  public var actions: [FieldAction] = []
  /// Number of values of each field that were clamped to the nearest value in range.
  public var saturated: [String: Int] = [:]
  /// One line for each field with values that are no constant of its enum.
  public var notes: [String] = []
  /// Pool elements that were carried over.
  public var elements = 0
  /// Size of the new world in bytes.
  public var bytesUsed = 0
  /// Size of the undo record in bytes.
  public var undoByteCount = 0
}

/// The number of world structs or pool elements in which a field took values beyond those of the old world.
public struct RestoredValues: Hashable, Sendable {
  /// With a value that was kept.
  public var kept = 0
  /// With a default that was declared later than the field.
  public var defaults = 0
  public var total = 0
  /// Whether those without a value got the declared default.
  var isDefault = false
}

/// A finished migration.
public struct MigrationResult: Sendable {
  public var report: MigrationReport
  /// For the migrations to come. Nil if none was requested, or if the world was copied unchanged.
  public var undoRecord: UndoRecord?
}
