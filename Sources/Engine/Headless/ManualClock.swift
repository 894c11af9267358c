import Synchronization

/// A clock that moves only when a caller sleeps or advances it: a loop runs without waiting and meets every deadline.
public final class ManualClock: Clock {
  private let time: Mutex<UInt64>
  private let stopCount = Atomic<UInt64>(0)

  public init(start: UInt64 = 0) { time = Mutex(start) }

  public func now() -> UInt64 { time.withLock { $0 } }

  public func sleep(until deadline: UInt64) {
    time.withLock { $0 = max($0, deadline) }
  }

  public var stops: UInt64 { stopCount.load(ordering: .relaxed) }

  public func wake() {}

  /// Moves the time without a sleep, as slow work would.
  public func advance(by nanoseconds: UInt64) {
    time.withLock { $0 += nanoseconds }
  }

  /// Moves the time as if the process had been stopped meanwhile.
  public func stop(for nanoseconds: UInt64) {
    advance(by: nanoseconds)
    stopCount.add(1, ordering: .relaxed)
  }
}
