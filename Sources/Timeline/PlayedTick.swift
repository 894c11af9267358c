public import CGameABI

/// A tick that is about to be computed: its number, its length, and all that it gets from outside.
public struct PlayedTick: Sendable {
  /// From 0 in a fresh world.
  public var tick: UInt64
  /// Seconds.
  public var dt: Double
  public var input: InputSample
  public var messages: TickMessages

  public init(tick: UInt64, dt: Double, input: InputSample, messages: TickMessages = TickMessages()) {
    self.tick = tick
    self.dt = dt
    self.input = input
    self.messages = messages
  }

  /// The argument of `step`, which gets the messages from the host's table.
  public var info: TickInfo { TickInfo(tick: tick, dt: dt, input: input) }
}
