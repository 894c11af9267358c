import CGameABI

/// One game with its value.
///
/// Safe to hold: the memory is this object's alone, and is never freed, as an image is not.
@safe final class RunningGame<G: Game>: Callbacks {
  /// Where the game's value lives; made at the first callback, so that the author's `init` runs where a crash of it is
  /// caught. Allocated memory: reaching into it opens no dynamic exclusivity access.
  private var memory: UnsafeMutablePointer<G>?

  private var game: UnsafeMutablePointer<G> {
    if let memory = unsafe memory { return unsafe memory }
    let new = UnsafeMutablePointer<G>.allocate(capacity: 1)
    unsafe new.initialize(to: G())
    unsafe memory = new
    return unsafe new
  }

  var description: GameDescription { GameDescription(of: G.self) }

  /// The arena begins with the game's own world struct, whose first field is the header; `Layout` checked it.
  private func own(_ world: UnsafeMutablePointer<WorldHeader>) -> UnsafeMutablePointer<G.World> {
    unsafe UnsafeMutableRawPointer(world).assumingMemoryBound(to: G.World.self)
  }

  func start(_ world: UnsafeMutablePointer<WorldHeader>) throws {
    try unsafe game.pointee.start(&own(world).pointee, Setup())
  }

  func step(_ world: UnsafeMutablePointer<WorldHeader>, _ tick: TickInfo) throws {
    try unsafe game.pointee.step(&own(world).pointee, Tick(tick))
  }

  func draw(_ world: UnsafePointer<WorldHeader>, _ frame: Frame) throws {
    var canvas = unsafe Canvas(frame)
    let world = unsafe UnsafeRawPointer(world).assumingMemoryBound(to: G.World.self)
    try unsafe game.pointee.draw(world.pointee, on: &canvas)
  }

  func beforeReload(_ world: UnsafeMutablePointer<WorldHeader>, _ reload: Reload) throws {
    try unsafe game.pointee.beforeReload(&own(world).pointee, reload)
  }

  func afterReload(_ world: UnsafeMutablePointer<WorldHeader>, _ reload: Reload) throws {
    try unsafe game.pointee.afterReload(&own(world).pointee, reload)
  }

  func migrate(_ world: UnsafeMutablePointer<WorldHeader>, _ migration: Migration) throws {
    try unsafe game.pointee.migrate(&own(world).pointee, migration)
  }

  func stop(_ world: UnsafeMutablePointer<WorldHeader>) throws {
    try unsafe game.pointee.stop(&own(world).pointee)
  }
}
