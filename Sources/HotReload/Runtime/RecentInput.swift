import CGameABI

/// The input of the last ticks, for the trial of the next generation.
struct RecentInput {
  /// The number of ticks that are kept.
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
