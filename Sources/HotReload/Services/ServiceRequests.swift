import Synchronization

/// What a call of the game asked of its services. It takes effect only if the call succeeds.
final class ServiceRequests: Sendable {
  enum Request: Sendable {
    case start(ServiceLaunch, Start)
    case stop(String, limit: Duration)
    case post(String, MessageQueue.Message)
  }

  /// What becomes of a thread of the service that runs.
  enum Start: Sendable {
    /// It runs on.
    case ifNotRunning
    /// It ends, unless it runs the same image.
    case inNewCode
    /// It ends.
    case anew
  }

  private struct State {
    /// Of calls that succeeded.
    var accepted: [Request] = []
    /// Of the call that runs.
    var called: [Request] = []
  }

  private let state = Mutex(State())

  func append(_ request: Request) { state.withLock { $0.called.append(request) } }

  /// The call has ended.
  func endCall(hasSucceeded: Bool) {
    state.withLock { state in
      if state.called.isEmpty { return }
      if hasSucceeded { state.accepted += state.called }
      state.called = []
    }
  }

  func takeAccepted() -> [Request] {
    state.withLock { state in
      if state.accepted.isEmpty { return [] }
      defer { state.accepted = [] }
      return state.accepted
    }
  }
}

extension ServiceRunner {
  /// Carries out what calls of the game asked for.
  func perform(_ requests: [ServiceRequests.Request]) {
    if isClosed { return }
    for request in requests {
      switch request {
      case .start(let launch, let start): service(launch.description.name).start(launch, start)
      case .stop(let name, let limit): service(name).stop(within: limit)
      case .post(let name, let message): service(name).post(message)
      }
    }
  }
}
