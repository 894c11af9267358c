import Synchronization

/// Work that other threads hand to the loop. It is done at the next safe point, on the loop's thread, in the
/// order it came in.
public final class SafePointQueue<Loop>: Sendable {
  private let waiting = Mutex<[@Sendable (Loop) -> Void]>([])
  private let clock: any Clock

  public init(clock: any Clock) { self.clock = clock }

  /// Any thread. Wakes the loop, so that the work need not wait for the next tick.
  public func post(_ work: @escaping @Sendable (Loop) -> Void) {
    waiting.withLock { $0.append(work) }
    clock.wake()
  }

  /// Takes everything that waits. The loop's thread.
  func take() -> [@Sendable (Loop) -> Void] {
    waiting.withLock {
      guard !$0.isEmpty else { return [] }
      let all = $0
      $0.removeAll()
      return all
    }
  }
}
