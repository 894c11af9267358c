import CGameABI
import Timeline

/// Writes the run to files. Called at safe points and between calls of the game.
extension ReloadableGame {
  /// From the next tick on.
  /// - Parameter maxBytes: of the file; when it is larger it begins anew. Nil for any size.
  /// - Returns: nil, or why nothing is recorded.
  @discardableResult
  public func record(to file: RecordingFile, maxBytes: Int? = nil) -> String? {
    if let problem = recordingProblem { return problem }
    let isFresh = store.state.isEmpty && initialWorld == nil && store.memory.journal.lastDeath == nil
    travel.begin(RunRecorder(to: file, maxBytes: maxBytes, isFresh: isFresh, seed: seed, assets: assets))
    return nil
  }

  /// Completes the file of a recording. Returns when it is on the disk.
  /// - Parameter path: nil for all recordings.
  /// - Returns: false if there is none.
  @discardableResult
  public func endRecording(_ path: String? = nil) -> Bool {
    if travel.isNow, !store.state.isEmpty, let current = history.current {
      // Without the last world, a recording would end up to a second earlier.
      travel.timeline?.keepEnd(store.world, travel.context(of: current))
    }
    return travel.endRecorders { path == nil || $0 == path }
  }

  /// The files that are written.
  public var recordings: [String] { travel.recorders.map(\.path) }
}
