import CWorldMemory
import Glibc

/// The world as it was at one moment, kept in an arena of its own, and the way back to it.
///
/// A small world is copied whole. Of a large one only the chunks are copied that were written to since the moment before:
/// the running world is write-protected in chunks, and the first write to one faults, is noted, and goes on. A world that
/// is not touched much thus costs next to nothing however large it is.
///
/// Confined to one thread, but for the faults, which may come on any. Worlds are watched only once `handlesFaults` was
/// set: the process must have a handler of SIGSEGV that asks `write_watch_take_fault` and returns where that says true,
/// for kernels that do not note writes themselves.
@safe public final class WorldCheckpoint {
  /// A world that uses less is copied whole: that is as fast.
  public static let leastWatched = 2 << 20

  /// Whether the kernel does the noting, at a small part of the cost of faults that the process handles.
  public static var isNotedByKernel: Bool { write_watch_best_method() == WriteWatchByKernel }

  /// Where the copy lies. Written to by the checkpoint alone.
  public let arena: Arena
  /// Whether the process handles the faults of a world that is watched.
  public var handlesFaults = false

  private let method: WriteWatchMethod
  /// The world that was taken last, if it is watched, and what was written to it since.
  private weak var source: Arena?
  private var watch: WriteWatch?
  private var heat = ChunkHeat(chunkCount: 0)
  /// What is to be copied now. Kept for its memory.
  private var runs: [Range<Int>] = []
  /// The one that is not complete yet.
  private var pending: WorldCapture?

  public init(in arena: Arena, method: WriteWatchMethod = write_watch_best_method()) {
    self.arena = arena
    self.method = method
  }

  /// Keeps this world as it is now. Costs a copy of what was written to it since it was last taken.
  public func take(_ world: Arena) throws(ArenaError) {
    if let watch, source === world, world.watch === watch {
      takeChanges(of: world, watch)
      return
    }
    saveCapture(0..<arena.bytesReserved)
    unwatch()
    if handlesFaults, world.bytesUsed >= Self.leastWatched, world.bytesReserved == arena.bytesReserved {
      beginWatch(of: world)
    }
    try arena.copy(from: world)
  }

  /// Puts the world back as it was taken last.
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

  /// Begins to copy the kept world aside. Another thread does the work (`WorldCapture.run`), while checkpoints go on being
  /// taken here. One that is still under way is given up: copies that come faster than the machine can make them would
  /// only hold each other up. Nil where there is no memory for it.
  public func capture(into memory: CaptureMemory) -> WorldCapture? {
    pending?.cancel()
    pending = WorldCapture(of: arena, into: memory)
    return pending
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
    // Protected first, so that what another thread may write meanwhile is noted for the next time.
    cleanCold(runs, watch)
    for run in runs { copy(run, of: watch.chunkSize, from: world, to: arena) }
  }

  /// Watches those chunks that are not hot, in as few calls as can be: what lies between two hot ones goes with them.
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

  /// Both arenas are of one size, and chunks lie within it.
  private func copy(_ chunks: Range<Int>, of size: Int, from: Arena, to: Arena) {
    let start = chunks.lowerBound * size
    let end = min(chunks.upperBound * size, from.bytesReserved)
    if to === arena { saveCapture(start..<end) }
    unsafe memcpy(to.base + start, from.base + start, end - start)
  }

  private func beginWatch(of world: Arena) {
    guard let watch = world.beginWatch(method) else { return }
    // The first chunk is written to in every tick.
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

  /// What is about to be overwritten is saved for the one who still copies it.
  private func saveCapture(_ bytes: Range<Int>) {
    guard let capture = pending else { return }
    if capture.isComplete { pending = nil } else { capture.save(bytes) }
  }
}
