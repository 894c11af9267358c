import CWorldMemory
import Glibc

/// A copy of the world as it was at one moment, in an arena of its own, to which the world can be restored.
///
/// A small world is copied whole. Of a large one only the chunks that were written to since the previous checkpoint are
/// copied: the running world is write-protected in chunks, and the first write to a chunk is recorded by the kernel or by a
/// fault handler. A large world that changes little is therefore cheap.
///
/// Confined to one thread, except for faults, which may be raised on any thread. Worlds are watched only after
/// `handlesFaults` was set: the process must have a SIGSEGV handler that calls `write_watch_take_fault` and returns if that
/// returns true, for kernels that do not track writes.
@safe public final class WorldCheckpoint {
  /// Bytes. Smaller worlds are copied whole, which is as fast.
  public static let minWatchedSize = 2 << 20

  /// Whether the kernel tracks writes, at a fraction of the cost of faults that the process handles.
  public static var isWatchedByKernel: Bool { write_watch_best_method() == WriteWatchByKernel }

  /// Holds the copy. Written to only by the checkpoint.
  public let arena: Arena
  /// Whether the process handles the faults of a watched world.
  public var handlesFaults = false

  private let method: WriteWatchMethod
  /// The world of the last checkpoint, if it is watched, and what was written to it since.
  private weak var source: Arena?
  private var watch: WriteWatch?
  private var heat = ChunkHeat(chunkCount: 0)
  /// Chunks to copy. A property only to reuse its memory.
  private var runs: [Range<Int>] = []
  private let retained: RetainedWorlds
  /// Who wants to know which pages are overwritten.
  private(set) var overwritten: [WeakPages] = []

  struct WeakPages { weak var pages: OverwrittenPages? }

  public init(in arena: Arena, method: WriteWatchMethod = write_watch_best_method()) {
    self.arena = arena
    self.method = method
    retained = RetainedWorlds(arena: arena)
  }

  /// Copies the world as it is now. Costs a copy of what was written to it since the last call for the same world.
  public func take(_ world: Arena) throws(ArenaError) {
    if let watch, source === world, world.watch === watch {
      takeChanges(of: world, watch)
      return
    }
    unwatch()
    if handlesFaults, world.bytesUsed >= Self.minWatchedSize, world.bytesReserved == arena.bytesReserved {
      beginWatch(of: world)
    }
    if retained.hasUnsavedPages || isNoting, world.bytesUsed == arena.bytesUsed,
      world.bytesReserved == arena.bytesReserved
    {
      copyChangedPages(of: world)
    } else {
      willOverwrite(0..<arena.bytesReserved)
      try arena.copy(from: world)
    }
  }

  /// Restores the world to the last checkpoint.
  public func restore(_ world: Arena) throws(ArenaError) {
    guard let watch, source === world, world.watch === watch else {
      try world.copy(from: arena)
      return
    }
    watch.look(used: arena.bytesUsed)
    var chunk = 0
    while let run = watch.nextDirtyRun(from: chunk) {
      copy(run, of: watch.chunkSize, from: arena, to: world)
      chunk = run.upperBound
    }
  }

  // MARK: Retained worlds

  /// Retains the world of the last checkpoint: it can be read later, however often the checkpoint is taken again. Copies
  /// nothing now; later checkpoints save each page before they overwrite it for the first time.
  /// - Returns: nil if the system has no memory for it.
  /// - Throws: if the checkpoint holds no world of this layout.
  public func retain(layout: Layout) throws(ArenaError) -> RetainedWorld? {
    try arena.checkHeader(for: layout)
    return retained.retain(layout: layout)
  }

  /// Frees the memory of a retained world, for use by others. Does nothing if it is not available any more.
  public func release(_ world: RetainedWorld) { retained.release(world) }

  /// Copies a retained world, which must be available.
  /// - Throws: if the world contradicts its layout.
  public func snapshot(of world: RetainedWorld) throws(SnapshotError) -> Snapshot {
    try Snapshot(layout: world.layout, bytes: retained.bytes(of: world))
  }

  private func willOverwrite(_ bytes: Range<Int>) {
    retained.willOverwrite(bytes)
    for noted in overwritten { noted.pages?.note(bytes) }
  }

  /// Whether somebody wants to know which pages are overwritten.
  private var isNoting: Bool { overwritten.contains { $0.pages != nil } }

  /// Notes what is overwritten as long as somebody else holds `pages`.
  func notesOverwritten(in pages: OverwrittenPages) {
    overwritten.removeAll { $0.pages == nil }
    overwritten.append(WeakPages(pages: pages))
  }

  /// Copies only the pages that differ, so that the others need not be saved for a retained world, and are not noted. The
  /// comparison takes as long as a copy of the whole world.
  private func copyChangedPages(of world: Arena) {
    let size = world.bytesUsed
    for start in stride(from: 0, to: size, by: PagePool.pageSize) {
      let end = min(start + PagePool.pageSize, size)
      guard unsafe memcmp(arena.base + start, world.base + start, end - start) != 0 else { continue }
      willOverwrite(start..<end)
      unsafe memcpy(arena.base + start, world.base + start, end - start)
    }
  }

  // MARK: Watched worlds

  private func takeChanges(of world: Arena, _ watch: WriteWatch) {
    watch.look(used: world.bytesUsed)
    runs.removeAll(keepingCapacity: true)
    var next = 0
    while let run = watch.nextDirtyRun(from: next) {
      runs.append(run)
      next = run.upperBound
    }
    // Protect before the copy: a write that another thread makes in between is recorded for the next checkpoint.
    cleanCold(runs, watch)
    for run in runs {
      willOverwrite(run.lowerBound * watch.chunkSize..<run.upperBound * watch.chunkSize)
      copy(run, of: watch.chunkSize, from: world, to: arena)
    }
  }

  /// Watches the chunks that are not hot, with one call for each range between two hot chunks.
  private func cleanCold(_ runs: [Range<Int>], _ watch: WriteWatch) {
    heat.beginTick()
    var first: Int?
    var end = 0
    for run in runs {
      for chunk in run {
        if heat.shouldWatch(chunk) {
          if first == nil { first = chunk }
          end = chunk + 1
        } else if let start = first {
          watch.clean(start..<end)
          first = nil
        }
      }
    }
    if let first { watch.clean(first..<end) }
  }

  /// Both arenas have the same size, and the chunks lie within it.
  private func copy(_ chunks: Range<Int>, of size: Int, from: Arena, to: Arena) {
    let start = chunks.lowerBound * size
    let end = min(chunks.upperBound * size, from.bytesReserved)
    unsafe memcpy(to.base + start, from.base + start, end - start)
  }

  private func beginWatch(of world: Arena) {
    guard let watch = world.beginWatch(method) else { return }
    // The first chunk holds the header, which is written in every tick.
    let used = roundedUp(world.bytesUsed, to: watch.chunkSize) / watch.chunkSize
    watch.clean(min(1, used)..<used)
    heat = ChunkHeat(chunkCount: watch.chunkCount)
    self.watch = watch
    source = world
  }

  private func unwatch() {
    if let watch, let source, source.watch === watch { source.endWatch() }
    watch = nil
    source = nil
  }
}
