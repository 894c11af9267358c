import Foundation

/// The package of the games whose reloads are measured, in a temporary folder that goes with this object.
final class BenchWorkshop {
  private let package: BenchPackage
  var root: String { package.root }

  /// - Parameter repository: a clone of HotLoop.
  init(repository: String) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hotloop-bench-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    package = try BenchPackage(at: folder.resolvingSymlinksInPath().path, repository: repository)
    try package.copy("\(repository)/assets", to: "assets")
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  /// The files of `Game/` of the repository.
  static func shippedFiles(repository: String) throws -> [String: String] {
    var texts: [String: String] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: repository + "/Game") {
      guard [".swift", ".h", ".c"].contains(where: name.hasSuffix) else { continue }
      texts["Game/" + name] = try String(contentsOfFile: "\(repository)/Game/\(name)", encoding: .utf8)
    }
    return texts
  }

  /// Puts a game in the place of the one before, of which nothing is left that could save it the compiler.
  func install(_ game: BenchGame) throws {
    for folder in ["Game", ".hotloop/objects", ".hotloop/images"] { package.remove(folder) }
    try package.write(game.files)
  }

  /// Saves a file in place.
  func write(_ text: String, to path: String) throws { try package.write(text, to: path) }
}
