import Glibc

/// The world as it was at one moment, kept in an arena of its own, and the way back to it.
///
/// A small world is copied whole. Of a large one only the chunks are copied that were written to since the moment before:
/// the running world is write-protected in chunks, and the first write to one faults, is noted, and goes on. A world that
/// is not touched much thus costs next to nothing however large it is.
///
/// Confined to one thread, but for the faults, which may come on any. Worlds are watched only once `handlesFaults` was
/// set: the process must have a handler of SIGSEGV that asks `write_watch_take_fault` and returns where that says true.
@safe public final class WorldCheckpoint {
  /// A world that uses less is copied whole: that is as fast.
  public static let leastWatched = 2 << 20

  /// Where the copy lies. Written to by the checkpoint alone.
  public let arena: Arena
  /// Whether the process handles the faults of a world that is watched.
  public var handlesFaults = false

  /// The world that was taken last, if it is watched, and what was written to it since.
  private weak var source: Arena?
  private var watch: WriteWatch?
  private var heat = ChunkHeat(chunkCount: 0)
  /// The one that is not complete yet.
  private var pending: WorldCapture?

  public init(in arena: Arena) { self.arena = arena }

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
    var chunk = 0
    while let run = watch.nextDirtyRun(from: chunk) {
      copy(run, from: arena, to: world)
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
    heat.beginTick()
    var next = 0
    while let run = watch.nextDirtyRun(from: next) {
      next = run.upperBound
      // Protected first, so that what another thread may write meanwhile is noted for the next time.
      cleanCold(run, watch)
      copy(run, from: world, to: arena)
    }
  }

  /// Watches those chunks of a run that are not hot, in as few calls as can be.
  private func cleanCold(_ run: Range<Int>, _ watch: WriteWatch) {
    var first: Int?
    for chunk in run {
      if heat.shouldWatch(chunk) {
        if first == nil { first = chunk }
      } else if let start = first {
        watch.clean(start..<chunk)
        first = nil
      }
    }
    if let first { watch.clean(first..<run.upperBound) }
  }

  /// Both arenas are of one size, and chunks lie within it.
  private func copy(_ chunks: Range<Int>, from: Arena, to: Arena) {
    let start = chunks.lowerBound * WriteWatch.chunkSize
    let end = min(chunks.upperBound * WriteWatch.chunkSize, from.bytesReserved)
    if to === arena { saveCapture(start..<end) }
    unsafe memcpy(to.base + start, from.base + start, end - start)
  }

  private func beginWatch(of world: Arena) {
    guard let watch = world.beginWatch() else { return }
    // The first chunk is written to in every tick.
    watch.clean(1..<watch.chunkCount)
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
