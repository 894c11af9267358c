import HostSystem
import HotReload

/// What `--version` prints.
enum PlayerVersion {
  /// The folder of this program.
  static var programFolder: String {
    PathText.folder(of: DiskFile.link("/proc/self/exe") ?? DiskFile.currentFolder)
  }

  static var text: String {
    guard let game = try? GameBundle(root: programFolder).readDescription() else { return "unknown" }
    let revision = game.revision.isEmpty ? "" : " " + game.revision
    return "\(game.name)\(revision), made with \(game.hotloop)"
  }
}
