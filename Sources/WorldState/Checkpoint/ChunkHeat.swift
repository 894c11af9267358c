/// Which chunks are written to in nearly every tick: those are better copied each time than watched, as the fault that tells
/// of the first write costs more than the copy. The idea is that of the hot pages of incremental checkpoints.
struct ChunkHeat {
  /// Ticks in a row after which a chunk is hot.
  private static let hot: UInt8 = 4
  /// A hot chunk is watched again for one tick in so many.
  private static let trial: UInt64 = 64

  private var streaks: [UInt8]
  private var lastWritten: [UInt64]
  private var now: UInt64 = 1

  init(chunkCount: Int) {
    streaks = Array(repeating: 0, count: chunkCount)
    lastWritten = Array(repeating: 0, count: chunkCount)
  }

  mutating func beginTick() { now += 1 }

  /// Notes that a chunk counts as written to, and tells whether to watch it from now on.
  mutating func shouldWatch(_ chunk: Int) -> Bool {
    // The header is written in every tick.
    if chunk == 0 { return false }
    let isStreak = lastWritten[chunk] == now - 1
    lastWritten[chunk] = now
    streaks[chunk] = isStreak ? min(streaks[chunk] + 1, Self.hot) : 0
    guard streaks[chunk] == Self.hot else { return true }
    guard (now &+ UInt64(chunk)) % Self.trial == 0 else { return false }
    // One more write makes it hot again.
    streaks[chunk] = Self.hot - 1
    return true
  }
}
