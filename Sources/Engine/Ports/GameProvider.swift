import CGameABI

/// What the loop plays. `ReloadableGame` in HotReload is the real one; tests give the loop a game of their own.
///
/// Confined to the loop's thread. The implementation swaps games only between two of these calls, so no game
/// function is on any stack then.
public protocol GameProvider: AnyObject {
  /// Names of the game's actions, by bit of an `InputSample`. May differ after a safe point.
  var actions: [String] { get }

  /// Ticks a second that the game wants; nil if it does not care. May differ after a safe point.
  var ticksPerSecond: Int? { get }

  /// The generation that runs; 0 while there is none.
  var generation: UInt64 { get }

  var status: GameStatus { get }

  /// Number of ticks the world has finished.
  var tick: UInt64 { get }

  /// Applies what waits for the safe point between two ticks.
  func reachSafePoint()

  /// Moves the world one tick on. False if it could not: the world is then as it was.
  func step(input: InputSample, dt: Double) -> Bool

  /// Draws the world over `picture`, which is blank, from row `top` down. False if nothing was drawn.
  func draw(into picture: inout CellBuffer, top: Int, alpha: Float) -> Bool

  /// The player pressed one of the keys that are about generations and worlds.
  func perform(_ action: ReloadAction)
}

/// What the player can ask of the reload.
public enum ReloadAction: Sendable, Equatable {
  case reload, rollback, forward
  /// Back to the generation that ran before, with the world as it was when it was left.
  case rollbackWorld
  /// Write the world to the quick save, and take it from there.
  case save, load
}
