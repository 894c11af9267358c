import CGameABI

/// The input of the last ticks, with which the next generation is tried.
struct RecentInput {
  /// How many ticks are kept.
  static let capacity = 30

  private var ring: [InputSample] = []
  private var next = 0

  mutating func append(_ sample: InputSample) {
    if ring.count < Self.capacity {
      ring.append(sample)
    } else {
      ring[next] = sample
    }
    next = (next + 1) % Self.capacity
  }

  /// Oldest first.
  var samples: [InputSample] { ring.count < Self.capacity ? ring : Array(ring[next...] + ring[..<next]) }
}
