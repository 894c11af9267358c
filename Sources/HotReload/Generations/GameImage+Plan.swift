import WorldState

extension GameImage {
  /// How a world of this image becomes one of another. Any thread.
  ///
  /// The renames of both are used: those of the other as they are stated, this one's the other way round, for where the
  /// other is the older.
  func plan(to other: GameImage) throws(MigrationError) -> MigrationPlan {
    try MigrationPlan(
      from: layout, to: other.layout, renames: DeclaredRename.inverted(renames) + other.renames,
      defaults: other.defaults)
  }
}
