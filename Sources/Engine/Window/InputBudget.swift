/// The time of the loop that what is done in attached windows may take: a part of all time, so that keys that come faster than they
/// can be handled delay no tick. A value.
struct InputBudget {
  /// One part in as many.
  static let share: UInt64 = 8
  /// What may be used at once (ns).
  static let burst: UInt64 = 2_000_000
  /// What an input costs at least (ns): it wakes the loop.
  static let leastCost: UInt64 = 100_000
  /// The longest that an input waits because of those before it (ns).
  static let longestWait: UInt64 = 100_000_000

  /// What was used and is not made up for (ns).
  private var used: UInt64 = 0
  private var last: UInt64 = 0

  /// - Parameter now: of the loop's clock (ns).
  /// - Returns: 0 if an input may be handled now, otherwise after how many nanoseconds it may.
  mutating func wait(at now: UInt64) -> UInt64 {
    used -= min(used, (now - min(now, last)) / Self.share)
    last = now
    return used <= Self.burst ? 0 : (used - Self.burst) * Self.share
  }

  /// An input was handled.
  mutating func charge(from start: UInt64, to end: UInt64) {
    let cost = max(Self.leastCost, end - min(end, start))
    used = min(used + cost, Self.burst + Self.longestWait / Self.share)
    last = max(last, end)
  }
}
