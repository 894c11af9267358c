import WorldState

/// The source of the world that a generation is to run in.
enum WorldSource {
  /// A new world, made by the game's `start`.
  case fresh(seed: UInt64)
  /// The running world, which is of this generation's layout.
  ///
  /// `route` lists the generations from there to the incoming one in the order of the history; nil if it is new.
  case running(of: Generation, route: [Generation]?)
  /// The running world, which is of this generation's layout: the values of a field follow a rename that the author stated.
  case answered(by: Generation, RenameQuestion)
  /// A saved or retained world. `renames` are declared by the code that the world comes from, if that is known.
  case snapshot(Snapshot, renames: [DeclaredRename] = [], past: WorldPast = WorldPast())
  /// A world that is in the first arena of an empty store, such as a copy of one of another process.
  case copied(Layout, renames: [DeclaredRename])
}
