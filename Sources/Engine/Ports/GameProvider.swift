import CGameABI
import WorldState

/// The game that the loop plays. `ReloadableGame` in HotReload is the real one; tests define their own.
///
/// Confined to the loop's thread. An implementation changes the game's code only between two of these calls, when no
/// game function is on any stack.
public protocol GameProvider: AnyObject {
  /// For messages; empty while no generation runs. May change at a safe point.
  var name: String { get }

  /// The smallest picture below `top` that the game can draw; 0 in a direction without a minimum. May change at a safe
  /// point. `step` and `draw` are not called in a smaller terminal.
  var minSize: CellSize { get }

  /// Names of the game's actions, by their bit in an `InputSample`. May change at a safe point.
  var actions: [String] { get }

  /// The tick rate that the game wants; nil if it states none. May change at a safe point.
  var ticksPerSecond: Int? { get }

  /// The running generation; 0 while none runs. May change at a safe point, and in `step` and `draw` after a crash.
  var generation: UInt64 { get }

  var status: GameStatus { get }

  /// Number of ticks the world has finished. A rollback or a loaded world may set it back.
  var tick: UInt64 { get }

  /// Applies pending changes, such as a reload.
  func reachSafePoint()

  /// Runs one tick of `dt` seconds.
  /// - Returns: false if the tick did not run; the world is then unchanged.
  func step(input: InputSample, dt: Double) -> Bool

  /// Draws the world into `picture`, which is blank, from row `top` down.
  /// - Parameter alpha: the time since the last tick as a fraction of a tick, 0...1; 0 while paused.
  /// - Returns: false if nothing was drawn.
  func draw(into picture: inout CellBuffer, top: Int, alpha: Float) -> Bool

  /// The keys in force from now on, for games that name them.
  func use(_ bindings: KeyBindings)

  /// Carries out a command on generations or worlds: `reload`, `rollback`, `forward`, `rollbackWorld`, `restart`, `save`,
  /// `load`, `lastWorld`, `answerRenamed`, `answerNew`. Changes take effect at the next safe point.
  func perform(_ command: HostCommand)

  /// The literals whose values can be changed; see `TweakRequest`.
  var tweaks: TweakList { get }

  /// Changes values of literals. They are in force from the next call of the game on.
  func tweak(_ request: TweakRequest) -> TweakAnswer

  /// The world that is shown: the running one, or that of an earlier tick; nil if there is none. To be read before the next call.
  var shownWorld: WorldReader? { get }

  /// Where the picture that was drawn last is in that world; nil if the game does not tell.
  var picturePlace: PicturePlace? { get }

  /// Asks the game what it has drawn at a cell of its last picture.
  /// - Parameters:
  ///   - column: from 0.
  ///   - row: from 0 at the first row that the game draws.
  ///   - size: of what the game draws.
  func drawnThing(column: Int, row: Int, in size: CellSize) -> DrawnThing

  /// Changes the running world at once. Called at a safe point.
  func change(_ request: WorldRequest) -> WorldAnswer

  /// The values that the game created once and keeps outside the world.
  var keptValues: [KeptItem] { get }

  /// The game's services: threads that run on while it is reloaded.
  var serviceStatuses: [ServiceStatus] { get }

  /// Compiles code as a part of the game and runs it once. What became of it is told by the event `evaluated`.
  /// - Returns: nil, or why that is not possible.
  func evaluate(_ code: String) -> String?

  /// Whether saves are built and tried at once, but run only when `reload` is performed.
  var holdsSaves: Bool { get set }

  /// The saves that wait for that; nil for none. Changes at a safe point.
  var heldSaves: HeldSaves? { get }

  /// The save that waits because the game says that it must; nil for none. Changes at a safe point.
  var delayedReload: DelayedReload? { get }

  /// What is recorded, and where in it the player is.
  var time: TimeStatus { get }

  /// Shows an earlier world, continues from it, or plays a stretch again.
  /// - Returns: nil, or why nothing was done.
  func travel(_ request: TimeRequest) -> String?

  /// Whether a crash or an error of `step` or `draw` stops the run at the tick, instead of continuing in an earlier build.
  var stopsOnCrash: Bool { get set }

  /// The stopped tick; nil while the game runs.
  var tickStop: TickStop? { get }

  /// Goes on from there.
  /// - Returns: nil, or why nothing was done.
  func resolve(_ request: TickStopRequest) -> String?
}

extension GameProvider {
  public func use(_ bindings: KeyBindings) {}
  public var tweaks: TweakList { TweakList(state: .unavailable("This game has no source")) }
  public func tweak(_ request: TweakRequest) -> TweakAnswer { .refusal("This game has no source") }
  public var shownWorld: WorldReader? { nil }
  public var picturePlace: PicturePlace? { nil }
  public func drawnThing(column: Int, row: Int, in size: CellSize) -> DrawnThing { .unknown }
  public func change(_ request: WorldRequest) -> WorldAnswer { .refusal("This world cannot be changed") }
  public var keptValues: [KeptItem] { [] }
  public var serviceStatuses: [ServiceStatus] { [] }
  public func evaluate(_ code: String) -> String? { "This game has no source" }
  public var holdsSaves: Bool {
    get { false }
    set {}
  }
  public var heldSaves: HeldSaves? { nil }
  public var delayedReload: DelayedReload? { nil }
  public var time: TimeStatus { .none }
  public func travel(_ request: TimeRequest) -> String? { "This game is not recorded" }
  public var stopsOnCrash: Bool {
    get { false }
    set {}
  }
  public var tickStop: TickStop? { nil }
  public func resolve(_ request: TickStopRequest) -> String? { "The run is not stopped at a tick" }
}
