import HostSystem
import Synchronization

/// A value that another thread provides later. Any thread.
public final class Deferred<Value: Sendable>: Sendable {
  private struct State {
    var value: Value?
    var waiting: [@Sendable (Value) -> Void] = []
  }

  private let state = Mutex(State())
  private let completed = Latch()

  public init() {}

  /// Sets the value and notifies all waiters. Must be called only once.
  public func complete(_ value: Value) {
    let waiting = state.withLock { state in
      precondition(state.value == nil, "a deferred value was set twice")
      state.value = value
      return state.waiting
    }
    completed.open()
    for body in waiting { body(value) }
  }

  /// Nil if it is not known yet. Any thread.
  public var value: Value? { state.withLock { $0.value } }

  /// Calls `body` with the value: at once if it is known, otherwise on the thread that completes it.
  public func whenComplete(_ body: @escaping @Sendable (Value) -> Void) {
    let value = state.withLock { state in
      if state.value == nil { state.waiting.append(body) }
      return state.value
    }
    if let value { body(value) }
  }

  /// Blocks until the value is known. Must not be called on the loop's thread or on a thread of Swift's own pool.
  public func wait() -> Value {
    guard let value = wait(timeout: nil) else {
      preconditionFailure("a wait without a timeout ended without a value")
    }
    return value
  }

  /// Blocks until the value is known, on the same threads.
  /// - Parameter timeout: nil waits for ever.
  /// - Returns: nil if the timeout came first.
  public func wait(timeout: Duration?) -> Value? {
    guard completed.wait(timeout: timeout) else { return nil }
    guard let value = state.withLock({ $0.value }) else {
      preconditionFailure("a deferred value completed without a value")
    }
    return value
  }
}

/// The same object.
extension Deferred: Equatable {
  public static func == (a: Deferred, b: Deferred) -> Bool { a === b }
}
