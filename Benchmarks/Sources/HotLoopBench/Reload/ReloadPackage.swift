import Foundation
import HotLoopProduct

/// The package of the games whose reloads are measured, in a temporary folder that is removed with this object.
final class ReloadPackage {
  private let package: BenchPackage
  var root: String { package.root }

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hotloop-bench-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    package = try BenchPackage(at: folder.resolvingSymlinksInPath().path, repository: Repository.root)
    try package.copy("\(Repository.root)/assets", to: "assets")
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  /// The files of `Game/` of the repository.
  static func shippedFiles() throws -> [String: String] {
    let folder = Repository.root + "/Game"
    var texts: [String: String] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      guard [".swift", ".h", ".c"].contains(where: name.hasSuffix) else { continue }
      texts["Game/" + name] = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }
    return texts
  }

  /// Replaces the previous game, and removes all of its build products that could save compiler time.
  func install(_ game: BenchGame) throws {
    for folder in ["Game", GeneratedGame.library, ".hotloop/objects", ".hotloop/images"] {
      package.remove(folder)
    }
    try package.setLibrary(game.library)
    try package.write(game.files)
  }

  /// Saves a file in place.
  func write(_ text: String, to path: String) throws { try package.write(text, to: path) }
}
