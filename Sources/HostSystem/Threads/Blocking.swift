import Synchronization

/// Waits on the calling thread for asynchronous work.
///
/// Only for threads outside Swift's cooperative pool, such as the main thread before the loop starts and after it ended.
public func blocking<Value: Sendable>(
  _ work: @escaping @Sendable () async throws -> Value
) throws -> Value {
  let outcome = Outcome<Value>()
  Task.detached {
    let result: Result<Value, any Error>
    do { result = .success(try await work()) } catch { result = .failure(error) }
    outcome.result.withLock { $0 = result }
    outcome.isThere.open()
  }
  outcome.isThere.wait()
  guard let result = outcome.result.withLock({ $0 }) else {
    preconditionFailure("the work ended without an outcome")
  }
  return try result.get()
}

private final class Outcome<Value: Sendable>: Sendable {
  let result = Mutex<Result<Value, any Error>?>(nil)
  let isThere = Latch()
}
