import Synchronization

/// A clock that is moved by sleeping on it: a loop runs as fast as the machine can, and every deadline is met.
public final class ManualClock: Clock {
  private let time: Mutex<UInt64>

  public init(start: UInt64 = 0) { time = Mutex(start) }

  public func now() -> UInt64 { time.withLock { $0 } }

  public func sleep(until deadline: UInt64) {
    time.withLock { $0 = max($0, deadline) }
  }

  public func wake() {}

  /// Lets time pass without a sleep, as work that takes long does.
  public func advance(by nanoseconds: UInt64) {
    time.withLock { $0 += nanoseconds }
  }
}
