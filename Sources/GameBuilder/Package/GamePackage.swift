import Foundation
import HostSystem
import SystemPackage

/// Why no game can be played from a folder.
public enum PackageError: Error, Equatable, Sendable, CustomStringConvertible {
  case noPackage(folder: String)
  case noGameTarget(manifest: String, targets: [String])
  case noGameFolder(manifest: String, target: String)
  case gameIsProgram(file: String)
  case badManifest(manifest: String, output: String)
  case notWritable(folder: String, reason: String)
  case cancelled

  public var description: String {
    switch self {
    case .noPackage(let folder):
      return "no Package.swift in \(folder) or above it; start hotloop in the folder of a game's package"
    case .noGameTarget(let manifest, let targets):
      let known = targets.isEmpty ? "it has none" : "it has \(targets.joined(separator: ", "))"
      return "\(manifest): no target named Game (\(known)); "
        + "add .target(name: \"Game\", dependencies: [.product(name: \"GameSDK\", package: \"hotloop\")])"
    case .noGameFolder(let manifest, let target):
      return "\(manifest): the folder of target \(target) does not exist; "
        + "put it back where it was, make Sources/\(target), or give the target a path:"
    case .gameIsProgram(let file):
      return
        "\(file): a game is a library, and a file named main.swift makes a program of it; rename the file"
    case .badManifest(let manifest, let output):
      return "\(manifest): cannot be read by SwiftPM; correct it and try again. It said:\n\(output)"
    case .notWritable(let folder, let reason):
      return "\(folder): cannot be written to (\(reason)); give yourself permission (chmod u+w), "
        + "or free space on the disk"
    case .cancelled:
      return "reading the package was cancelled"
    }
  }
}

/// A package with a game in it: where everything is. All paths are absolute, with symbolic links followed.
public struct GamePackage: Equatable, Codable, Sendable {
  /// The name that the game's target must have.
  public static let gameTarget = "Game"

  /// One target whose files are the game's: Game itself, or a target of the same package that it depends on.
  public struct Target: Equatable, Codable, Sendable {
    public let name: String
    public let folder: String
    /// Files and folders within `folder` that do not belong to the target, relative to it.
    public let exclude: [String]
    /// Nil: all of `folder`; else only these files and folders in it.
    public let sources: [String]?
  }

  /// The folder of Package.swift.
  public let root: String
  public let name: String
  /// Game first, then the targets of this package that it depends on.
  public let targets: [Target]

  public var manifest: String { root + "/Package.swift" }
  public var game: Target { targets[0] }
  /// Where the game's data files are, whether or not the folder exists.
  public var assets: String { root + "/assets" }
  /// What HotLoop keeps for itself: images, objects, the control socket. Never checked in.
  public var state: String { root + "/.hotloop" }

  /// Looks for Package.swift in `folder` and those above it, and reads its targets.
  ///
  /// What Package.swift says is kept in the state folder for as long as its content stays the same, so that a
  /// later start runs no other program.
  public static func find(
    from folder: String? = nil, toolchain: Toolchain
  ) async throws(PackageError) -> GamePackage {
    let start = folder ?? DiskFile.currentFolder
    guard let root = root(above: start) else { throw .noPackage(folder: start) }
    return try await read(root: root, toolchain: toolchain)
  }

  /// The nearest folder with a Package.swift, going upwards; nil where there is none.
  public static func root(above folder: String) -> String? {
    guard let real = DiskFile.real(folder) else { return nil }
    var path = FilePath(real)
    while true {
      if DiskFile.isFile(path.appending("Package.swift").string) { return path.string }
      if !path.removeLastComponent() { return nil }
    }
  }

  /// Reads the package at `root` again: after Package.swift was saved.
  public static func read(root: String, toolchain: Toolchain) async throws(PackageError) -> GamePackage {
    let description = try await describe(root: root, toolchain: toolchain)
    let manifest = root + "/Package.swift"
    guard description.target(named: gameTarget) != nil else {
      throw .noGameTarget(manifest: manifest, targets: description.targets.map(\.name))
    }
    var targets: [Target] = []
    for target in description.closure(of: gameTarget) {
      guard let folder = description.folder(of: target, in: root), DiskFile.isFolder(folder) else {
        throw .noGameFolder(manifest: manifest, target: target.name)
      }
      targets.append(
        Target(
          name: target.name, folder: folder, exclude: target.exclude.map(normalised),
          sources: target.sources?.map(normalised)))
    }
    let package = GamePackage(root: root, name: description.name, targets: targets)
    if let program = SourceTree.files(of: package.game).first(where: SourceTree.isProgramEntry) {
      throw .gameIsProgram(file: program)
    }
    return package
  }

  private static func normalised(_ path: String) -> String {
    FilePath(path).lexicallyNormalized().string
  }

  private struct Cached: Codable {
    let manifest: String
    let version: String
    let description: PackageDescription
  }

  private static func describe(
    root: String, toolchain: Toolchain
  ) async throws(PackageError) -> PackageDescription {
    try prepareState(root: root)
    let manifest = root + "/Package.swift"
    let content = ContentHash(of: (try? DiskFile.read(manifest)) ?? []).hexadecimal
    let record = JSONRecord<Cached>(path: root + "/.hotloop/package.json")
    if let known = record.read(), known.manifest == content, known.version == toolchain.version {
      return known.description
    }
    let result: ToolResult
    do {
      result = try await ToolRun.run(
        toolchain.swift, ["package", "--package-path", root, "dump-package"], in: root,
        cancellation: .interrupt)
    } catch .cancelled {
      throw .cancelled
    } catch {
      throw .badManifest(manifest: manifest, output: "\(error)")
    }
    // Warnings may stand before the JSON.
    guard result.succeeded, let start = result.text.firstIndex(of: "{"),
      let description = try? JSONDecoder().decode(
        PackageDescription.self, from: Data(result.text[start...].utf8))
    else { throw .badManifest(manifest: manifest, output: result.text) }
    record.write(Cached(manifest: content, version: toolchain.version, description: description))
    return description
  }

  /// Makes the state folder, which keeps itself out of version control.
  private static func prepareState(root: String) throws(PackageError) {
    let state = root + "/.hotloop"
    do {
      for folder in [state, state + "/images", state + "/objects"] { try DiskFile.makeFolder(folder) }
      if !DiskFile.exists(state + "/.gitignore") {
        try DiskFile.write(Array("*\n".utf8), to: state + "/.gitignore")
      }
    } catch {
      throw .notWritable(folder: state, reason: "\(error.errno)")
    }
    guard DiskFile.isWritable(state) else { throw .notWritable(folder: state, reason: "permission denied") }
  }
}
