import Engine
import Foundation
import GameBuilder
import HostSystem
import HotReload
import Timeline

extension PlaySession {
  /// The start of the reason for the end of a run whose recording cannot be shown.
  static let notShown = "the recording cannot be shown: "

  /// Bytes of the last run's recording.
  private static let maxLastRun = 1 << 30

  /// Begins to write the run to `.hotloop/last.run`, and to the file that the player named.
  func beginRecordings() {
    if options.history == 0 || lastWorld == nil && options.record == nil { return }
    let revision = SourceRevision(of: package.root)
    if let lastWorld {
      let path = package.state + "/" + LastRun.names[0]
      game.record(
        to: recordingFile(path, continues: lastWorld.isContinued, revision) { lastWorld.prepare() },
        maxBytes: Self.maxLastRun, by: .host)
    }
    if let path = options.record {
      game.record(to: recordingFile(path, continues: memory.continuesRun, revision), by: .player)
    }
  }

  /// Returns when the files are on the disk.
  func endRecordings() {
    let player = game.recording(by: .player)
    for file in game.endRecordings() {
      guard let failure = file.waitUntilWritten(), file.path == player else { continue }
      FileHandle.standardError.write(Data("hotloop: the recording is incomplete: \(failure)\n".utf8))
      lostRecording = true
    }
  }

  private func recordingFile(
    _ path: String, continues: Bool, _ revision: SourceRevision, prepare: @escaping @Sendable () -> Void = {}
  ) -> RecordingFile {
    RecordingFile(
      path: path, continues: continues, prepare: prepare, revision: { revision.text },
      onFailure: { [events] in events.emit(.recordingFailed(path: path, reason: "\($0)")) })
  }

  /// When a game runs, shows the recording that the player wants to watch.
  func watchRecording() {
    guard let path = options.watch else { return }
    let isBegun = Latch()
    events.listen { [coordinator, loopGateway, gateway = game.gateway] stamped in
      guard case .firstFrame = stamped.event, !isBegun.isOpen else { return }
      isBegun.open()
      Task {
        let generations = await coordinator.generations(of: RecordedWorlds.sourceHashes(in: path))
        gateway.post {
          if let reason = $0.watch(path, generations: generations) {
            loopGateway.post { $0.requestExit(Self.notShown + reason) }
          }
        }
      }
    }
  }
}
