public import CGameABI

/// What `start` is given.
public struct Setup: Sendable {
  init() {}

  /// The world's random numbers, seeded by the host.
  public var random: WorldRandom {
    get { WorldRandom() }
    nonmutating set {}
  }
}

/// What `step` is given: time, input and chance. Nothing else may change what a step does.
public struct Tick<Action: GameAction>: Sendable {
  @usableFromInline let info: TickInfo

  init(_ info: TickInfo) { self.info = info }

  /// The number of this tick: the first step of a fresh world has 0.
  @inlinable public var number: Int { Int(truncatingIfNeeded: info.tick) }

  /// Seconds that one tick stands for. The same for every tick of a run.
  @inlinable public var dt: Float { Float(info.dt) }

  /// `dt` in double precision.
  @inlinable public var seconds: Double { info.dt }

  /// The world's random numbers. Using them moves the world's random state on:
  ///
  ///     let angle = tick.random.next(in: 0..<2 * .pi)
  ///     let side = tick.random.element(of: sides)
  ///     queue.shuffle(using: &tick.random)
  @inlinable public var random: WorldRandom {
    get { WorldRandom() }
    nonmutating set {}
  }

  /// Whether the action's key was down at the end of the interval before this tick.
  @inlinable public func held(_ action: Action) -> Bool { info.input.held & bit(action) != 0 }

  /// Whether it went down at least once in that interval.
  @inlinable public func pressed(_ action: Action) -> Bool { info.input.pressed & bit(action) != 0 }

  /// Whether it went up at least once in that interval.
  @inlinable public func released(_ action: Action) -> Bool { info.input.released & bit(action) != 0 }

  /// Held, or pressed and let go between two ticks: what a movement asks for, so that a tap is never lost.
  @inlinable public func active(_ action: Action) -> Bool {
    (info.input.held | info.input.pressed) & bit(action) != 0
  }

  /// The cell under the mouse; nil where no mouse was seen.
  @inlinable public var mouse: Mouse? {
    info.input.mouse_column < 0 ? nil : Mouse(input: info.input)
  }

  /// Asks for a rebuild and reload, as the player's key does. It happens after this tick.
  public func requestReload() { Host.requestReload() }

  /// Asks the host to end. It does so after this tick.
  public func requestQuit() { Host.requestQuit() }

  @inlinable func bit(_ action: Action) -> UInt64 { 1 &<< UInt64(truncatingIfNeeded: action.rawValue) }
}

/// Where the mouse is and which of its buttons are down.
public struct Mouse: Sendable {
  @usableFromInline let input: InputSample
  @inlinable init(input: InputSample) { self.input = input }

  /// In cells, from the left and the top.
  @inlinable public var column: Int { Int(input.mouse_column) }
  @inlinable public var row: Int { Int(input.mouse_row) }
  @inlinable public var left: Bool { input.mouse_buttons & 1 != 0 }
  @inlinable public var middle: Bool { input.mouse_buttons & 2 != 0 }
  @inlinable public var right: Bool { input.mouse_buttons & 4 != 0 }
}
