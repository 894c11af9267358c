import Timeline

/// The input of the last ticks, for the trial of the next generation.
struct RecentInput {
  /// The number of ticks that are kept.
  static let capacity = 30

  private var ring: [PlayedTick] = []
  private var next = 0

  mutating func append(_ tick: PlayedTick) {
    if ring.count < Self.capacity {
      ring.append(tick)
    } else {
      ring[next] = tick
    }
    next = (next + 1) % Self.capacity
  }

  /// Oldest first.
  var ticks: [PlayedTick] { ring.count < Self.capacity ? ring : Array(ring[next...] + ring[..<next]) }
}
