import Engine
import HostSystem

/// The real clock, which writes down how late each sleep ended and how long the loop was awake. Only `wake` may be called
/// on other threads than the loop's.
final class WatchedClock: Clock, @unchecked Sendable {
  /// One turn of the loop: from the end of a sleep to the beginning of the next. Nanoseconds.
  struct Turn {
    var deadline: UInt64
    var woke: UInt64
    var awake: UInt64
  }

  private(set) var turns: [Turn] = []
  private let clock = MonotonicClock()
  private var turn: (deadline: UInt64, woke: UInt64)?

  init() { turns.reserveCapacity(1 << 14) }

  func now() -> UInt64 { clock.now() }
  func wake() { clock.wake() }

  func sleep(until deadline: UInt64) {
    let end = clock.now()
    if let turn {
      turns.append(Turn(deadline: turn.deadline, woke: turn.woke, awake: end - turn.woke))
    }
    clock.sleep(until: deadline)
    turn = (deadline, clock.now())
  }
}
