import GameSDK
import World

/// What Cinder keeps on disk for the player.
final class PlayerFiles {
  private let scoresFile = Stored("scores.txt", fallback: Scores(), read: Scores.init(text:), write: \.text)
  private let progressFile = Stored(
    "progress.txt", fallback: Progress(), read: Progress.init(text:), write: \.text)
  private let optionsFile = Stored(
    "options.txt", fallback: SavedOptions.initial, read: SavedOptions.init(text:), write: \.text)

  var scores: Scores { scoresFile.value }
  var progress: Progress { progressFile.value }
  var options: SavedOptions { optionsFile.value }

  func add(_ entry: Scores.Entry) { scoresFile.store(scoresFile.value.adding(entry)) }

  func save(_ world: World) {
    optionsFile.store(SavedOptions(options: world.options, name: world.name))
  }

  /// Keeps a run at the start of its wave.
  func saveRun(_ world: World, _ upgrades: UpgradeFile) {
    var progress = progressFile.value
    progress.furthestWave = max(progress.furthestWave, world.wave)
    progress.run = world.savedRun(upgrades)
    progressFile.store(progress)
  }

  /// The run is over: there is nothing to continue.
  func clearRun() {
    guard progressFile.value.run != nil else { return }
    var progress = progressFile.value
    progress.run = nil
    progressFile.store(progress)
  }
}
