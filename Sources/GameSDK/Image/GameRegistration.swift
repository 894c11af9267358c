import CGameABI
import CGameImage

/// The game that this image registered, and its table.
enum GameRegistration {
  // Written on the loading thread before any callback, and only read afterwards.

  /// The game that `play()` registered.
  nonisolated(unsafe) private(set) static var game: (any Callbacks)?
  nonisolated(unsafe) private static var isRegisteredTwice = false
  nonisolated(unsafe) private static var table: UnsafePointer<GameTable>?

  static func register(_ new: any Callbacks) {
    unsafe isRegisteredTwice = game != nil
    unsafe game = new
  }

  /// Gives the callbacks to a game that is linked into the process; see `LinkedGame`.
  static func enter(_ linked: any Callbacks) { unsafe game = linked }
  static func leave() { unsafe game = nil }

  /// The table of the image, for the game that `register` registers. It is created by the first call and lives as long as
  /// the process. A host calls this once, tests call it several times.
  static func table(registering register: () -> Void) -> UnsafePointer<GameTable> {
    unsafe game = nil
    unsafe isRegisteredTwice = false
    register()
    if let table = unsafe table { return unsafe table }
    let new = UnsafeMutablePointer<GameTable>.allocate(capacity: 1)
    unsafe new.initialize(to: describe())
    unsafe table = UnsafePointer(new)
    return unsafe UnsafePointer(new)
  }

  private static func describe() -> GameTable {
    guard let game = unsafe game else {
      return unsafe .unusable(
        "the library registers no game; add the line `@c public func hotloopGame() { YourGame.play() }`")
    }
    if unsafe isRegisteredTwice { return unsafe .unusable("hotloopGame() registers more than one game") }
    if let defect = unsafe hotloop_image_types_defect() { return unsafe .unusable(String(cString: defect)) }
    return unsafe GameTable(describing: game.description)
  }
}
