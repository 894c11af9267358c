import WorldState

/// The worlds from before each generation began to run, for rolling back code and world together.
///
/// The checkpoint limits their number and their memory: the oldest are lost first, the newest is always available.
struct WorldHistory {
  struct Entry {
    /// The number of the generation that began to run.
    var entered: UInt64
    /// The generation that ran until then, and its world.
    var generation: Generation
    var world: RetainedWorld
    var past: WorldPast
    /// Whether a restart in the same generation left it.
    var isRestart = false
  }

  /// The newest last.
  private var entries: [Entry] = []

  /// The world that the last restart in the generation of this number left or, if there was none, the one from when the
  /// generation began to run; nil if it was not retained or is lost.
  func before(_ entered: UInt64) -> Entry? {
    entries.last { $0.entered == entered && $0.world.isAvailable }
  }

  /// Retains the world of the checkpoint, which `generation` ran in until `entered` replaced it. Does nothing if the
  /// checkpoint holds no valid world of that generation.
  mutating func retain(
    from checkpoint: WorldCheckpoint, of generation: Generation, entering entered: UInt64,
    _ past: WorldPast, isRestart: Bool = false
  ) {
    if !isRestart { for entry in entries where entry.entered == entered { checkpoint.release(entry.world) } }
    if let world = try? checkpoint.retain(layout: generation.image.layout) {
      entries.append(
        Entry(entered: entered, generation: generation, world: world, past: past, isRestart: isRestart))
    }
    entries.removeAll { !$0.world.isAvailable }
  }

  /// The world of an entry runs again. If a restart had left it, the next way back leads to the one before it.
  mutating func leave(_ entry: Entry, of checkpoint: WorldCheckpoint) {
    guard entry.isRestart else { return }
    checkpoint.release(entry.world)
    entries.removeAll { !$0.world.isAvailable }
  }
}
