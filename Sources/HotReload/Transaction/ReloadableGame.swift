import CCrashGuard
import CGameABI
import CWorldMemory
import Engine
import WorldState

/// The game that the loop plays: the generation that runs, the world it runs in, and the ways from one generation
/// to another. Confined to the loop's thread.
public final class ReloadableGame: GameProvider {
  let services: HostServices
  let events: EventLog
  let board: OverlayBoard
  let crashStory: CrashStory
  let seed: UInt64
  let packageRoot: String

  var history = GenerationHistory()
  /// The world the game runs in, and a copy of it as it was at the start of the tick or reload under way.
  var world: Arena { memory.arenas[worldIndex] }
  var recovery: Arena { checkpoint.arena }
  let checkpoint: WorldCheckpoint
  /// Where worlds are migrated into. One of them takes the place of `world` when that succeeded.
  var spares: [Arena] {
    memory.arenas.indices.filter { $0 != worldIndex && $0 != RunMemory.recoveryIndex }.map {
      memory.arenas[$0]
    }
  }
  let memory: RunMemory
  /// Which arena is the world's.
  var worldIndex = 0
  /// For going back: what migrations dropped, and whole worlds.
  var undoRecords = UndoRecordStore()
  var worldHistory = WorldHistory()
  /// The world to begin with in place of a fresh one, until the first generation took it over.
  var initialWorld: Snapshot?
  var hasWorld = false
  /// What is to be done at the next safe point.
  private var pending: [Change] = []
  /// Of the last swap, until its first frame was seen.
  var unseenSwap: Swap?
  /// How reading each asset went last.
  var assetReports: [String: (revision: UInt64, problem: FileProblem?)] = [:]
  /// The tick that `recovery` holds the start of; nil where it was copied for something else.
  var lastTick: TickInfo?
  /// The tick that no generation survived.
  var unfinishedTick: TickInfo?
  /// For trying out the next generation.
  var recentInput = RecentInput()
  /// Set when the generation that runs crashed and no other can take over: nothing is stepped until a new one comes.
  var isStopped = false

  /// The player or the game asked for a rebuild. The loop's thread; must not block.
  public var onRebuildRequest: () -> Void = {}
  /// The game asked for the end of the run.
  public var onQuitRequest: () -> Void = {}
  /// The player wants the world to be saved, or to go on from the saved one. The loop's thread; must not block.
  public var onSaveRequest: (Snapshot) -> Void = { _ in }
  public var onLoadRequest: () -> Void = {}
  /// Told of each line for the log.
  public var logLine: (String) -> Void = { _ in }

  enum Change {
    case adopt(Generation, cause: ReloadCause, savedAt: UInt64?)
    /// The same generation in another image.
    case refine(Generation, cause: ReloadCause)
    case rollback
    case forward
    case rollbackWorld
  }

  /// What the first frame of a generation is told with.
  struct Swap {
    var generation: Generation
    var cause: ReloadCause
    var savedAt: UInt64?
    var changedFiles: [String]
    /// What became of the world, as the end of a sentence.
    var worldNote = ""
  }

  public init(
    services: HostServices, events: EventLog, board: OverlayBoard, crashStory: CrashStory,
    packageRoot: String, seed: UInt64, memory: RunMemory, initialWorld: Snapshot? = nil
  ) {
    self.services = services
    self.events = events
    self.board = board
    self.crashStory = crashStory
    self.seed = seed
    self.packageRoot = packageRoot
    self.memory = memory
    checkpoint = WorldCheckpoint(in: memory.arenas[RunMemory.recoveryIndex])
    self.initialWorld = initialWorld
    // The crash guard, without which no callback can be called, has the handler that a watched world needs.
    crash_guard_set_write_fault_handler(write_watch_take_fault)
    checkpoint.handlesFaults = true
    services.assetResult = { [unowned self] in self.assetWasRead(path: $0, revision: $1, problem: $2) }
  }

  public var actions: [String] { history.current?.image.actions ?? [] }
  public var ticksPerSecond: Int? { history.current?.image.ticksPerSecond }
  public var generation: UInt64 { history.current?.number ?? 0 }
  public var tick: UInt64 { hasWorld ? world.header.tick : 0 }
  /// The files under `assets/` as the game sees them.
  public var assets: AssetStore { services.assets }

  /// The newest generation that was ever proposed and taken.
  public var newestGeneration: UInt64 { history.newest?.number ?? 0 }

