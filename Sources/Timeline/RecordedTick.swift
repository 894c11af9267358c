import CGameABI

/// What a tick got from outside.
public struct RecordedTick: Sendable {
  public var input: InputSample
  /// Seconds.
  public var dt: Double

  public init(input: InputSample, dt: Double) {
    self.input = input
    self.dt = dt
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
  }

  public var position: Int
  public var kind: Kind

  public init(position: Int, kind: Kind) {
    self.position = position
    self.kind = kind
  }
}
