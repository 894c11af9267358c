public import CGameABI

/// The argument of ``Game/start(_:_:)``.
public struct Setup: Sendable {
  init() {}

  /// The random numbers of the world, seeded by the host.
  public var random: WorldRandom {
    get { WorldRandom() }
    nonmutating set {}
  }
}

/// The argument of ``Game/step(_:_:)``: time, input and random numbers.
///
/// A step that depends only on the world, the tick and the assets is deterministic: it can be replayed.
public struct Tick<Action: GameAction>: Sendable {
  @usableFromInline let info: TickInfo

  init(_ info: TickInfo) { self.info = info }

  /// The number of this tick, from 0 in a fresh world.
  @inlinable public var number: Int { Int(truncatingIfNeeded: info.tick) }

  /// The length of a tick in seconds. The same for all ticks of a run.
  @inlinable public var dt: Float { Float(info.dt) }

  /// The length of a tick in seconds, in double precision.
  @inlinable public var seconds: Double { info.dt }

  /// The random numbers of the world. Using them advances the state in the world's header:
  ///
  ///     let angle = tick.random.next(in: 0..<2 * .pi)
  ///     let side = tick.random.element(of: sides)
  ///     queue.shuffle(using: &tick.random)
  @inlinable public var random: WorldRandom {
    get { WorldRandom() }
    nonmutating set {}
  }

  /// Whether a key of the action was down at the end of the interval before this tick.
  @inlinable public func held(_ action: Action) -> Bool { info.input.held & bit(action) != 0 }

  /// Whether a key of the action went down at least once in the interval before this tick.
  @inlinable public func pressed(_ action: Action) -> Bool { info.input.pressed & bit(action) != 0 }

  /// Whether a key of the action went up at least once in the interval before this tick.
  @inlinable public func released(_ action: Action) -> Bool { info.input.released & bit(action) != 0 }

  /// Whether a key of the action is held, or was pressed and released between two ticks.
  ///
  /// Use it for movement: `held` alone misses short taps.
  @inlinable public func active(_ action: Action) -> Bool {
    (info.input.held | info.input.pressed) & bit(action) != 0
  }

  /// The mouse; nil if the terminal reported none.
  @inlinable public var mouse: Mouse? {
    info.input.mouse_column < 0 ? nil : Mouse(input: info.input)
  }

  /// The steps that the wheel was turned before this tick: 1 down, -1 up, else 0. Several steps arrive in several ticks.
  @inlinable public var wheel: Int { Int(Int32(bitPattern: info.input.mouse_buttons) >> 30) }

  /// Requests a build and reload, as the player's key does. It happens at a safe point after this tick.
  ///
  /// Requests while that build runs are the same request, and so are those after it, until a source file is saved.
  public func requestReload() { Host.requestReload() }

  /// Requests the end of the process, after this tick.
  public func requestQuit() { Host.requestQuit() }

  /// Rings the terminal's bell with the next frame: once, however often it is called, and at most about 8 times per second.
  ///
  /// Players may have turned it off, or made it a flash. A game without a terminal rings nothing.
  public func ringBell() { Host.ringBell() }

  /// Requests text for the next tick, such as a name that the player enters: until then, keys that type a character arrive in
  /// ``typed`` and are no actions. Call it in each tick in which text is read.
  public func readText() { Host.readText() }

  /// The character that was typed before this tick, if the tick before called ``readText()``. Backspace is U+0008. Several
  /// characters arrive in several ticks.
  @inlinable public var typed: Unicode.Scalar? {
    let bits = info.input.mouse_buttons >> 8 & 0x1F_FFFF
    return bits == 0 ? nil : Unicode.Scalar(bits)
  }

  @inlinable func bit(_ action: Action) -> UInt64 { 1 &<< UInt64(truncatingIfNeeded: action.rawValue) }
}
