import Synchronization

/// A clock that moves only when a caller sleeps or advances it: a loop runs without waiting and meets every deadline.
public final class ManualClock: Clock {
  private let time: Mutex<UInt64>

  public init(start: UInt64 = 0) { time = Mutex(start) }

  public func now() -> UInt64 { time.withLock { $0 } }

  public func sleep(until deadline: UInt64) {
    time.withLock { $0 = max($0, deadline) }
  }

  public func wake() {}

  /// Moves the time without a sleep, as slow work would.
  public func advance(by nanoseconds: UInt64) {
    time.withLock { $0 += nanoseconds }
  }
}
