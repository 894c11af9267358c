import World

/// What a step sees besides the world: the level, the content files, and derived data. Valid for one tick.
struct Surroundings {
  let level: Level
  let creatureKinds: CreatureFile
  let shotKinds: ShotFile
  let stats: PlayerStats
  let flow: FlowField
  /// For bodies that are too large for a passage of one tile.
  let wideFlow: FlowField
  let crowd: SpatialIndex
  let difficulty: DifficultyRules

  var map: TileMap { level.map }
}
