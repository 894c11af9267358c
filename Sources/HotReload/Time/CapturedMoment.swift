import GameBuilder
import WorldState

/// What a run is at one moment, for a shared moment. Any thread.
public struct CapturedMoment: Sendable {
  /// What the player saw.
  public enum Place: String, Sendable {
    case now
    /// An earlier tick was shown.
    case rewound
    /// A stretch was played again and again.
    case looping
    /// The run was stopped at a tick that could not be finished.
    case stopped
  }

  public let world: Snapshot
  /// The ticks before it. The file is complete when it is written.
  public let run: RecordingFile
  /// Ticks in `run`, and how long they took.
  public let ticks: Int
  public let seconds: Double
  public let place: Place
  /// What stopped the run there; nil if nothing did.
  public let stop: String?
  /// The code that the world belongs to.
  public let generation: UInt64
  public let game: String
  /// The files that it was built from.
  public let sources: SourceTree
  /// Whether values of literals were changed by hand, and are not in these files.
  public let isTweaked: Bool
}
