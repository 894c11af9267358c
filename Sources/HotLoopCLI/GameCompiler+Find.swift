import GameBuilder
import HostSystem

extension GameCompiler {
  /// The package that holds a folder, and what builds it. Blocks.
  static func find(_ folder: String) throws -> (GamePackage, GameCompiler) {
    try blocking {
      let root = GamePackage.root(above: folder)
      let toolchain = try await Toolchain.find(cache: root.map { $0 + "/.hotloop" }, for: root)
      let package = try await GamePackage.find(from: folder, toolchain: toolchain)
      return (package, GameCompiler(package: package, toolchain: toolchain))
    }
  }
}
