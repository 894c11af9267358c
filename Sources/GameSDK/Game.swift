@_exported public import CGameABI

/// A game that the host runs.
///
/// Write one struct that conforms to this protocol, and the host finds it:
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
/// **What survives a reload.** Only the world survives. Each loaded build creates its own game value at its first callback.
/// Its properties are for derived data: what can be computed from the world and the assets, such as a spatial index or a
/// flow field. See <doc:WhatSurvivesAReload>.
///
/// **Threads.** The host calls all functions on one thread, the loop's, one call at a time.
///
/// **Failure.** An error thrown by a callback is logged, and the call counts as failed. After a trap, the host restores
/// the world to the start of the tick and returns to the last build that ran without a crash.
public protocol Game {
  /// The world: a C struct whose first field is `WorldHeader header`. Collections are fields of a ``Pool`` type. The host rejects
  /// anything else when it loads the game.
  // Not constrained to `BitwiseCopyable`, as `Pool.Element`: the game's tests, which import the game, could not be compiled.
  associatedtype World
  /// The actions of the player. `assets/keys.yaml` binds keys to their names. Use ``NoAction`` if there are none.
  associatedtype Action: GameAction

  /// The name for titles and messages. The default is the name of the type.
  static var name: String { get }
  /// The version of the world's meaning, from 0 to 2³² − 1; the default is 1. Raise it to have ``migrate(_:_:)`` called,
  /// which the game must then have: a build of another version without it is rejected.
  static var worldVersion: Int { get }
  /// The requested ticks per second, from 1 to 1000; 0, the default, leaves the choice to the host.
  static var ticksPerSecond: Int { get }
  /// The smallest ``Canvas`` that the game can draw on; the default is ``TerminalSize/any``.
  ///
  /// In a smaller terminal the host shows the size that is needed, and neither ``step(_:_:)`` nor ``draw(_:on:)`` is
  /// called until it has grown. The row of the host's status line is not part of it: a game of 60×18 cells needs a
  /// terminal of 60×19 while that line is shown.
  static var minTerminalSize: TerminalSize { get }
  /// Fields, structs and constants that had another name in an earlier build. A migration keeps their values.
  static var renames: [Rename] { get }
  /// The initial values of fields that a migrated world did not have. Fields without a default are zero.
  static var defaults: [FieldDefault] { get }

  /// Creates the game value of a build. Called before the first callback of the build, without a world.
  init()

  /// Fills a fresh world. The header is filled in, all other bytes are zero, all pools are empty.
  mutating func start(_ world: inout World, _ setup: Setup) throws
  /// Advances the world by one tick. For replays it must depend only on the world, the tick and the assets.
  mutating func step(_ world: inout World, _ tick: Tick<Action>) throws
  /// Draws the world on a cleared canvas. Called any number of times between two ticks.
  mutating func draw(_ world: borrowing World, on canvas: inout Canvas) throws

  /// Tells the inspector what is drawn at a cell, when it is clicked.
  ///
  /// Needed only by games of which the host cannot know it: by default it looks for the nearest thing in the world that has a
  /// position in pixels of the ``Canvas``. A game that draws cells of text with an arrangement of its own finds it here:
  ///
  ///     mutating func inspect(_ world: borrowing World, at cell: PictureCell) -> String? {
  ///       let square = (x: cell.column - left, y: cell.row - top)
  ///       return world.monsters.elements.firstIndex { $0.x == square.x && $0.y == square.y }.map { "monsters[\($0)]" }
  ///     }
  ///
  /// Called between two ticks, only while the inspector is open.
  /// - Parameters:
  ///   - world: the world that is shown, which may be that of an earlier tick.
  ///   - cell: the cell.
  /// - Returns: a path in the world, such as `creatures[3]` or `player.body`; nil to have the host look.
  mutating func inspect(_ world: borrowing World, at cell: PictureCell) throws -> String?

  /// Tells whether a save may be swapped in now. The default is that it may.
  ///
  /// For moments that a reload would spoil, such as a cutscene, or an answer of the network that the next build could not take:
  ///
  ///     mutating func mayReload(_ world: borrowing World) -> Bool { world.scene != SceneEnding }
  ///
  /// Asked in the running build between two ticks, before each tick while a save waits, until it says yes or the host's limit
  /// has passed (`hotloop play --delay-limit`, 10 seconds). The answer holds for that moment only, so that nothing can stay
  /// switched off. Not asked about what somebody wants at once: F5, `hotloop ctl reload`, ``Tick/requestReload()``, a
  /// rollback, the recovery from a crash. If it throws, traps or hangs, the reload goes on.
  /// - Parameter world: the running world.
  /// - Returns: false if the save must wait.
  mutating func mayReload(_ world: borrowing World) throws -> Bool

