import HostSystem
import HotReload

/// The game to play: the bundle that contains this program, or the image and the folder that the options name.
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
