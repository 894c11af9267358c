import Engine

/// Reports how the game reads its assets: each change of a file once, and whether the game accepted it.
final class AssetReporter {
  private let events: EventBus
  /// Of which there is a good version.
  private var accepted: Set<String> = []
  private var last: [String: (revision: UInt64, problem: FileProblem?)] = [:]

  init(events: EventBus) { self.events = events }

  /// - Parameter path: relative to `assets/`.
  func report(_ path: String, revision: UInt64, problem: FileProblem?) {
    if problem == nil { accepted.insert(path) }
    let earlier = last.updateValue((revision, problem), forKey: path)
    if let earlier, earlier.revision == revision, earlier.problem == problem { return }
    if var problem {
      // The revision of a file that is not there.
      problem.isMissing = revision == 0 && !accepted.contains(path)
      events.emit(.assetRejected(path: "assets/" + path, problem: problem))
    } else if earlier != nil {
      events.emit(.assetReloaded(path: "assets/" + path))
    }
  }
}

extension HostServices {
  /// Begins to report how the game reads its assets. Called on the loop's thread.
  func reportAssets(to events: EventBus) {
    let reporter = AssetReporter(events: events)
    assetResult = { reporter.report($0, revision: $1, problem: $2) }
  }
}
