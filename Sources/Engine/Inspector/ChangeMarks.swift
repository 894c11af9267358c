import WorldState

/// Which of the shown values have changed a moment ago. It knows only those of the last frame.
struct ChangeMarks: Sendable {
  /// How long a change stays marked (ns).
  static let duration: UInt64 = 500_000_000

  private struct Shown {
    var text: String
    /// Of the pool element: another element in the same place is no change of a value.
    var identity: UInt32
    var changed: UInt64?
  }

  private var last: [WorldPath: Shown] = [:]
  private var current: [WorldPath: Shown] = [:]
  private var now: UInt64 = 0

  /// Begins a frame.
  /// - Parameter now: the loop's clock (ns).
  mutating func begin(at now: UInt64) {
    (last, current) = (current, [:])
    self.now = now
  }

  /// - Returns: whether the value is to be marked.
  mutating func note(_ path: WorldPath, _ text: String, identity: UInt32) -> Bool {
    var shown = Shown(text: text, identity: identity)
    if let before = last[path], before.identity == identity {
      shown.changed = before.text == text ? before.changed : now
    }
    current[path] = shown
    return shown.changed.map { now < $0 + Self.duration } ?? false
  }
}
