import Engine
import HotReload
import Synchronization

/// Reads saved assets on the watcher's thread and passes them to the game at a safe point.
final class AssetSaves: Sendable {
  private let folder: AssetFolder
  private let game: LoopGateway<ReloadableGame>
  private let events: EventBus
  private let reported = Mutex<[FileProblem]>([])

  init(folder: AssetFolder, game: LoopGateway<ReloadableGame>, events: EventBus) {
    self.folder = folder
    self.game = game
    self.events = events
  }

  func read(_ paths: [String]) {
    let contents = folder.read(paths: paths)
    game.post { _ = $0.assets.apply(contents) }
    reportProblems()
  }

  /// Reports the files that cannot be read, each once.
  func reportProblems() {
    let problems = folder.problems()
    let new = reported.withLock { reported in
      defer { reported = problems }
      return problems.filter { !reported.contains($0) }
    }
    for problem in new { events.emit(.assetRejected(path: problem.file, problem: problem)) }
  }

  /// Reads all assets, after saves may have been missed.
  func readAll() {
    let contents = folder.readAll()
    game.post { _ = $0.assets.apply(contents) }
  }
}
