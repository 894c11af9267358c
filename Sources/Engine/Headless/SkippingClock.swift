import HostSystem
import Synchronization

/// A clock that does not wait: a sleep moves the time forward. Work takes as long as it takes.
///
/// While `mustWait` returns true it sleeps like a real clock, so that a headless run does not keep a core busy while the
/// game is being built.
public final class SkippingClock: Clock {
  private let real = MonotonicClock()
  private let skipped = Atomic<UInt64>(0)
  private let mustWait: @Sendable () -> Bool

  public init(mustWait: @escaping @Sendable () -> Bool) { self.mustWait = mustWait }

  public func now() -> UInt64 { real.now() + skipped.load(ordering: .relaxed) }

  public func sleep(until deadline: UInt64) {
    let ahead = skipped.load(ordering: .relaxed)
    if mustWait() {
      real.sleep(until: deadline - ahead)
    } else {
      let now = now()
      if deadline > now { skipped.store(ahead + deadline - now, ordering: .relaxed) }
    }
  }

  public var stops: UInt64 { real.stops }

  public func wake() { real.wake() }
}
