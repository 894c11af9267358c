import CGameABI

/// The argument of ``Game/migrate(_:_:)``: one step of a game's own migration, from one world version to the next.
///
/// The automatic migration has already filled the new world: fields with the same name have their values. ``old`` gives
/// read access to the old world.
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
  /// The old world. Valid until ``Game/migrate(_:_:)`` returns.
  public let old: OldValue

  init(_ info: MigrationInfo) {
    from = unsafe Int(info.from_version)
    to = unsafe Int(info.to_version)
    guard let layout = unsafe info.old_layout, let world = unsafe info.old_world,
      let root = unsafe layout.pointee.structs
    else {
      // Without an old world every look-up gives a missing value.
      old = .missing
      return
    }
    let arena = unsafe OldArena(
      start: UnsafeRawPointer(world), size: Int(world.pointee.bytes_used), layout: layout.pointee)
    old = unsafe OldValue(location: .record(arena, offset: 0, type: root.pointee))
  }
}

/// Thrown by the default implementation of `migrate`.
struct NoMigration: Error {}
