import HostSystem
import HotReload

/// What is played: the bundle that this program is in, or the files that it is told of.
struct PlayedGame {
  let image: String
  let assets: String
  let description: GameBundle.Description

  init(_ options: PlayerCommand) throws {
    let bundle = GameBundle(root: options.bundle ?? PlayerVersion.programFolder)
    assets = bundle.assets
    if let image = options.image {
      self.image = image
      description = GameBundle.Description(
        name: String(PathText.name(of: bundle.root)), sourceHash: "", revision: "", hotloop: "",
        developerKeys: true)
    } else {
      image = bundle.image
      description = try bundle.readDescription()
    }
  }
}
