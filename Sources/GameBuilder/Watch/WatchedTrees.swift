import HostSystem

/// The paths that a running game depends on. Pure.
public struct WatchedTrees: Sendable, Equatable {
  enum Kind: Sendable {
    case source, asset, manifest
  }

  /// Folders of sources (absolute paths). They need not exist.
  let sources: [String]
  let assets: String
  let root: String
  /// Package.swift of each package, and Package.resolved of the game's.
  let manifests: [String]
  /// Folders from the package down to the trees. They are watched so that a tree is found again after it was deleted; other
  /// files in them are ignored.
  let ancestors: Set<String>

  /// - Parameter localPackages: the folders of other packages that sources are in.
  init(sources: [String], assets: String, root: String, localPackages: [String] = []) {
    self.sources = sources
    self.assets = assets
    self.root = root
    manifests = [root + "/Package.resolved"] + ([root] + localPackages).map { $0 + "/Package.swift" }
    var ancestors = Set([root] + localPackages)
    for tree in sources + [assets] {
      var path = tree
      // Of a tree outside the package, only the parent is watched.
      repeat {
        path = PathText.folder(of: path)
      } while ancestors.insert(path).inserted
        && PathText.isWithin(path, root)
    }
    self.ancestors = ancestors
  }

  public init(package: GamePackage) {
    self.init(
      sources: package.targets.map(\.folder), assets: package.assets, root: package.root,
      localPackages: package.localPackages)
  }

  /// The trees, and the folders that are mounted in them, in which files can change without a report of the kernel, with the
  /// names of their file systems. Reads all folders.
  public var unseen: [(folder: String, fileSystem: String)] {
    var found: [String: String] = [:]
    func note(_ folder: String) {
      if found.keys.contains(where: { PathText.isWithin(folder, $0) }) { return }
      found[folder] = FileSystemKind.unseen(at: folder)
    }
    func enters(_ folder: String) -> Bool {
      guard includes(folder: folder) else { return false }
      note(folder)
      return true
    }
    for tree in Set(sources + [assets]).sorted() {
      note(tree)
      FolderWalk.visit(tree, enters: enters) { _, _ in }
    }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Nil if the file is not to be reported.
  func kind(of path: String) -> Kind? {
    if EditorFile.isTemporary(PathText.name(of: path)) { return nil }
    if manifests.contains(path) { return .manifest }
    if PathText.isWithin(path, assets) { return .asset }
    if sources.contains(where: { PathText.isWithin(path, $0) }) {
      return SourceTree.isSource(path) ? .source : nil
    }
    return nil
  }

  /// Whether a folder is to be watched. Hidden folders within a tree (`.git`) are not.
  public func includes(folder: String) -> Bool {
    if ancestors.contains(folder) { return true }
    return (sources + [assets]).contains { tree in
      guard folder == tree || PathText.isWithin(folder, tree) else { return false }
      return !folder.dropFirst(tree.count).contains("/.")
    }
  }
}
