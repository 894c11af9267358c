@_exported public import CGameABI

/// A game, as the host runs it.
///
/// An author writes a value type that conforms, and names it in one line:
///
///     import GameSDK
///     import World
///
///     struct Cinder: Game {
///       mutating func start(_ world: inout World, _ setup: Setup) throws { … }
///       mutating func step(_ world: inout World, _ tick: Tick<Action>) throws { … }
///       mutating func draw(_ world: borrowing World, on canvas: inout Canvas) throws { … }
///     }
///
///     @c public func hotloopGame() { Cinder.play() }
///
/// **What survives a reload** is the world, and nothing else. The game value itself is made anew in each loaded
/// build, at its first callback; keep in it what can be computed from the world and the assets (a spatial index, a flow
/// field), as plain Swift.
///
/// **Threads.** Everything is called on one thread, the loop's, one call at a time.
///
/// **Failure.** An error thrown by a callback is logged, and the call counts as failed. A trap is caught by the
/// host, which goes back to the world at the start of the tick and to the last build that ran well.
public protocol Game {
  /// The game's world: a struct declared in C whose first field is `WorldHeader header`. Pools hold what there are
  /// many of. See `Pool`.
  associatedtype World: BitwiseCopyable
  /// What a player can do. Keys are bound to these names in `assets/keys.yaml`.
  associatedtype Action: GameAction

  /// For titles and messages. By default the name of the type.
  static var name: String { get }
  /// The author's number for what the world means; raise it to have `migrate` called. By default 1. From 0 to 2³² − 1.
  static var worldVersion: Int { get }
  /// Ticks a second the game wants; 0 leaves it to the host, as does the default.
  static var ticksPerSecond: Int { get }
  /// Fields and structs that had another name in an earlier build, so that their values are carried over.
  static var renames: [Rename] { get }
  /// What fields that an earlier world has not begin with when it is taken over. Without one they are zero.
  static var defaults: [FieldDefault] { get }

  init()

  /// Makes a fresh world. The header is filled in, all other bytes are zero, all pools are empty.
  mutating func start(_ world: inout World, _ setup: Setup) throws
  /// Moves the world one tick on. Deterministic as long as it depends on the world, the tick and the assets alone.
  mutating func step(_ world: inout World, _ tick: Tick<Action>) throws
  /// Draws the world. The canvas has been cleared. Called any number of times between two ticks.
  mutating func draw(_ world: borrowing World, on canvas: inout Canvas) throws

  /// This build is about to be replaced: drop what is derived from the world. The world may still be changed.
  mutating func beforeReload(_ world: inout World, _ reload: Reload) throws
  /// This build takes over the world as it then is: rebuild what is derived from it. If it throws, the reload is undone.
  /// Also called, with `reload.fromGeneration` 0, after the world was restored from a snapshot or after a crash.
  mutating func afterReload(_ world: inout World, _ reload: Reload) throws
  /// The game's own step of a migration, after the automatic one filled `world`.
  mutating func migrate(_ world: inout World, _ migration: Migration) throws
  /// The host is about to end.
  mutating func stop(_ world: inout World) throws
}

extension Game {
  public static var name: String { String(describing: Self.self) }
  public static var worldVersion: Int { 1 }
  public static var ticksPerSecond: Int { 0 }
  public static var renames: [Rename] { [] }
  public static var defaults: [FieldDefault] { [] }

  public mutating func beforeReload(_ world: inout World, _ reload: Reload) {}
  public mutating func afterReload(_ world: inout World, _ reload: Reload) {}
  public mutating func migrate(_ world: inout World, _ migration: Migration) throws { throw NoMigration() }
  public mutating func stop(_ world: inout World) {}
}

extension Game {
  /// Names this type as the image's game. Called once, by the author's `hotloopGame()`.
  public static func play() {
    GameImage.named(RunningGame<Self>())
  }
}

/// The actions of a game: an enum whose cases keys can be bound to by name.
///
///     enum Action: Int, GameAction { case left, right, fire }
///
/// The raw value is the action's bit in recorded inputs: 0 to 63, each once.
public protocol GameAction: CaseIterable, RawRepresentable, Sendable where RawValue == Int {}

/// For games without actions.
public enum NoAction: Int, GameAction {
  case none
}

/// A rename that is carried out when a world of an earlier build is taken over.
public struct Rename: Sendable {
  let type: String?
  let from: String
  let to: String

  /// The field `to` of the C struct `type` was called `from`.
  public static func field(of type: String, from: String, to: String) -> Rename {
    Rename(type: type, from: from, to: to)
  }

  /// The C struct `to` was called `from`.
  public static func type(from: String, to: String) -> Rename {
    Rename(type: nil, from: from, to: to)
  }
}
