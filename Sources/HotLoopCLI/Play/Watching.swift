import Dispatch
import GameBuilder
import Synchronization

/// Watches the sources, and begins again by itself when that was not possible: what the kernel has too few of is shared
/// with other programs, which end. Any thread.
final class Watching: Sendable {
  private struct State {
    var watcher: SourceWatcher?
    /// What is to be watched; nil before the start and after the end.
    var package: GamePackage?
  }

  private static let retryInterval = DispatchTimeInterval.seconds(2)

  private let state = Mutex(State())

  /// Starts to watch. Returns at once, also if that is not possible yet.
  /// - Parameters:
  ///   - onTrouble: called once if it is not.
  ///   - onRecovery: called when it is possible later; saves may have been missed.
  ///   - handlers: see `SourceWatcher`.
  func start(
    _ package: GamePackage, onTrouble: (WatchError) -> Void, onRecovery: @escaping @Sendable () -> Void,
    _ handlers: WatchHandlers
  ) {
    state.withLock { $0.package = package }
    guard let problem = attempt(handlers) else { return }
    onTrouble(problem)
    retry(onRecovery, handlers)
  }

  private func retry(_ onRecovery: @escaping @Sendable () -> Void, _ handlers: WatchHandlers) {
    DispatchQueue.global().asyncAfter(deadline: .now() + Self.retryInterval) { [self] in
      guard state.withLock({ $0.package != nil }) else { return }
      if attempt(handlers) == nil { onRecovery() } else { retry(onRecovery, handlers) }
    }
  }

  /// Returns nil if the sources are watched, or need not be any more.
  private func attempt(_ handlers: WatchHandlers) -> WatchError? {
    guard let package = state.withLock({ $0.package }) else { return nil }
    do throws(WatchError) {
      let watcher = try SourceWatcher(package: package, handlers)
      state.withLock { if $0.package == nil { watcher.stop() } else { $0.watcher = watcher } }
      return nil
    } catch {
      return error
    }
  }

  /// Watches the folders of a package whose description changed.
  func change(to package: GamePackage) {
    let watcher = state.withLock { state in
      if state.package != nil { state.package = package }
      return state.watcher
    }
    watcher?.change(to: package)
  }

  /// Looks at all files, for saves that the kernel did not report. Returns at once.
  /// - Parameter reportsSources: see `SourceWatcher.check`.
  func check(reportsSources: Bool = false) {
    state.withLock { $0.watcher }?.check(reportsSources: reportsSources)
  }

  /// Watches the folders that are at the paths now: others were there before. Returns at once.
  func watchAnew() { state.withLock { $0.watcher }?.watchAnew() }

  func stop() {
    let watcher = state.withLock { state in
      defer { state = State() }
      return state.watcher
    }
    watcher?.stop()
  }
}
