/// Tells keys that somebody presses from a text that a terminal pastes as keys, because it does not mark it as one. A value.
///
/// Control characters of such a text would be taken for keys of the host: they would restart the game, or roll it back.
public struct KeyBurst {
  /// More at once than fingers and the repetition of a key bring, even after a moment in which nothing was read.
  public static let limit = 24
  /// Key presses in a second from which a limit that was reached recovers: more than any keyboard repeats.
  private static let rate = 100.0
  /// Of presses; above this the length of a text makes no difference. It recovers within 100 ms.
  private static let most = Double(limit) + 10

  private var level = 0.0
  private var last: UInt64 = 0

  public init() {}

  /// Called with all keys that were read at once.
  /// - Parameters:
  ///   - count: of the key presses.
  ///   - now: CLOCK_MONOTONIC (ns).
  /// - Returns: whether they are a pasted text.
  public mutating func isPaste(_ count: Int, at now: UInt64) -> Bool {
    if count == 0 { return false }
    let seconds = Double(now - min(now, last)) / 1e9
    last = now
    level = max(0, level - seconds * Self.rate) + Double(count)
    defer { level = min(level, Self.most) }
    return level > Double(Self.limit)
  }
}
