import CGameABI

/// The callbacks of GameTable, for one game.
///
/// While one of them runs, no dynamic exclusivity access is open: the host may leave a callback that crashed without
/// returning from it, and an access that was open then would stay open for ever.
protocol Callbacks: AnyObject {
  var description: GameDescription { get }
  func start(_ world: UnsafeMutablePointer<WorldHeader>) throws
  func step(_ world: UnsafeMutablePointer<WorldHeader>, _ tick: TickInfo) throws
  func draw(_ world: UnsafePointer<WorldHeader>, _ frame: Frame) throws
  func beforeReload(_ world: UnsafeMutablePointer<WorldHeader>, _ reload: Reload) throws
  func afterReload(_ world: UnsafeMutablePointer<WorldHeader>, _ reload: Reload) throws
  func migrate(_ world: UnsafeMutablePointer<WorldHeader>, _ migration: Migration) throws
  func stop(_ world: UnsafeMutablePointer<WorldHeader>) throws
}

/// Runs one callback on a world: makes it the arena of pools and random numbers, and turns errors into a status.
private func call(
  _ name: StaticString, on world: UnsafeMutablePointer<WorldHeader>?,
  _ body: (any Callbacks, UnsafeMutablePointer<WorldHeader>) throws -> Void
) -> HotloopStatus {
  guard let world = unsafe world, let game = unsafe GameImage.game else { return HotloopStatusFailed }
  unsafe Arena.enter(world)
  defer { Arena.leave() }
  do {
    try unsafe body(game, world)
    return HotloopStatusOK
  } catch is NoMigration {
    return HotloopStatusNone
  } catch {
    Log.error("\(name) failed: \(error)")
    return HotloopStatusFailed
  }
}

func callbackStart(_ world: UnsafeMutablePointer<WorldHeader>?) -> HotloopStatus {
  unsafe call("start", on: world) { try unsafe $0.start($1) }
}

func callbackStep(_ world: UnsafeMutablePointer<WorldHeader>?, _ tick: UnsafePointer<TickInfo>?)
  -> HotloopStatus
{
  guard let tick = unsafe tick?.pointee else { return HotloopStatusFailed }
  return unsafe call("step", on: world) { try unsafe $0.step($1, tick) }
}

func callbackDraw(_ world: UnsafePointer<WorldHeader>?, _ frame: UnsafePointer<Frame>?) -> HotloopStatus {
  guard let frame = unsafe frame?.pointee else { return HotloopStatusFailed }
  // Pools are reached through the arena's address, which is a mutable one. `Game.draw` borrows the world, so that
  // nothing writes through it.
  return unsafe call("draw", on: UnsafeMutablePointer(mutating: world)) { game, world in
    try unsafe game.draw(UnsafePointer(world), frame)
  }
}

func callbackBeforeReload(
  _ world: UnsafeMutablePointer<WorldHeader>?, _ info: UnsafePointer<ReloadInfo>?
) -> HotloopStatus {
  guard let info = unsafe info else { return HotloopStatusFailed }
  let reload = unsafe Reload(info.pointee)
  return unsafe call("beforeReload", on: world) { try unsafe $0.beforeReload($1, reload) }
}

func callbackAfterReload(
  _ world: UnsafeMutablePointer<WorldHeader>?, _ info: UnsafePointer<ReloadInfo>?
) -> HotloopStatus {
  guard let info = unsafe info else { return HotloopStatusFailed }
  let reload = unsafe Reload(info.pointee)
  return unsafe call("afterReload", on: world) { try unsafe $0.afterReload($1, reload) }
}

func callbackMigrate(_ info: UnsafePointer<MigrationInfo>?) -> HotloopStatus {
  guard let info = unsafe info else { return HotloopStatusFailed }
  let migration = unsafe Migration(info.pointee)
  return unsafe call("migrate", on: info.pointee.new_world) { try unsafe $0.migrate($1, migration) }
}

func callbackStop(_ world: UnsafeMutablePointer<WorldHeader>?) -> HotloopStatus {
  unsafe call("stop", on: world) { try unsafe $0.stop($1) }
}
