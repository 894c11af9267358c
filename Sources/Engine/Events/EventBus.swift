import HostSystem
import Synchronization

/// Passes each event to all listeners: the event log, the presenter, and others that the program adds.
///
/// Any thread. Listeners are called on the thread that emits, in the order in which they were added; none may block.
public final class EventBus: Sendable {
  /// An event with the time it happened (CLOCK_MONOTONIC, ns) and the tick that the loop was at.
  public struct Stamped: Sendable {
    public var event: HostEvent
    public var time: UInt64
    public var tick: UInt64
  }

  private let listeners = Mutex<[@Sendable (Stamped) -> Void]>([])
  private let currentTick = Atomic<UInt64>(0)

  public init() {}

  public func listen(_ listener: @escaping @Sendable (Stamped) -> Void) {
    listeners.withLock { $0.append(listener) }
  }

  /// Calls `body` when the first picture of a game is shown, once. On the thread that emits that; it must not block.
  public func onFirstFrame(_ body: @escaping @Sendable () -> Void) {
    let isShown = Latch()
    listen { stamped in
      guard case .firstFrame = stamped.event, !isShown.isOpen else { return }
      isShown.open()
      body()
    }
  }

  /// The tick that events are stamped with from now on. Set by the loop.
  public func setTick(_ tick: UInt64) { currentTick.store(tick, ordering: .relaxed) }

  /// - Parameter time: when it happened; now if not given.
  public func emit(_ event: HostEvent, time: UInt64? = nil) {
    let stamped = Stamped(
      event: event, time: time ?? monotonicNow, tick: currentTick.load(ordering: .relaxed))
    for listener in listeners.withLock({ $0 }) { listener(stamped) }
  }
}
