import CGameABI
import CGameImage

/// This image: one loaded build of the game, and what the host is told about it.
enum GameImage {
  // All of this is written on the loading thread before any callback, and only read after.

  /// The game that `play()` named.
  nonisolated(unsafe) private(set) static var game: (any Callbacks)?
  nonisolated(unsafe) private static var isNamedTwice = false
  nonisolated(unsafe) private static var made: UnsafePointer<GameTable>?

  static func named(_ new: any Callbacks) {
    unsafe isNamedTwice = game != nil
    unsafe game = new
  }

  /// The image's table, for a fresh game that `name` names. It is made at the first call and lives as long as the
  /// process; a host calls once, tests do more often.
  static func table(naming name: () -> Void) -> UnsafePointer<GameTable> {
    unsafe game = nil
    unsafe isNamedTwice = false
    name()
    if let made = unsafe made { return unsafe made }
    let table = UnsafeMutablePointer<GameTable>.allocate(capacity: 1)
    unsafe table.initialize(to: describe())
    unsafe made = UnsafePointer(table)
    return unsafe UnsafePointer(table)
  }

  private static func describe() -> GameTable {
    guard let game = unsafe game else {
      return unsafe .refusal(
        "no game is named; add the line `@c public func hotloopGame() { YourGame.play() }`")
    }
    if unsafe isNamedTwice { return unsafe .refusal("hotloopGame() names more than one game") }
    if let defect = unsafe hotloop_image_types_defect() { return unsafe .refusal(String(cString: defect)) }
    return unsafe GameTable(describing: game.description)
  }
}
