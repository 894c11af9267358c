import CGameABI

/// The callbacks of GameTable, for one game.
///
/// No dynamic exclusivity access may be open while a callback runs: the host abandons a callback that crashes, and the access
/// would never end.
protocol Callbacks: AnyObject {
  var description: GameDescription { get }
  var usedAssets: UsedAssets { get }
  /// Where the game's value is. It stays there until the next `start`.
  var address: UnsafeMutableRawPointer { get }
  func start(_ world: UnsafeMutablePointer<WorldHeader>) throws
  func step(_ world: UnsafeMutablePointer<WorldHeader>, _ tick: TickInfo) throws
  func draw(_ world: UnsafePointer<WorldHeader>, _ frame: Frame) throws
  func inspect(_ world: UnsafePointer<WorldHeader>, _ cell: PictureCell) throws -> String?
  func mayReload(_ world: UnsafePointer<WorldHeader>) throws -> Bool
  func beforeReload(_ world: UnsafeMutablePointer<WorldHeader>, _ reload: Reload) throws
  func afterReload(_ world: UnsafeMutablePointer<WorldHeader>, _ reload: Reload) throws
  func migrate(_ world: UnsafeMutablePointer<WorldHeader>, _ migration: MigrationInfo) throws
  func stop(_ world: UnsafeMutablePointer<WorldHeader>) throws
}

/// Runs one callback on a world: sets the arena of pools and random numbers, and turns errors into a status.
private func call(
  _ name: StaticString, on world: UnsafeMutablePointer<WorldHeader>?, isDrawing: Bool = false,
  _ body: (any Callbacks, UnsafeMutablePointer<WorldHeader>) throws -> Void
) -> HotloopStatus {
  guard let world = unsafe world, let game = unsafe GameRegistration.game else { return HotloopStatusFailed }
  unsafe CallbackArena.enter(world, isDrawing: isDrawing, usedAssets: game.usedAssets)
  defer { CallbackArena.leave() }
  do {
    try unsafe body(game, world)
    return HotloopStatusOK
  } catch is NoMigration {
    return HotloopStatusNone
  } catch {
    Host.errorCaught(error)
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
  // The arena's address is mutable, because pools use it. `Game.draw` borrows the world, so that nothing writes to it.
  return unsafe call("draw", on: UnsafeMutablePointer(mutating: world), isDrawing: true) { game, world in
    try unsafe game.draw(UnsafePointer(world), frame)
  }
}

func callbackInspect(_ world: UnsafePointer<WorldHeader>?, _ info: UnsafePointer<InspectionInfo>?)
  -> HotloopStatus
{
  guard let info = unsafe info?.pointee, let found = unsafe info.found else { return HotloopStatusFailed }
  let cell = unsafe PictureCell(
    column: Int(info.column), row: Int(info.row),
    canvasSize: TerminalSize(columns: Int(info.columns), rows: Int(info.rows)))
  var path: String?
  // The arena's address is mutable, as in `callbackDraw`.
  let status = unsafe call("inspect", on: UnsafeMutablePointer(mutating: world)) { game, world in
    path = try unsafe game.inspect(UnsafePointer(world), cell)
  }
  guard status == HotloopStatusOK else { return status }
  guard var path else { return HotloopStatusNone }
  path.withUTF8 { bytes in
    unsafe bytes.withMemoryRebound(to: CChar.self) { unsafe found(info.context, $0.baseAddress, $0.count) }
  }
  return HotloopStatusOK
}

func callbackMayReload(
  _ world: UnsafePointer<WorldHeader>?, _ question: UnsafeMutablePointer<ReloadQuestion>?
) -> HotloopStatus {
  guard let question = unsafe question else { return HotloopStatusFailed }
  // The arena's address is mutable, as in `callbackDraw`.
  return unsafe call("mayReload", on: UnsafeMutablePointer(mutating: world)) { game, world in
    unsafe question.pointee.must_wait = try unsafe game.mayReload(UnsafePointer(world)) ? 0 : 1
  }
}

func callbackBeforeReload(
  _ world: UnsafeMutablePointer<WorldHeader>?, _ info: UnsafePointer<ReloadInfo>?
) -> HotloopStatus {
  guard let info = unsafe info else { return HotloopStatusFailed }
  let (facts, reload) = unsafe read(info)
  return unsafe call("beforeReload", on: world) { game, world in
    try unsafe HandlerRegistry.run(.before, facts, reload)
    try unsafe game.beforeReload(world, reload)
  }
}

func callbackAfterReload(
  _ world: UnsafeMutablePointer<WorldHeader>?, _ info: UnsafePointer<ReloadInfo>?
) -> HotloopStatus {
  guard let info = unsafe info else { return HotloopStatusFailed }
  let (facts, reload) = unsafe read(info)
  return unsafe call("afterReload", on: world) { game, world in
    try unsafe HandlerRegistry.run(.after, facts, reload)
    try unsafe game.afterReload(world, reload)
  }
}

private func read(_ info: UnsafePointer<ReloadInfo>) -> (ReloadInfo, Reload) {
  // A host of an older contract passes a shorter struct.
  var copy = unsafe ReloadInfo()
  let size = unsafe min(Int(info.pointee.struct_size), MemoryLayout<ReloadInfo>.size)
  unsafe withUnsafeMutableBytes(of: &copy) {
    unsafe $0.copyMemory(from: UnsafeRawBufferPointer(start: info, count: size))
  }
  return unsafe (copy, Reload(copy))
}

func callbackMigrate(_ info: UnsafePointer<MigrationInfo>?) -> HotloopStatus {
  guard let info = unsafe info else { return HotloopStatusFailed }
  // A host of an older contract passes a shorter struct.
  var copy = unsafe MigrationInfo()
  let size = unsafe min(Int(info.pointee.struct_size), MemoryLayout<MigrationInfo>.size)
  unsafe withUnsafeMutableBytes(of: &copy) {
    unsafe $0.copyMemory(from: UnsafeRawBufferPointer(start: info, count: size))
  }
  let migration = unsafe copy
  return unsafe call("migrate", on: migration.new_world) { try unsafe $0.migrate($1, migration) }
}

func callbackStop(_ world: UnsafeMutablePointer<WorldHeader>?) -> HotloopStatus {
  unsafe call("stop", on: world) { try unsafe $0.stop($1) }
}

/// Both images that are involved get the arena: code of this one may be called by the evaluated code.
func callbackEvaluate(
  _ world: UnsafeMutablePointer<WorldHeader>?, _ info: UnsafePointer<EvaluationInfo>?
) -> HotloopStatus {
  guard let world = unsafe world, let info = unsafe info, let run = unsafe info.pointee.run,
    let game = unsafe GameRegistration.game
  else { return HotloopStatusFailed }
  unsafe CallbackArena.enter(world, usedAssets: game.usedAssets)
  defer { CallbackArena.leave() }
  return unsafe run(world, game.address, info)
}
