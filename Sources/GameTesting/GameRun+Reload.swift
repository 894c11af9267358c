import CGameABI
public import GameSDK
import WorldState

/// Reloads, as a host does them.
extension GameRun {
  /// Swaps in the same code again: `beforeReload` of the old value of the game, `afterReload` of a new one.
  public func reload() throws {
    try leave()
    game = LinkedGame(G.self)
    try takeOver()
  }

  /// Swaps in another version of the game, whose world may have other fields: the world is migrated, as by a host.
  /// - Returns: the run of the new game, which has the files and the log of this one. This one must not be used any more.
  public func reload<New: Game>(as type: New.Type) throws -> GameRun<New> {
    try leave()
    let next = try GameRun<New>(type, host: host, size: size)
    next.checksDeterminism = checksDeterminism
    try next.migrate(arena, of: layout)
    try next.takeOver()
    return next
  }

  /// Whether a host may swap in a save now.
  /// - Throws: what `mayReload` throws; a host then goes on with the reload.
  public func mayReload() throws -> Bool {
    var question = ReloadQuestion(struct_size: UInt32(MemoryLayout<ReloadQuestion>.size), must_wait: 0)
    try unsafe call("mayReload") { table, world in
      unsafe table.may_reload(UnsafePointer(world), &question)
    }
    return question.must_wait == 0
  }

  /// The old code drops what it derived.
  func leave() throws {
    try unsafe call("beforeReload") { table, world in
      var info = unsafe reload(ReloadCauseSave)
      return unsafe table.before_reload(world, &info)
    }
  }

  /// The new code derives its data from the world.
  func takeOver() throws {
    try unsafe call("afterReload") { table, world in
      var info = unsafe reload(ReloadCauseSave)
      return unsafe table.after_reload(world, &info)
    }
  }

  private func reload(_ cause: ReloadCause) -> ReloadInfo {
    var info = unsafe ReloadInfo()
    unsafe info.struct_size = UInt32(MemoryLayout<ReloadInfo>.size)
    unsafe info.cause = cause
    unsafe (info.from_generation, info.to_generation) = (1, 2)
    return unsafe info
  }

  /// Fills this world from one of another layout, and lets the game migrate its meaning from version to version.
  func migrate(_ source: Arena, of old: Layout) throws {
    let table = unsafe game.table
    let renames =
      try unsafe DeclaredRename.list(table.renames, count: table.rename_count)
      + DeclaredRename.constants(table.constant_renames, count: table.constant_rename_count)
    let defaults = try unsafe DeclaredDefault.list(
      table.defaults, types: table.default_types, count: table.default_count)
    let plan = try MigrationPlan(from: old, to: layout, renames: renames, defaults: defaults)
    _ = try plan.apply(from: source, to: arena)
    let steps = VersionStep.chain(from: source.header.world_version, to: unsafe table.world_version)
    for (index, step) in steps.enumerated() {
      // Each step but the first reads what the one before has made.
      let before = index == 0 ? source : try copy(of: arena)
      let outcome: Result<Void, any Error> = unsafe (index == 0 ? old : layout).withTable { oldTable in
        unsafe old.withTable { first in
          var info = unsafe MigrationInfo(
            struct_size: UInt32(MemoryLayout<MigrationInfo>.size), from_version: step.from,
            to_version: step.to, unused: 0, old_world: UnsafePointer(before.headerPointer),
            old_layout: oldTable, new_world: arena.headerPointer,
            first_world: UnsafePointer(source.headerPointer), first_layout: first)
          return Result { try unsafe call("migrate") { table, _ in unsafe table.migrate(&info) } }
        }
      }
      try outcome.get()
      arena.header.world_version = step.to
    }
  }

  func copy(of world: Arena) throws -> Arena {
    let copy = try Arena(name: "hotloop test copy", bytesReserved: world.bytesReserved)
    try copy.copy(from: unsafe world.withBytes { unsafe Array($0) })
    return copy
  }
}
