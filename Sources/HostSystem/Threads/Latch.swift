/// Something that happens once, and threads that wait for it. Any thread.
public final class Latch: Sendable {
  private let condition = MonotonicCondition(false)

  public init() {}

  public var isOpen: Bool { wait(timeout: .zero) }

  /// Lets all waiting threads go on, and all later ones through at once.
  public func open() { condition.change { $0 = true } }

  /// Waits until it is open.
  /// - Parameter timeout: nil waits for ever.
  /// - Returns: false if the timeout came first.
  @discardableResult
  public func wait(timeout: Duration? = nil) -> Bool {
    condition.wait(until: .after(timeout)) { $0 }
  }
}
