/// Detects hot chunks: chunks that are written in nearly every tick. Copying a hot chunk in each tick is cheaper than
/// watching it, because a fault costs more than the copy. Incremental checkpoints treat hot pages in the same way.
struct ChunkHeat {
  /// Consecutive ticks in which a write is repeated until the chunk is hot.
  private static let hotStreak: UInt8 = 4
  /// A hot chunk is watched again in one tick out of this many, to detect that it has cooled down.
  private static let retryInterval: UInt64 = 64

  private var streaks: [UInt8]
  private var lastWritten: [UInt64]
  private var now: UInt64 = 1

  init(chunkCount: Int) {
    streaks = Array(repeating: 0, count: chunkCount)
    lastWritten = Array(repeating: 0, count: chunkCount)
  }

  mutating func beginTick() { now += 1 }

  /// Records a write to the chunk in this tick. Returns whether to watch it from now on.
  mutating func shouldWatch(_ chunk: Int) -> Bool {
    // The first chunk holds the header, which is written in every tick.
    if chunk == 0 { return false }
    let isStreak = lastWritten[chunk] == now - 1
    lastWritten[chunk] = now
    streaks[chunk] = isStreak ? min(streaks[chunk] + 1, Self.hotStreak) : 0
    guard streaks[chunk] == Self.hotStreak else { return true }
    guard (now &+ UInt64(chunk)) % Self.retryInterval == 0 else { return false }
    // Hot again after one more write.
    streaks[chunk] = Self.hotStreak - 1
    return true
  }
}
