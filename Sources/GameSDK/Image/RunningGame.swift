import CGameABI

/// A game with its value. Translates the callbacks of the contract to those of `Game`.
// Safe: only this object uses the memory, and it is never freed, because images are never unloaded.
@safe final class RunningGame<G: Game>: Callbacks {
  /// The game's value. Created at the first callback, so that the host catches a crash of the author's `init`. In allocated
  /// memory, because an access to a stored property would open a dynamic exclusivity access.
  private var memory: UnsafeMutablePointer<G>?

  private var game: UnsafeMutablePointer<G> {
    if let memory = unsafe memory { return unsafe memory }
    let new = UnsafeMutablePointer<G>.allocate(capacity: 1)
    unsafe new.initialize(to: G())
    unsafe memory = new
    return unsafe new
  }

  var address: UnsafeMutableRawPointer { unsafe UnsafeMutableRawPointer(game) }

  let usedAssets = UsedAssets()

  var description: GameDescription { GameDescription(of: G.self) }

  /// The arena begins with the game's world struct, whose first field is the header. `WorldLayout` checked this.
  private func typed(_ world: UnsafeMutablePointer<WorldHeader>) -> UnsafeMutablePointer<G.World> {
    unsafe UnsafeMutableRawPointer(world).assumingMemoryBound(to: G.World.self)
  }

  /// A fresh world gets a fresh value, as in a fresh process: what the old one derived is about another world.
  func start(_ world: UnsafeMutablePointer<WorldHeader>) throws {
    if let old = unsafe memory {
      // Before the value ends: its end is the author's code and may crash.
      unsafe memory = nil
      unsafe old.deinitialize(count: 1)
      unsafe old.deallocate()
    }
    try unsafe game.pointee.start(&typed(world).pointee, Setup())
  }

  func step(_ world: UnsafeMutablePointer<WorldHeader>, _ tick: TickInfo) throws {
    try unsafe game.pointee.step(&typed(world).pointee, Tick(tick))
  }

  func draw(_ world: UnsafePointer<WorldHeader>, _ frame: Frame) throws {
    usedAssets.check()
    var canvas = unsafe Canvas(frame)
    let world = unsafe UnsafeRawPointer(world).assumingMemoryBound(to: G.World.self)
    try unsafe game.pointee.draw(world.pointee, on: &canvas)
    Host.placePicture(canvas.worldCamera, canvas.worldGrid)
  }

  func inspect(_ world: UnsafePointer<WorldHeader>, _ cell: PictureCell) throws -> String? {
    let world = unsafe UnsafeRawPointer(world).assumingMemoryBound(to: G.World.self)
    return try unsafe game.pointee.inspect(world.pointee, at: cell)
  }

  func mayReload(_ world: UnsafePointer<WorldHeader>) throws -> Bool {
    let world = unsafe UnsafeRawPointer(world).assumingMemoryBound(to: G.World.self)
    return try unsafe game.pointee.mayReload(world.pointee)
  }

  func beforeReload(_ world: UnsafeMutablePointer<WorldHeader>, _ reload: Reload) throws {
    try unsafe game.pointee.beforeReload(&typed(world).pointee, reload)
  }

  func afterReload(_ world: UnsafeMutablePointer<WorldHeader>, _ reload: Reload) throws {
    try unsafe game.pointee.afterReload(&typed(world).pointee, reload)
  }

  func migrate(_ world: UnsafeMutablePointer<WorldHeader>, _ migration: MigrationInfo) throws {
    try unsafe game.pointee.migrate(&typed(world).pointee, Migration(migration, renames: G.renames))
  }

  func stop(_ world: UnsafeMutablePointer<WorldHeader>) throws {
    try unsafe game.pointee.stop(&typed(world).pointee)
  }
}
