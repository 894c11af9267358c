import HostSystem
import SystemPackage

/// A package that contains a game, and the paths in it. All are absolute, with symbolic links resolved.
public struct GamePackage: Equatable, Codable, Sendable {
  /// The name that the game's target must have.
  public static let gameTarget = "Game"
  /// The target that games import.
  static let sdkTarget = "GameSDK"

  /// A target whose files belong to the game: Game itself, or a target that it depends on, of the same package or of one that
  /// is required by path.
  public struct Target: Equatable, Codable, Sendable {
    public let name: String
    public let folder: String
    /// Files and folders that do not belong to the target, relative to `folder`.
    public let exclude: [String]
    /// The files and folders of the target, relative to `folder`; nil for all of it.
    public let sources: [String]?

    /// Of its Swift files: the name, with `_` for what cannot be in a name.
    var moduleName: String {
      String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" ? $0 : "_" })
    }
  }

  /// The folder of Package.swift.
  public let root: String
  public let name: String
  /// Game first, then the targets that it depends on.
  public let targets: [Target]
  /// The folders of the packages by path that the others of the targets are in.
  public let localPackages: [String]

  public var manifest: String { root + "/Package.swift" }
  /// Those of all packages that the targets are in, the game's first.
  var manifests: [String] { packages.map { $0 + "/Package.swift" } }
  /// The folders of the packages that the targets are in, the game's first.
  var packages: [String] { [root] + localPackages }
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
    let packages = try await LocalPackages.read(root: root, toolchain: toolchain)
    let description = packages.game
    let manifest = root + "/Package.swift"
    guard description.target(named: gameTarget) != nil else {
      throw .noGameTarget(manifest: manifest, targets: description.targets.map(\.name))
    }
    var targets: [Target] = []
    for (package, target) in packages.closure(of: gameTarget) {
      guard let folder = package.description.folder(of: target, in: package.root), DiskFile.isFolder(folder)
      else { throw .noGameFolder(manifest: package.root + "/Package.swift", target: target.name) }
      targets.append(
        Target(
          name: target.name, folder: folder, exclude: target.exclude.map(normalised),
          sources: target.sources?.map(normalised)))
    }
    let package = GamePackage(
      root: root, name: description.name, targets: targets,
      // What cannot be read is watched all the same: its author will mend it.
      localPackages: packages.packages.dropFirst().map(\.root) + packages.unreadable)
    if let program = SourceTree.files(of: package.game).first(where: SourceTree.isProgramEntry) {
      throw .gameIsProgram(file: program)
    }
    return package
  }

  private static func normalised(_ path: String) -> String {
    FilePath(path).lexicallyNormalized().string
  }

  /// Makes the state folder, with a .gitignore for itself.
  static func makeStateFolder(root: String) throws(PackageError) {
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
