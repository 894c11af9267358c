import CGameABI

/// One step of a game's own migration, from one world version to another.
///
/// The automatic migration has filled the new world: what fits by name is there. `old` shows the world as it was.
///
///     mutating func migrate(_ world: inout World, _ migration: Migration) {
///       // Version 2 counts speed in tiles.
///       if migration.from == 1 { world.player.speed = Float(migration.old["player"]["speed"].number ?? 0) / 4 }
///     }
public struct Migration {
  /// The version before this step and after it. Going back, `to` is the smaller one.
  public let from: Int
  public let to: Int
  /// The world as it was. Good until `migrate` returns.
  public let old: OldValue

  init(_ info: MigrationInfo) {
    from = unsafe Int(info.from_version)
    to = unsafe Int(info.to_version)
    guard let layout = unsafe info.old_layout, let world = unsafe info.old_world,
      let root = unsafe layout.pointee.structs
    else {
      // A migration with nothing to look back at: everything asked of it is missing.
      old = .missing
      return
    }
    let arena = unsafe OldArena(
      start: UnsafeRawPointer(world), size: Int(world.pointee.bytes_used), layout: layout.pointee)
    old = unsafe OldValue(place: .record(arena, offset: 0, type: root.pointee))
  }
}

/// Thrown where a game states no migration.
struct NoMigration: Error {}
