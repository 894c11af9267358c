import Synchronization

/// A value for one waiting task: the first one that is set. Any thread.
final class FirstValue<Value: Sendable>: Sendable {
  private enum State {
    case empty
    case waiting(CheckedContinuation<Value, Never>)
    case set(Value)
  }

  private let state = Mutex(State.empty)

  /// Does nothing if a value was set before.
  func set(_ value: Value) {
    let waiting: CheckedContinuation<Value, Never>? = state.withLock { state in
      switch state {
      case .empty:
        state = .set(value)
        return nil
      case .waiting(let continuation):
        state = .set(value)
        return continuation
      case .set: return nil
      }
    }
    waiting?.resume(returning: value)
  }

  /// Waits for the value. Only one task may wait.
  var value: Value {
    get async {
      await withCheckedContinuation { continuation in
        let value: Value? = state.withLock { state in
          if case .set(let value) = state { return value }
          state = .waiting(continuation)
          return nil
        }
        if let value { continuation.resume(returning: value) }
      }
    }
  }
}
