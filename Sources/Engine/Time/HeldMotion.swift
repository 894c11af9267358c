/// Turns a key that is held into motion. A tap moves one tick; once the key repeats, it moves at an even pace until it is
/// released or, in terminals that do not report that, until no repeat comes.
struct HeldMotion: Sendable {
  /// Seconds between two presses that are repeats of one key. Keyboards wait up to half a second for the first.
  private static let firstRepeat = 0.6
  /// Seconds without a repeat after which the key was released.
  private static let lastRepeat = 0.15

  /// Ticks per tick; negative for backwards.
  private var pace = 0
  /// Ticks until the motion stops unless the key repeats.
  private var ticksLeft = 0
  private var ticksSincePress = Int.max

  /// - Returns: by how many ticks to move now.
  mutating func handle(_ phase: KeyPhase, direction: Int, ticksPerSecond: Int) -> Int {
    if phase == .release {
      stop()
      return 0
    }
    func ticks(_ seconds: Double) -> Int { max(1, Int(seconds * Double(ticksPerSecond))) }
    let isRepeat =
      phase == .repeat || direction == pace && ticksSincePress <= ticks(Self.firstRepeat)
    ticksSincePress = 0
    if isRepeat {
      let isMoving = ticksLeft > 0
      pace = direction
      ticksLeft = ticks(Self.lastRepeat)
      return isMoving ? 0 : direction
    }
    pace = direction
    ticksLeft = 0
    return direction
  }

  /// - Returns: by how many ticks to move now.
  mutating func passTick() -> Int {
    if ticksSincePress < Int.max { ticksSincePress += 1 }
    guard ticksLeft > 0 else { return 0 }
    ticksLeft -= 1
    return pace
  }

  mutating func stop() { self = HeldMotion() }
}
