import Engine
import GameBuilder
import HotReload
import Timeline

extension PlaySession {
  /// Bytes of the last run's recording.
  private static let maxLastRun = 1 << 30

  /// Begins to write the run to `.hotloop/last.run`, and to the file that the player named.
  func beginRecordings() {
    if options.history == 0 { return }
    let revision = SourceRevision(of: package.root)
    if let lastWorld {
      let path = package.state + "/" + LastRun.names[0]
      game.record(
        to: recordingFile(path, continues: lastWorld.isContinued, revision) { lastWorld.prepare() },
        maxBytes: Self.maxLastRun)
    }
    if let path = options.record {
      game.record(to: recordingFile(path, continues: memory.continuesRun, revision))
    }
  }

  private func recordingFile(
    _ path: String, continues: Bool, _ revision: SourceRevision, prepare: @escaping @Sendable () -> Void = {}
  ) -> RecordingFile {
    RecordingFile(
      path: path, continues: continues, prepare: prepare, revision: { revision.text },
      onFailure: { [events] in events.emit(.recordingFailed(path: path, reason: "\($0)")) })
  }
}
