import WorldState

extension GameImage {
  /// The migration of a world from this image's layout to another's. Any thread.
  ///
  /// Uses the renames that the other declares, and those of this one inverted, in case the other is the older.
  func plan(to other: GameImage) throws(MigrationError) -> MigrationPlan {
    try MigrationPlan(
      from: layout, to: other.layout, renames: DeclaredRename.inverted(renames) + other.renames,
      defaults: other.defaults)
  }
}
