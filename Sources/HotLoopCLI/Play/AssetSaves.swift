import Engine
import HotReload

/// Reads saved assets on the watcher's thread and passes them to the game at a safe point.
struct AssetSaves: Sendable {
  let folder: AssetFolder
  let game: LoopGateway<ReloadableGame>
  let loop: LoopGateway<GameLoop>

  func read(_ paths: [String]) {
    let contents = folder.read(paths: paths)
    game.post { [loop] game in
      let changed = game.assets.apply(contents)
      loop.post { loop in loop.onAssetsChange(loop, changed) }
    }
  }
}
