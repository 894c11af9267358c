/// Decides which frames ring the bell. Pure: it is told the time.
///
/// A bell in every frame would be noise, and some terminals block while it sounds. What comes too early is dropped: a bell
/// that is late belongs to nothing that the player sees.
struct BellPacer {
  /// The shortest time between two bells (ns).
  static let interval: UInt64 = 125_000_000

  private var isRequested = false
  private var last: UInt64?

  mutating func request() { isRequested = true }

  /// Whether the frame at `now` rings.
  mutating func takeDue(at now: UInt64) -> Bool {
    guard isRequested else { return false }
    isRequested = false
    if let last, now - last < Self.interval { return false }
    last = now
    return true
  }
}