  /// Called in the build that is about to be replaced: drop derived data, close what only one build can hold, such as a
  /// port, and end the threads that this build began. The world may be changed.
  ///
  /// Called once per reload that the player sees: a save, a forced rebuild, a rollback. (With
  /// `hotloop play --swap-optimised` each save has a second one, of the cause ``Reload/Cause/optimised``.)
  ///
  /// Builds stay loaded. A thread that is not ended keeps running the old code beside the new one; the host counts such
  /// threads and reports them. To end one, let it look at a variable, set that here, and wait until the thread has ended:
  ///
  ///     let isEnding = Atomic(false)
  ///
  ///     mutating func beforeReload(_ world: inout World, _ reload: Reload) {
  ///       isEnding.store(true, ordering: .releasing)
  ///       pthread_join(thread, nil)
  ///     }
  mutating func beforeReload(_ world: inout World, _ reload: Reload) throws
  /// Called in the new build, with the migrated world: rebuild derived data. The world may be changed.
  ///
  /// Called once per reload, as ``beforeReload(_:_:)``, on the loop's thread: while it runs, the game stands still. In the
  /// trial before a reload it is called once more, in another process; see ``Trial``.
  ///
  /// If it throws, the host undoes the reload, and calls it in the old build. It is also called, with ``Reload/fromGeneration`` 0, after the world was
  /// restored from a snapshot or after a crash.
  mutating func afterReload(_ world: inout World, _ reload: Reload) throws
  /// One step of the game's own migration, called after the automatic migration filled `world`.
  ///
  /// Called once per version between the two builds' ``worldVersion``, upwards or downwards.
  mutating func migrate(_ world: inout World, _ migration: Migration) throws
  /// Called once before the process ends.
  mutating func stop(_ world: inout World) throws
}

extension Game {
  /// The name of the type.
  public static var name: String { GameTypes.name(of: Self.self) }
  /// 1.
  public static var worldVersion: Int { 1 }
  /// 0: the host's default.
  public static var ticksPerSecond: Int { 0 }
  /// No minimum.
  public static var minTerminalSize: TerminalSize { .any }
  /// No renames.
  public static var renames: [Rename] { [] }
  /// No defaults.
  public static var defaults: [FieldDefault] { [] }

  /// Leaves it to the host.
  public mutating func inspect(_ world: borrowing World, at cell: PictureCell) -> String? { nil }
  /// Always.
  public mutating func mayReload(_ world: borrowing World) -> Bool { true }
  /// Does nothing.
  public mutating func beforeReload(_ world: inout World, _ reload: Reload) {}
  /// Does nothing.
  public mutating func afterReload(_ world: inout World, _ reload: Reload) {}
  /// Reports that the game has no migration of its own.
  public mutating func migrate(_ world: inout World, _ migration: Migration) throws { throw NoMigration() }
  /// Does nothing.
  public mutating func stop(_ world: inout World) {}
}

extension Game {
  /// Registers this type as the game of the library. Needed only if several types conform to ``Game``. Call it once, in a
  /// function with this name:
  ///
  ///     @c public func hotloopGame() { Cinder.play() }
  public static func play() {
    GameRegistration.register(RunningGame<Self>())
  }
}

/// The actions of a game: an enum. Keys are bound to the names of its cases.
///
///     enum Action: Int, GameAction { case left, right, fire }
///
/// The raw value is the bit of the action in recorded inputs. It must be unique and from 0 to 63.
public protocol GameAction: CaseIterable, RawRepresentable, Sendable where RawValue == Int {}

/// The actions of a game without actions.
public enum NoAction: Int, GameAction {
  /// A placeholder that no key should be bound to.
  case none
}

/// The declaration that a field, a struct or a constant of the world had another name in earlier builds. A migration keeps
/// its values.
///
///     static let renames: [Rename] = [
///       .field(of: "Creature", from: "hp", to: "health"), .type(from: "Enemy", to: "Creature"),
///       .constant(of: "Kind", from: "KindBat", to: "KindVampire"),
///     ]
public struct Rename: Sendable {
  enum Kind { case field, type, constant }

  var kind: Kind
  let type: String?
  let from: String
  let to: String

  /// Declares that the field `to` of the C struct `type` was called `from`.
  public static func field(of type: String, from: String, to: String) -> Rename {
    Rename(kind: .field, type: type, from: from, to: to)
  }

  /// Declares that the C struct `to` was called `from`.
  public static func type(from: String, to: String) -> Rename {
    Rename(kind: .type, type: nil, from: from, to: to)
  }

  /// Declares that the constant `to` of the C enum `type` was called `from`. Both are names in C.
  public static func constant(of type: String, from: String, to: String) -> Rename {
    Rename(kind: .constant, type: type, from: from, to: to)
  }
}
