import CCrashGuard
import CGameABI
import CWorldMemory
import WorldState

/// The worlds of a run: the running one, its checkpoint, and what is retained for going back.
///
/// Confined to the loop's thread. The arenas are in memory that outlives the process; the journal always names one
/// that holds a whole world.
struct WorldStore: ~Copyable {
  let memory: RunMemory
  private(set) var state = RunState.empty
  /// The tick whose start the checkpoint holds; nil if it was taken for something else.
  private(set) var checkpointedTick: TickInfo?
  var undoRecords = UndoRecordStore()
  private(set) var history = WorldHistory()

  private let checkpoint: WorldCheckpoint
  /// The index of the running world's arena.
  private(set) var worldIndex = 0

  init(in memory: RunMemory) {
    self.memory = memory
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
      $0 != worldIndex && $0 != RunMemory.recoveryIndex && memory.arenas[$0] !== used
    }
    // There are as many spare arenas as a migration of several steps needs.
    guard let spare else { preconditionFailure("no spare arena") }
    return memory.arenas[spare]
  }

  // MARK: Checkpoints

  /// Keeps the world as it is now. Throws if its header is damaged. Costs, for a large world, a copy of what was
  /// written since the checkpoint before.
  /// - Parameter tick: the tick that is about to run; nil if the checkpoint is for something else.
  mutating func takeCheckpoint(before tick: TickInfo? = nil) throws(ArenaError) {
    checkpointedTick = nil
    memory.journal.setWorldIndex(worldIndex)
    try checkpoint.take(world)
    memory.journal.setWorldIndex(RunMemory.recoveryIndex)
    checkpointedTick = tick
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

  /// Retains the world that the checkpoint holds, as the one that was left when generation `entered` came in.
  mutating func retainCheckpoint(of generation: Generation, entered: UInt64) {
    history.retain(from: checkpoint, of: generation, entering: entered)
  }

  /// A copy of a retained world.
  func snapshot(of world: RetainedWorld) throws(SnapshotError) -> Snapshot {
    try checkpoint.snapshot(of: world)
  }

  // MARK: The run

  /// Makes a transferred world the running one.
  mutating func commit(_ transfer: WorldTransfer) {
    for record in transfer.undoRecords { undoRecords.add(record) }
    worldIndex = memory.arenas.firstIndex { $0 === transfer.arena } ?? worldIndex
    state = .running(retry: state.retry)
  }

  /// A tick was run to its end.
  func finish(_ tick: TickInfo) {
    world.header.tick = tick.tick + 1
    memory.journal.setWorldIndex(worldIndex)
    memory.journal.setTick(tick.tick + 1)
  }

  /// The input of the tick that is about to run: that of a crashed tick, if it is run again, otherwise `input`.
  mutating func takeInput(for tick: UInt64, _ input: InputSample) -> InputSample {
    guard let retry = state.retry else { return input }
    state = .running()
    return retry.tick == tick ? retry.input : input
  }

  /// No generation can run the world.
  mutating func stop(retrying tick: TickInfo?) { state = .stopped(retry: tick) }

  /// Continues with the memory of a host that died: its world is not overwritten before another whole one exists.
  mutating func adopt(worldIndex index: Int) {
    if index != RunMemory.recoveryIndex { worldIndex = index }
  }
}
