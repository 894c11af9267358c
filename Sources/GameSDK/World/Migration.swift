import CGameABI

/// The argument of ``Game/migrate(_:_:)``: one step of a game's own migration, from one world version to the next.
///
/// The automatic migration has already filled the new world: fields with the same name have their values. ``old`` gives
/// read access to the world of the version before: what the step before made, if several steps run in one reload.
///
///     mutating func migrate(_ world: inout World, _ migration: Migration) {
///       // Version 2 counts speed in tiles.
///       if migration.from == 1 { world.player.speed = Float(migration.old["player"]["speed"].number ?? 0) / 4 }
///     }
public struct Migration {
  /// The version before this step.
  public let from: Int
  /// The version after this step: one higher than ``from``, or one lower when the player goes back to an older build.
  public let to: Int
  /// The world of version ``from``. Valid until ``Game/migrate(_:_:)`` returns.
  ///
  /// In the second and later steps of one reload it has the fields of the new layout, also under the names that
  /// ``Game/renames`` gives them in earlier builds. A field that the new layout lacks has its value from before the first
  /// step.
  public let old: OldValue

  /// - Parameter renames: those that the game declares.
  init(_ info: MigrationInfo, renames: [Rename] = []) {
    from = unsafe Int(info.from_version)
    to = unsafe Int(info.to_version)
    // Equal in the first step, and NULL from a host of an older contract.
    let hasFirst = unsafe info.first_world != nil && info.first_world != info.old_world
    old = unsafe OldValue(
      world: info.old_world, layout: info.old_layout, renames: hasFirst ? renames : [],
      otherwise: hasFirst ? OldValue(world: info.first_world, layout: info.first_layout) : nil)
  }
}

/// Thrown by the default implementation of `migrate`.
struct NoMigration: Error {}
