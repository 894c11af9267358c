import Timeline

/// What is recorded of the run, and where in it the player is. Positions count recorded ticks; see `Timeline`.
public struct TimeStatus: Sendable, Equatable {
  public enum Mode: String, Sendable {
    case now
    /// An earlier world is shown, and no ticks run.
    case viewing
    /// A stretch is played again and again.
    case looping
  }

  public var mode = Mode.now
  /// The first and the last position that can be shown; the last one is now.
  public var reachable: ClosedRange<Int>
  public var position: Int
  public var marks: [TimelineMark] = []
  /// The positions of the future that the player left when they continued from an earlier one.
  public var leftFuture: ClosedRange<Int>?
  /// Whether the player has gone to the future that was left, and not played on since: the futures are exchanged.
  public var isInLeftFuture = false
  /// What is known about the position that is shown, such as why the game crashed there.
  public var note: String?
  public var loop: Range<Int>?
  /// Whether a save comes into force while a round of the loop runs, not with the next round.
  public var loopTakesSavesAtOnce = false

  /// Whether the run is one that was read from a file: it is played from its beginning at first.
  public var isWatched = false

  public init(reachable: ClosedRange<Int>, position: Int) {
    self.reachable = reachable
    self.position = position
  }

  /// The status of a run that records nothing.
  public static let none = TimeStatus(reachable: 0...0, position: 0)
}

/// What the player, or a control client, asks of the recording.
public enum TimeRequest: Sendable, Equatable {
  /// Show the world at a position; the nearest one that can be reached.
  case show(Int)
  /// Continue from the position that is shown.
  case playOn
  /// Show the running world again, which continues.
  case now
  /// Play a stretch again and again.
  case loop(Range<Int>)
  /// Whether saves come into force while a round of the loop runs.
  case takeSavesAtOnce(Bool)
  /// Go to the future that was left, and leave the present one.
  case exchangeFutures
}