  /// Whether the image that runs is an optimised one.
  public var isOptimised: Bool { history.current?.isOptimised ?? false }

  /// Hands over a generation that was built, checked and loaded; it is swapped in at the next safe point.
  public func propose(_ generation: Generation, cause: ReloadCause, savedAt: UInt64?) {
    // A newer build of a save makes one that still waits pointless.
    pending.removeAll { if case .adopt = $0 { true } else { false } }
    pending.append(.adopt(generation, cause: cause, savedAt: savedAt))
  }

  /// Hands over another image of a generation; it runs from the next safe point on, without the player noticing.
  public func refine(_ generation: Generation, cause: ReloadCause) {
    pending.append(.refine(generation, cause: cause))
  }

  public func perform(_ action: ReloadAction) {
    switch action {
    case .reload: onRebuildRequest()
    case .rollback: pending.append(.rollback)
    case .forward: pending.append(.forward)
    case .rollbackWorld: pending.append(.rollbackWorld)
    case .save: save()
    case .load: onLoadRequest()
    }
  }

  private func save() {
    do throws(SnapshotError) {
      if let snapshot = try snapshot() { onSaveRequest(snapshot) }
    } catch {
      board.post("the world was not saved: \(error)", .bad)
    }
  }

  public func reachSafePoint() {
    if services.reloadRequested {
      services.reloadRequested = false
      onRebuildRequest()
    }
    if services.quitRequested {
      services.quitRequested = false
      onQuitRequest()
    }
    while !pending.isEmpty {
      switch pending.removeFirst() {
      case .adopt(let generation, let cause, let savedAt): adopt(generation, cause: cause, savedAt: savedAt)
      case .refine(let generation, let cause): refineNow(generation, cause: cause)
      case .rollback: rollBack()
      case .forward: goForward()
      case .rollbackWorld: rollBackWorld()
      }
    }
  }

  public func step(input: InputSample, dt: Double) -> Bool {
    guard hasWorld, !isStopped, copyWorld(for: "step") else { return false }
    // A tick that no generation survived is done again with the input that it had.
    let again = unfinishedTick?.tick == world.header.tick ? unfinishedTick?.input : nil
    unfinishedTick = nil
    recentInput.note(input)
    return run(TickInfo(tick: world.header.tick, dt: dt, input: again ?? input))
  }

  public func draw(into picture: inout CellBuffer, top: Int, alpha: Float) -> Bool {
    guard hasWorld, !isStopped, let current = history.current else { return false }
    guard case .crashed(let crash) = callDraw(current, into: &picture, top: top, alpha: alpha) else {
      return true
    }
    picture.clear()
    recoverFromDraw(crash, of: current)
    return false
  }

  /// Has a generation draw the world.
  func callDraw(
    _ generation: Generation, into picture: inout CellBuffer, top: Int, alpha: Float
  ) -> CallOutcome {
    let size = picture.size
    return unsafe picture.withUnsafeMutableCells { cells in
      // `top` is at most the number of rows, so this stays within the cells or at their end.
      let first = unsafe cells.baseAddress.map { unsafe $0 + top * size.columns }
      let frame = unsafe Frame(
        cells: first, columns: UInt32(size.columns), rows: UInt32(size.rows - top), alpha: alpha, unused: 0)
      return unsafe GameCalls(image: generation.image).draw(world.headerPointer, frame)
    }
  }

  /// Tells the game that the run ends.
  public func stop() {
    guard hasWorld, !isStopped, let current = history.current else { return }
    _ = unsafe GameCalls(image: current.image).stop(world.headerPointer)
  }

  /// Keeps the world as it is in `recovery`; false, with the reason on screen, if its header is broken. Of a large world it
  /// costs a copy of what was written since the one before.
  func copyWorld(for purpose: String) -> Bool {
    lastTick = nil
    memory.journal.setPlace(worldIndex)
    do throws(ArenaError) {
      try checkpoint.take(world)
      memory.journal.setPlace(RunMemory.recoveryIndex)
      return true
    } catch {
      board.overlay.raise(
        .init(source: "world", title: "the world cannot be kept for \(purpose)", lines: [.init("\(error)")]))
      return false
    }
  }
}

extension ReloadableGame {
  /// The whole world as JSON, by its layout; nil while there is none.
  public func worldJSON() throws(WorldError) -> String? {
    guard hasWorld, let current = history.current else { return nil }
    return try world.reader(for: current.image.layout).json(indented: false)
  }
}
