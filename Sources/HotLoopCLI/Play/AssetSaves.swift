import Engine
import HotReload

/// Reads saved assets on the watcher's thread and passes them to the game at a safe point.
struct AssetSaves: Sendable {
  let folder: AssetFolder
  let game: LoopGateway<ReloadableGame>

  func read(_ paths: [String]) {
    let contents = folder.read(paths: paths)
    game.post { _ = $0.assets.apply(contents) }
  }

  /// Reads all assets, after saves may have been missed.
  func readAll() {
    let contents = folder.readAll()
    game.post { _ = $0.assets.apply(contents) }
  }
}
