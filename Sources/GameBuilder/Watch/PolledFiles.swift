import HostSystem

/// The files of the watched trees as they were last seen, to find changes that the kernel does not report: on network file
/// systems, beneath a mount, and by another name of a file (links).
///
/// Only what can change unseen is polled. Used on the watcher's thread only.
struct PolledFiles {
  private struct Stamp: Equatable {
    let size: Int64
    let modified: Int64
    let node: UInt64

    init?(_ path: String) {
      guard let signature = DiskFile.signature(of: path) else { return nil }
      (size, modified, node) = (signature.size, signature.modified, signature.node)
    }
  }

  /// All files.
  private var stamps: [String: Stamp] = [:]
  /// Linked files and folders, and the trees that change unseen.
  private var roots: Set<String> = []
  /// The files found below the roots.
  private var polled: Set<String> = []
  /// Trees on whose file system a change came without a report.
  private var learned: Set<String> = []

  var isPolling: Bool { !roots.isEmpty }

  /// Looks at all files, and finds out what must be polled.
  /// - Returns: the paths that are not as they were last seen.
  mutating func examine(_ trees: WatchedTrees) -> [String] {
    var found: [String: Stamp] = [:]
    roots = learned.union(trees.unseen.map(\.folder))
    for tree in trees.sources + [trees.assets] {
      FolderWalk.visit(tree, enters: trees.includes(folder:)) { path, entry in
        if entry == .linkedFolder { roots.insert(path) }
        guard trees.kind(of: path) != nil else { return }
        // A link to nothing may lead to a file later.
        if entry != .file { roots.insert(path) }
        found[path] = Stamp(path)
      }
    }
    let rootIsUnseen = FileSystemKind.unseen(at: trees.root) != nil
    for path in trees.manifests where DiskFile.isFile(path) {
      if rootIsUnseen || DiskFile.isLink(path) { roots.insert(path) }
      found[path] = Stamp(path)
    }
    let changed = Set(found.keys).union(stamps.keys).filter { found[$0] != stamps[$0] }
    stamps = found
    polled = Set(filesBelowRoots(trees))
    return changed.sorted()
  }

  /// Looks at what can change unseen.
  mutating func poll(_ trees: WatchedTrees) -> [String] {
    let now = filesBelowRoots(trees)
    let gone = polled.subtracting(now)
    polled = now
    return now.union(gone).filter { note($0) }.sorted()
  }

  /// Sees a file as it is now.
  /// - Returns: whether it changed.
  @discardableResult
  mutating func note(_ path: String) -> Bool {
    let stamp = Stamp(path)
    defer { stamps[path] = stamp }
    return stamps[path] != stamp
  }

  /// A change of this file came without a report: its tree is polled from now on.
  /// - Returns: the tree; nil if it is polled already.
  mutating func learn(from path: String, _ trees: WatchedTrees) -> String? {
    if roots.contains(where: { $0 == path || PathText.isWithin(path, $0) }) { return nil }
    let tree = (trees.sources + [trees.assets]).first { PathText.isWithin(path, $0) }
    guard let tree, learned.insert(tree).inserted else { return nil }
    roots.insert(tree)
    return tree
  }

  private func filesBelowRoots(_ trees: WatchedTrees) -> Set<String> {
    var files: Set<String> = []
    for root in roots {
      if DiskFile.isFolder(root) {
        FolderWalk.visit(root, enters: trees.includes(folder:)) { path, entry in
          if entry != .linkedFolder, trees.kind(of: path) != nil { files.insert(path) }
        }
      } else {
        files.insert(root)
      }
    }
    return files
  }
}
