import HostSystem

extension GamePackage {
  /// The files of a game that its author writes: Package.swift, the sources of its targets, and what is under `assets/`.
  /// Relative to ``root``, sorted. What is outside that is left out, and so are hidden files.
  public var authoredFiles: [String] {
    var paths: Set<String> = [manifest]
    for target in targets {
      paths.formUnion(SourceTree.files(of: target, extensions: SourceTree.sourceExtensions))
    }
    func isLeftOut(_ path: String) -> Bool {
      let name = PathText.name(of: path)
      return name.hasPrefix(".") || name.hasSuffix("~")
    }
    func enters(_ folder: String) -> Bool { !isLeftOut(folder) }
    FolderWalk.visit(assets, enters: enters) { path, entry in
      if entry == .file || entry == .linkedFile, !isLeftOut(path) { paths.insert(path) }
    }
    return paths.filter { PathText.isWithin($0, root) }.map { PathText.relative($0, to: root) }.sorted()
  }

  /// Whether the author would write a file of this path, relative to ``root``: for files that are gone.
  public func isAuthored(_ path: String) -> Bool {
    let file = root + "/" + path
    if file == manifest || PathText.isWithin(file, assets) { return true }
    return SourceTree.isSource(file) && targets.contains { PathText.isWithin(file, $0.folder) }
  }
}
