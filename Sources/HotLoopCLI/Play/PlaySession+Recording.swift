import CommandOptions
import Engine
import Foundation
import GameBuilder
import HostSystem
import HotReload
import Timeline

extension PlaySession {
  /// Bytes of the last run's recording.
  private static let maxLastRun = 1 << 30

  /// Begins to write the run to `.hotloop/last.run`, and to the file that the player named.
  func beginRecordings() {
    if options.history == 0 || lastWorld == nil && options.record == nil { return }
    let revision = SourceRevision(of: package.root)
    if let lastWorld {
      let path = package.state + "/" + LastRun.names[0]
      game.record(
        to: recordingFile(path, continues: lastWorld.isContinued, earlier: earlierRuns, revision) {
          lastWorld.prepare()
        },
        maxBytes: Self.maxLastRun, by: .host)
    }
    if let path = options.record {
      let earlier = lastWorld == nil ? earlierRuns : nil
      game.record(
        to: recordingFile(path, continues: memory.continuesRun, earlier: earlier, revision), by: .player)
    }
  }

  /// If a host died, what it recorded can be gone back to.
  private var earlierRuns: EarlierRunReceiver? {
    guard memory.continuesRun else { return nil }
    return EarlierRunReceiver(maxBytes: options.history << 20) { [gateway = game.gateway] earlier in
      gateway.post { $0.restore(earlier) }
    }
  }

  /// Returns when the files are on the disk.
  func endRecordings() {
    let player = game.recording(by: .player)
    for file in game.endRecordings() {
      guard let failure = file.waitUntilWritten(), file.path == player else { continue }
      notice("the recording is incomplete: \(failure)")
      lostRecording = true
    }
  }

  private func recordingFile(
    _ path: String, continues: Bool, earlier: EarlierRunReceiver? = nil, _ revision: SourceRevision,
    prepare: @escaping @Sendable () -> Void = {}
  ) -> RecordingFile {
    RecordingFile(
      path: path, continues: continues, earlier: earlier, prepare: prepare, revision: { revision.text },
      onFailure: { [events] in events.emit(.recordingFailed(path: path, reason: "\($0)")) })
  }

  /// Ends the run if the game refuses the world that it was to begin with: there is nothing else to play.
  func watchStart() {
    events.listen { [startFailure, loopGateway] stamped in
      guard case .worldRejected(let path, _, _, let reason) = stamped.event else { return }
      loopGateway.post { loop in
        guard loop.game.generation == 0, loop.exitReason == nil else { return }
        startFailure.complete("\(path): \(reason)")
        loop.requestExit("its world cannot be played")
      }
    }
  }

  /// When a game runs, shows the recording that the player wants to watch.
  func watchRecording() {
    guard let path = options.watch else { return }
    events.onFirstFrame { [watchFailure, coordinator, loopGateway, gateway = game.gateway] in
      Task {
        let generations = await coordinator.generations(of: RecordedWorlds.sourceHashes(in: path))
        gateway.post {
          if let reason = $0.watch(path, generations: generations) {
            watchFailure.complete(reason)
            loopGateway.post { $0.requestExit("the recording cannot be shown") }
          }
        }
      }
    }
  }
}
