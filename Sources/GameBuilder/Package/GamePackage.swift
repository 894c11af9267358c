import Foundation
import HostSystem
import SystemPackage

/// A package that contains a game, and the paths in it. All are absolute, with symbolic links resolved.
public struct GamePackage: Equatable, Codable, Sendable {
  /// The name that the game's target must have.
  public static let gameTarget = "Game"
  /// The target that games import.
  static let sdkTarget = "GameSDK"

  /// A target whose files belong to the game: Game itself, or a target of the same package that it depends on.
  public struct Target: Equatable, Codable, Sendable {
    public let name: String
    public let folder: String
    /// Files and folders that do not belong to the target, relative to `folder`.
    public let exclude: [String]
    /// The files and folders of the target, relative to `folder`; nil for all of it.
    public let sources: [String]?
  }

  /// The folder of Package.swift.
  public let root: String
  public let name: String
  /// Game first, then the targets of this package that it depends on.
  public let targets: [Target]

  public var manifest: String { root + "/Package.swift" }
  public var game: Target { targets[0] }
  /// The folder of the game's data files, which need not exist.
  public var assets: String { root + "/assets" }
  /// The folder of HotLoop's own files: images, objects, the control socket. It is not under version control.
  public var state: String { root + "/.hotloop" }

  /// Finds Package.swift in `folder` or a folder above it, and reads its targets.
  ///
  /// The description of the package is cached in the state folder until the content of Package.swift changes.
  /// - Parameter folder: nil for the working directory.
  public static func find(
    from folder: String? = nil, toolchain: Toolchain
  ) async throws(PackageError) -> GamePackage {
    let start = folder ?? DiskFile.currentFolder
    guard let root = root(above: start) else { throw .noPackage(folder: start) }
    return try await read(root: root, toolchain: toolchain)
  }

  /// The nearest folder with a Package.swift, from `folder` upwards. Nil if there is none.
  public static func root(above folder: String) -> String? {
    guard let real = DiskFile.real(folder) else { return nil }
    var path = FilePath(real)
    while true {
      if DiskFile.isFile(path.appending("Package.swift").string) { return path.string }
      if !path.removeLastComponent() { return nil }
    }
  }

  /// Reads the package at `root`; again after Package.swift was saved.
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
    try makeStateFolder(root: root)
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
    // Warnings may precede the JSON.
    guard result.succeeded, let start = result.text.firstIndex(of: "{"),
      let description = try? JSONDecoder().decode(
        PackageDescription.self, from: Data(result.text[start...].utf8))
    else { throw .badManifest(manifest: manifest, output: result.text) }
    record.write(Cached(manifest: content, version: toolchain.version, description: description))
    return description
  }

  /// Makes the state folder, with a .gitignore for itself.
  private static func makeStateFolder(root: String) throws(PackageError) {
    let state = root + "/.hotloop"
    do {
      // Who can write here can run code in the game, and who can read here sees what is played.
      try DiskFile.makeFolder(state, in: root, permissions: 0o700)
      DiskFile.makePrivate(state)
      for folder in [state + "/images", state + "/objects"] { try DiskFile.makeFolder(folder, in: root) }
      if !DiskFile.exists(state + "/.gitignore") {
        try DiskFile.write(Array("*\n".utf8), to: state + "/.gitignore")
      }
    } catch {
      throw .notWritable(folder: state, reason: error.errno)
    }
    if let obstacle = DiskFile.obstacle(in: state) { throw .notWritable(folder: state, reason: obstacle) }
  }
}
