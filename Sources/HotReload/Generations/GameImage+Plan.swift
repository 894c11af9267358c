import WorldState

extension GameImage {
  /// The migration of a world from this image's layout to another's. Any thread.
  ///
  /// Uses the renames that the other declares, and those of this one inverted, in case the other is the older.
  func plan(to other: GameImage) throws(MigrationError) -> MigrationPlan {
    try other.plan(from: layout, renames: renames)
  }

  /// The migration of a world of another layout to this image's. Any thread.
  /// - Parameter renames: those that the code of the other layout declares.
  func plan(from other: Layout, renames others: [DeclaredRename]) throws(MigrationError) -> MigrationPlan {
    try MigrationPlan(
      from: other, to: layout, renames: DeclaredRename.inverted(others) + renames, defaults: defaults)
  }
}
