import Engine
import GameBuilder

/// Builds that failed for a cause outside the sources are tried again: nobody would save for that.
extension ReloadCoordinator {
  /// What failed.
  enum Retried {
    case build(BuildRequest, Origin)
    /// Better images of the newest generation.
    case refinement
  }

  /// A build has failed. Tries it again later, unless its sources are the cause or another build comes first.
  func retry(_ failed: Retried, after error: BuildError) {
    if Task.isCancelled { return }
    let cause = error.cause
    guard let delay = retries.delay(after: cause) else { return }
    events.emit(
      .buildRetry(
        HostEvent.BuildRetry(
          cause: cause.rawValue, attempt: retries.attempt, delay: UInt64(delay / .nanoseconds(1)))))
    nextTry?.cancel()
    nextTry = Task {
      guard (try? await Task.sleep(for: delay)) != nil, !Task.isCancelled else { return }
      switch failed {
      case .build(let request, let origin): build(request, origin, isRetry: true)
      case .refinement: refineInBackground(isRetry: true)
      }
    }
  }

  /// Another build takes its place, or none is wanted.
  func endRetries() {
    nextTry?.cancel()
    nextTry = nil
    retries.reset()
  }
}
