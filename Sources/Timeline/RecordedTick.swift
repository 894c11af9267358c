import CGameABI

/// What a tick got from outside, and a check of the world that it began with.
public struct RecordedTick: Sendable, Equatable {
  public var input: InputSample
  /// Seconds.
  public var dt: Double
  /// See `WorldHash.short`; 0 if the tick is not written to a file.
  public var worldHash: UInt32
  public var messages: TickMessages

  public init(input: InputSample, messages: TickMessages = TickMessages(), dt: Double, worldHash: UInt32) {
    self.input = input
    self.messages = messages
    self.dt = dt
    self.worldHash = worldHash
  }

  public init(_ tick: PlayedTick, worldHash: UInt32) {
    self.init(input: tick.input, messages: tick.messages, dt: tick.dt, worldHash: worldHash)
  }

  public static func == (a: RecordedTick, b: RecordedTick) -> Bool {
    a.dt == b.dt && a.worldHash == b.worldHash && a.messages == b.messages && a.input.held == b.input.held
      && a.input.pressed == b.input.pressed && a.input.released == b.input.released
      && a.input.mouse_column == b.input.mouse_column && a.input.mouse_row == b.input.mouse_row
      && a.input.mouse_buttons == b.input.mouse_buttons
  }
}

/// Everything else that a step depends on besides the world and its input, such as the running code and the content of
/// assets. Never changes: where one of these changes, another context begins.
public protocol TickContext: AnyObject {
  /// The memory that it keeps from being freed, in bytes.
  var byteCount: Int { get }
}

/// Something that happened between two ticks.
public struct TimelineMark: Sendable, Equatable {
  public enum Kind: String, Sendable {
    case reload, crash
    /// The game sees other files under `assets/`.
    case asset
    /// The world was saved.
    case save
    /// Another world: loaded, restarted, rolled back.
    case world
    /// The player continued from an earlier tick.
    case branch
    /// A tick that could not be finished runs again, or is left out: the run waited there for the player.
    case retry, skip
  }

  public var position: Int
  public var kind: Kind

  public init(position: Int, kind: Kind) {
    self.position = position
    self.kind = kind
  }
}

/// A change of a timeline.
public enum TimelineChange<Context: TickContext> {
  /// Another tick follows.
  case tick(RecordedTick, Context)
  /// The world at the end was stored; a cut does not come from the last tick.
  case keyframe(position: Int, isCut: Bool, Context)
  case mark(TimelineMark)
  case branch(position: Int)
  case exchange
}
