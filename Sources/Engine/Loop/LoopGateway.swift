import Synchronization

/// The only way from other threads to something that is confined to the loop's thread: the loop itself, or its game.
///
/// Work is done at the next safe point, on the loop's thread, in the order in which it was posted.
public final class LoopGateway<Target>: Sendable {
  private let waiting = Mutex<[@Sendable (Target) -> Void]>([])
  private let clock: any Clock

  public init(clock: any Clock) { self.clock = clock }

  /// Any thread. Wakes the loop, so that the work need not wait for the next tick.
  public func post(_ work: @escaping @Sendable (Target) -> Void) {
    waiting.withLock { $0.append(work) }
    clock.wake()
  }

  /// Posts work and blocks until it is done. Any thread but the loop's.
  /// - Returns: nil if the loop did not get to it within `timeout` seconds.
  public func call<Value: Sendable>(
    timeout: Double, _ work: @escaping @Sendable (Target) -> Value
  ) -> Value? {
    let result = Deferred<Value>()
    post { result.complete(work($0)) }
    return result.wait(timeout: .seconds(timeout))
  }

  /// Posts work and suspends until it is done.
  /// - Returns: nil if the task was cancelled before; the work is then not done.
  public func value<Value: Sendable>(
    _ work: @escaping @Sendable (Target) -> Value
  ) async -> Value? {
    let once = Once<Value>()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        once.set(continuation)
        post { target in if once.isPending { once.resume(work(target)) } }
      }
    } onCancel: {
      once.resume(nil)
    }
  }

  /// Does everything that was posted so far. The loop's thread, at a safe point.
  public func drain(into target: Target) {
    let work = waiting.withLock { waiting in
      defer { if !waiting.isEmpty { waiting.removeAll() } }
      return waiting
    }
    for work in work { work(target) }
  }
}

/// A continuation that is resumed by the first who calls, before or after it was set.
private final class Once<Value: Sendable>: Sendable {
  private enum State {
    case new
    case waiting(CheckedContinuation<Value?, Never>)
    case resumed
  }

  private let state = Mutex(State.new)

  var isPending: Bool {
    state.withLock { if case .resumed = $0 { false } else { true } }
  }

  func set(_ continuation: CheckedContinuation<Value?, Never>) {
    let isCancelled = state.withLock { state in
      if case .resumed = state { return true }
      state = .waiting(continuation)
      return false
    }
    if isCancelled { continuation.resume(returning: nil) }
  }

  func resume(_ value: Value?) {
    let continuation = state.withLock { state -> CheckedContinuation<Value?, Never>? in
      defer { state = .resumed }
      if case .waiting(let continuation) = state { return continuation }
      return nil
    }
    continuation?.resume(returning: value)
  }
}
