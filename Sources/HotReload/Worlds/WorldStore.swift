import CCrashGuard
import CGameABI
import CWorldMemory
import Timeline
import WorldState

/// The worlds of a run: the running one, its checkpoint, retained worlds and the undo record.
///
/// Confined to the loop's thread. The arenas are in memory that outlives the process; the journal always names one
/// that holds a complete world.
struct WorldStore: ~Copyable {
  let memory: RunMemory
  private(set) var state = RunState.empty
  /// The tick whose start the checkpoint holds; nil if it was taken for something else.
  private(set) var checkpointedTick: PlayedTick?
  private(set) var past = WorldPast()
  /// What the author answered about renames.
  let answers: RenameAnswers
  /// The past of the world that the last transaction left.
  private var pastBefore = WorldPast()
  private(set) var history = WorldHistory()

  private let checkpoint: WorldCheckpoint
  /// The index of the running world's arena.
  private(set) var worldIndex = 0
  /// The arena of the world from before the last swap, while that is kept for another host.
  private var keptIndex: Int?
  /// The arena that the last commit left; nil if it stayed in one.
  private var earlierIndex: Int?

  init(in memory: RunMemory, answers: RenameAnswers = RenameAnswers(path: nil)) {
    self.memory = memory
    self.answers = answers
    checkpoint = WorldCheckpoint(in: memory.arenas[RunMemory.recoveryIndex])
    // A watched world needs a SIGSEGV handler, and the crash guard installs the only one.
    crash_guard_set_write_fault_handler(write_watch_take_fault)
    checkpoint.handlesFaults = true
  }

  /// The world the game runs in; zeros while the store is empty.
  var world: Arena { memory.arenas[worldIndex] }

  /// An arena for a migration, other than the running world, its checkpoint and `used`.
  func spareArena(besides used: Arena) -> Arena {
    let spare = memory.arenas.indices.first {
      $0 != worldIndex && $0 != keptIndex && $0 != RunMemory.recoveryIndex && memory.arenas[$0] !== used
    }
    // One is always spare. A migration of several steps needs two.
    guard let spare else { preconditionFailure("no spare arena") }
    return memory.arenas[spare]
  }

  var hasTwoSpareArenas: Bool { keptIndex == nil }

  // MARK: Checkpoints

  /// Takes a checkpoint of the world. Throws if its header is damaged. The cost for a large world is a copy of the memory
  /// that was written to since the previous checkpoint.
  /// - Parameter tick: the tick that is about to run; nil if the checkpoint is for something else.
  mutating func takeCheckpoint(before tick: PlayedTick? = nil) throws(ArenaError) {
    checkpointedTick = nil
    memory.journal.setWorldIndex(worldIndex)
    try checkpoint.take(world)
    memory.journal.setWorldIndex(RunMemory.recoveryIndex)
    checkpointedTick = tick
  }

  /// Whether the world was changed since the checkpoint was taken. Takes as long as reading both.
  var differsFromCheckpoint: Bool { !world.hasBytes(of: checkpoint.arena) }

  /// The world of the checkpoint: the one before the tick that ran last. For reading.
  var checkpointArena: Arena { checkpoint.arena }

  /// The world of the checkpoint, to be copied on any thread.
  func checkpointPages() -> CheckpointPages { checkpoint.allPages }

  /// Notes what later checkpoints overwrite, as long as the result is held.
  func noteOverwrittenPages() -> OverwrittenPages { checkpoint.noteOverwrittenPages() }

  /// What was overwritten since this was called last.
  func checkpointPages(_ overwritten: OverwrittenPages) -> CheckpointPages {
    checkpoint.takePages(overwritten)
  }

  /// Restores the world from the checkpoint.
  func restore() {
    do throws(ArenaError) {
      try checkpoint.restore(world)
    } catch {
      // All arenas have one size, and the checkpoint was copied from one of them.
      preconditionFailure("\(error)")
    }
  }

  /// Replaces the bytes of the running world by others of the same layout.
  mutating func overwrite(with bytes: [UInt8]) throws(ArenaError) {
    // Whoever continues the run finds a complete world at any time.
    try takeCheckpoint()
    try world.copy(from: bytes)
    memory.journal.setWorldIndex(worldIndex)
  }

  /// Retains the world of the checkpoint as the one from before generation `entered` or, in that generation, from before
  /// a restart.
  mutating func retainCheckpoint(of generation: Generation, entered: UInt64, isRestart: Bool = false) {
    history.retain(from: checkpoint, of: generation, entering: entered, pastBefore, isRestart: isRestart)
  }

  /// Retains the world of the checkpoint as the one from before a change by hand, as that from before a restart is.
  mutating func retainCheckpoint(of generation: Generation) {
    history.retain(from: checkpoint, of: generation, entering: generation.number, past, isRestart: true)
  }

  /// The world of this entry runs again.
  mutating func leave(_ entry: WorldHistory.Entry) { history.leave(entry, of: checkpoint) }

  /// A copy of a retained world.
  func snapshot(of world: RetainedWorld) throws(SnapshotError) -> Snapshot {
    try checkpoint.snapshot(of: world)
  }

  // MARK: The run

  /// Makes a transferred world the running one.
  mutating func commit(_ transfer: WorldTransfer) {
    (pastBefore, past) = (past, transfer.past)
    earlierIndex = state.isEmpty || transfer.arena === world ? nil : worldIndex
    worldIndex = memory.arenas.firstIndex { $0 === transfer.arena } ?? worldIndex
    // The tick that crashed was one of another world.
    state = .running(retry: transfer.isFresh ? nil : state.retry)
  }

  /// The field of the question is a new one. The author is not asked again.
  mutating func close(_ question: RenameQuestion) {
    answers.record(.new, to: question)
    past.undoRecord?.closeQuestions { $0.id == question.id }
  }

  /// After a commit that was journaled: keeps the world from before the swap for another host, until `forgetEarlierWorld`.
  /// Does nothing if the swap migrated nothing: the world of the checkpoint then serves as well.
  mutating func keepEarlierWorld() {
    guard let earlierIndex else { return }
    // The checkpoint is from before `before_reload`, which may have changed the arena.
    do throws(ArenaError) { try checkpoint.restore(memory.arenas[earlierIndex]) } catch { return }
    memory.journal.keepPrevious(worldIndex: earlierIndex)
    keptIndex = earlierIndex
  }

  mutating func forgetEarlierWorld() {
    memory.journal.forgetPrevious()
    keptIndex = nil
  }

  /// Records that a tick has finished.
  func finish(_ tick: PlayedTick) {
    world.header.tick = tick.tick + 1
    memory.journal.setWorldIndex(worldIndex)
    memory.journal.setTick(tick.tick + 1)
  }

  /// The tick that could not be finished if this one is that tick again; nil otherwise.
  mutating func takeRetry(of tick: UInt64) -> PlayedTick? {
    guard let retry = state.retry else { return nil }
    state = .running()
    return retry.tick == tick ? retry : nil
  }

  /// Stops the run, because no generation can run the world, or because the player wants that.
  mutating func stop(retrying tick: PlayedTick?) { state = .stopped(retry: tick) }

  /// The generation that stopped runs on.
  mutating func go(on tick: PlayedTick?) { state = .running(retry: tick) }

  /// The running world was changed from outside, and is complete.
  func noteWorld() { memory.journal.setWorldIndex(worldIndex) }

  /// Continues with the memory of a host that died. Its world is not overwritten before another complete one exists.
  mutating func adopt(worldIndex index: Int) {
    if index != RunMemory.recoveryIndex { worldIndex = index }
  }
}
