import HostSystem

/// Which paths matter to a running game, and what for. Pure.
struct WatchedTrees: Sendable, Equatable {
  enum Kind: Sendable {
    case source, asset, manifest
  }

  /// Absolute paths; they need not exist.
  let sources: [String]
  let assets: String
  let root: String
  /// Folders on the way from the package to a tree. They are watched so that a tree that is deleted and made
  /// again is seen, and nothing else in them is reported.
  let ancestors: Set<String>

  init(sources: [String], assets: String, root: String) {
    self.sources = sources
    self.assets = assets
    self.root = root
    var ancestors: Set<String> = [root]
    for tree in sources + [assets] {
      var path = tree
      // A tree outside the package has its parent watched, and no more.
      repeat {
        path = PathText.folder(of: path)
      } while ancestors.insert(path).inserted
        && PathText.isWithin(path, root)
    }
    self.ancestors = ancestors
  }

  init(package: GamePackage) {
    self.init(sources: package.targets.map(\.folder), assets: package.assets, root: package.root)
  }

  /// What a file is to the game; nil where nobody needs to know of it.
  func kind(of path: String) -> Kind? {
    if EditorFile.isTemporary(PathText.name(of: path)) { return nil }
    if path == root + "/Package.swift" || path == root + "/Package.resolved" { return .manifest }
    if PathText.isWithin(path, assets) { return .asset }
    if sources.contains(where: { PathText.isWithin(path, $0) }) {
      return SourceTree.isSource(path) ? .source : nil
    }
    return nil
  }

  /// Whether a folder is to be watched. Hidden folders within a tree (`.git`) are not.
  func includes(folder: String) -> Bool {
    if ancestors.contains(folder) { return true }
    return (sources + [assets]).contains { tree in
      guard folder == tree || PathText.isWithin(folder, tree) else { return false }
      return !folder.dropFirst(tree.count).contains("/.")
    }
  }
}

/// The names that editors and tools give to files they only pass through.
enum EditorFile {
  private static let temporarySuffixes: Set<String> = [
    "swp", "swo", "swx", "tmp", "bak", "orig", "rej", "part", "lock",
  ]

  static func isTemporary(_ name: Substring) -> Bool {
    // Hidden: .x.swp (vim), .#x (emacs lock), .goutputstream-… (gedit), .x.kate-swp.
    if name.hasPrefix(".") || name.hasPrefix("#") || name.hasSuffix("~") { return true }
    // vim asks with a file of this name whether it may write to the folder.
    if name == "4913" { return true }
    // JetBrains: x.swift___jb_tmp___, x.swift___jb_old___.
    if name.hasSuffix("___") { return true }
    return temporarySuffixes.contains(String(PathText.suffix(of: String(name))))
  }
}
