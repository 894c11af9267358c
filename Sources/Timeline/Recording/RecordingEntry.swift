import WorldState

/// One entry of a recording. A recording is the list of everything that happened to the timeline of a run, in order.
///
/// Positions are those of the timeline.
public enum RecordingEntry: Sendable, Equatable {
  /// A run begins, or continues after the end of the process that recorded before.
  case run(RecordedRun)
  /// Defines the next code; the first one is number 0.
  case code(RecordedCode)
  /// Defines the content of the next file that the game reads through the SDK; the first one is number 0.
  case file([UInt8])
  /// What is in force for the ticks from here on.
  case context(RecordedContext)
  /// The world at the end of the timeline.
  case keyframe(RecordedKeyframe)
  /// Ticks that follow the end of the timeline.
  case ticks(position: Int, [RecordedTick])
  case mark(TimelineMark)
  /// The player continued from an earlier position.
  case branch(position: Int)
  /// The player went to the end of the future that was left.
  case exchange
  /// The tick at the end of the timeline crashed. The world is the one before it.
  case crash(RecordedCrash)
  /// Where and why the tick at a position crashed. It follows the crash when that has been symbolized.
  case explanation(position: Int, String)
  /// The run ended as it should.
  case end
}

public struct RecordedRun: Sendable, Equatable {
  /// The name of the game.
  public var game: String
  /// The program that recorded, such as `hotloop on x86_64 Linux`.
  public var host: String
  /// The revision of the game's source, as git names it; empty if it is not known.
  public var revision: String
  /// Whether the first world was made by the game's `start`, and was not changed since.
  public var isFresh: Bool
  /// The seed of its random numbers.
  public var seed: UInt64
  /// Seconds since 1970.
  public var time: Int64

  public init(game: String, host: String, revision: String, isFresh: Bool, seed: UInt64, time: Int64) {
    self.game = game
    self.host = host
    self.revision = revision
    self.isFresh = isFresh
    self.seed = seed
    self.time = time
  }
}

/// One build of the game.
public struct RecordedCode: Sendable, Equatable {
  public var generation: UInt64
  /// Equal for equal sources.
  public var sourceHash: String
  public var isOptimised: Bool
  /// Whether values of literals were others than those in the source.
  public var isTweaked: Bool
  /// The names of the actions, by their bit in the input.
  public var actions: [String]
  public var layout: Layout

  public init(
    generation: UInt64, sourceHash: String, isOptimised: Bool, isTweaked: Bool, actions: [String],
    layout: Layout
  ) {
    self.generation = generation
    self.sourceHash = sourceHash
    self.isOptimised = isOptimised
    self.isTweaked = isTweaked
    self.actions = actions
    self.layout = layout
  }
}

/// What a step depends on besides the world and its input.
public struct RecordedContext: Sendable, Hashable {
  /// A file that the game sees.
  public struct File: Sendable, Hashable {
    public var name: String
    /// The number of its content.
    public var content: UInt32

    public init(name: String, content: UInt32) {
      self.name = name
      self.content = content
    }
  }

  /// The number of the code.
  public var code: UInt32
  /// Ascending by name.
  public var assets: [File]
  public var stored: [File]

  public init(code: UInt32, assets: [File], stored: [File]) {
    self.code = code
    self.assets = assets
    self.stored = stored
  }
}

public struct RecordedKeyframe: Sendable, Equatable {
  public var position: Int
  /// Whether the world came from elsewhere than the tick before.
  public var isCut: Bool
  public var world: [UInt8]

  public init(position: Int, isCut: Bool, world: [UInt8]) {
    self.position = position
    self.isCut = isCut
    self.world = world
  }
}

/// A tick that could not be finished.
public struct RecordedCrash: Sendable, Equatable {
  public var position: Int
  public var tick: RecordedTick
  /// Such as `step crashed: trap`.
  public var reason: String
  /// Such as `step crashed at Game/Player.swift:12: Index out of range`. An entry of its own; nil if the process ended before
  /// it was known.
  public var explanation: String?

  public init(position: Int, tick: RecordedTick, reason: String) {
    self.position = position
    self.tick = tick
    self.reason = reason
  }
}
