import Synchronization
import Testing

/// Runs the tests of suites one after another. They share the process's one game image, and would block threads that other
/// tests need if they waited for its lock.
struct OneAtATime: SuiteTrait, TestTrait, TestScoping {
  let isRecursive = true

  private struct State {
    var isRunning = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private static let state = Mutex(State())

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    guard testCase != nil else { return try await function() }
    await Self.begin()
    defer { Self.end() }
    try await function()
  }

  private static func begin() async {
    await withCheckedContinuation { continuation in
      let mayRun = state.withLock { state in
        if state.isRunning {
          state.waiting.append(continuation)
          return false
        }
        state.isRunning = true
        return true
      }
      if mayRun { continuation.resume() }
    }
  }

  private static func end() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
      state.isRunning = false
      return nil
    }
    next?.resume()
  }
}

extension Trait where Self == OneAtATime {
  static var oneAtATime: Self { OneAtATime() }
}
