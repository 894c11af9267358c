import CGameABI
import CGameImage

/// The game that this image registered, and its table.
enum GameRegistration {
  // Written on the loading thread before any callback, and only read afterwards.

  /// The game that `play()` registered.
  nonisolated(unsafe) private(set) static var game: (any Callbacks)?
  /// The names of the games that `play()` registered.
  nonisolated(unsafe) private static var names: [String] = []
  nonisolated(unsafe) private static var table: UnsafePointer<GameTable>?

  static func register<G: Game>(_ new: RunningGame<G>) {
    unsafe names.append(GameTypes.name(of: G.self))
    unsafe game = new
  }

  /// Gives the callbacks to a game that is linked into the process; see `LinkedGame`.
  static func enter(_ linked: any Callbacks) { unsafe game = linked }
  static func leave() { unsafe game = nil }

  /// The table of the image, for the game that `register` registers. It is created by the first call and lives as long as
  /// the process. A host calls this once, tests call it several times.
  static func table(registering register: () -> Void) -> UnsafePointer<GameTable> {
    unsafe game = nil
    unsafe names = []
    register()
    if let table = unsafe table { return unsafe table }
    let new = UnsafeMutablePointer<GameTable>.allocate(capacity: 1)
    unsafe new.initialize(to: describe())
    unsafe table = UnsafePointer(new)
    return unsafe UnsafePointer(new)
  }

  private static func describe() -> GameTable {
    guard let game = unsafe game else {
      return unsafe .unusable("no type conforms to Game; declare one: `struct YourGame: Game { … }`")
    }
    if unsafe names.count > 1 {
      return unsafe .unusable(
        "several types conform to Game: \(names.joined(separator: ", ")); name the one to play: "
          + "`@c public func hotloopGame() { \(names[0]).play() }`")
    }
    if let defect = unsafe hotloop_image_types_defect() { return unsafe .unusable(String(cString: defect)) }
    return unsafe GameTable(describing: game.description)
  }
}
