import Engine
import Timeline

/// The running code and the files that a step sees, from one change to the next.
final class StepContext: TickContext {
  let generation: Generation
  /// The values of the image's literals; nil if they cannot change.
  private let literals: LiveTable.Contents?
  let assets: AssetStore.Contents
  let stored: StoredFiles.Contents
  private let changes: Changes?
  /// In the recording that it comes from; nil if it is one of this process.
  let recorded: RecordedContext?

  /// What must be the same for a context to be still in force.
  private struct Changes: Equatable {
    let image: ObjectIdentifier
    let literals: UInt64?
    let assets: UInt64
    let stored: UInt64

    init(_ generation: Generation) {
      let image = generation.image
      self.image = ObjectIdentifier(image)
      literals = image.live?.changeCount
      assets = image.services.assets.changeCount
      stored = image.services.stored.changeCount
    }
  }

  /// That of the next call of a generation. Called at a safe point, like all of this.
  init(presentOf generation: Generation) {
    self.generation = generation
    literals = generation.image.live?.contents
    assets = generation.image.services.assets.contents
    stored = generation.image.services.stored.present
    changes = Changes(generation)
    recorded = nil
  }

  /// One of a recording: the code with the literals of its source, and these files.
  init(
    recorded: RecordedContext, _ generation: Generation, assets: AssetStore.Contents,
    stored: StoredFiles.Contents
  ) {
    self.recorded = recorded
    self.generation = generation
    self.assets = assets
    self.stored = stored
    literals = nil
    changes = nil
  }

  /// Whether values of literals are not those of the source.
  var isTweaked: Bool { generation.isTweaked || (changes?.literals ?? 0) > 0 }

  /// The files are shared with those that the game sees now, or are few.
  var byteCount: Int { 512 + (literals?.byteCount ?? 0) }

  /// Whether the next call of a generation has this context.
  func isPresent(of generation: Generation) -> Bool { changes == Changes(generation) }

  /// Whether only the assets of the same code are others.
  func differsInAssets(from other: StepContext) -> Bool {
    changes?.image == other.changes?.image && changes?.assets != other.changes?.assets
  }

  /// Calls the code of the generation as it was called then. Nothing that it logs, requests or stores has an effect.
  func replaying<R>(_ body: (GameCalls) -> R) -> R {
    let image = generation.image
    let isOtherTable = literals != nil && image.live?.changeCount != changes?.literals
    let now = isOtherTable ? image.live?.contents : nil
    if let literals, isOtherTable { image.live?.contents = literals }
    defer { if let now { image.live?.contents = now } }
    return image.services.replaying(assets, stored) { body(GameCalls(image: image)) }
  }
}
