import HostSystem

/// The files that a game is compiled from, with hashes of their contents, so that a save without a change has no effect.
public struct SourceTree: Sendable, Equatable, Codable {
  /// Absolute path → hash of the content.
  public internal(set) var files: [String: ContentHash]
  /// The modules that they belong to, each behind those that it imports, and the game last. Empty if they are not known.
  public let modules: [Module]

  /// A target of the author.
  public struct Module: Sendable, Equatable, Codable {
    public let name: String
    /// Absolute.
    public let folder: String
  }

  public init(files: [String: ContentHash], modules: [Module] = []) {
    self.files = files
    self.modules = modules
  }

  /// The paths that were added, removed or changed, sorted.
  public func changes(since old: SourceTree) -> [String] {
    let paths = Set(files.keys).union(old.files.keys)
    return paths.filter { files[$0] != old.files[$0] }.sorted()
  }

  /// The modules that such a path belongs to, or that are in one of both alone: in the order of `modules`, and then what is gone.
  public func changedModules(since old: SourceTree) -> [String] {
    let gone = old.modules.filter { module in !modules.contains { $0.name == module.name } }
    var changed = Set(gone.map(\.name))
    for module in modules where !old.modules.contains(where: { $0.name == module.name }) {
      changed.insert(module.name)
    }
    for path in changes(since: old) {
      let owner = (modules + gone).filter { PathText.isWithin(path, $0.folder) }
        .max { $0.folder.utf8.count < $1.folder.utf8.count }
      if let owner { changed.insert(owner.name) }
    }
    return (modules + gone).map(\.name).filter(changed.contains)
  }

  /// One hash of all paths and contents.
  public var hash: ContentHash {
    var hash = ContentHash()
    for (path, content) in files.sorted(by: { $0.key < $1.key }) {
      hash.combine(path)
      hash.combine(content)
    }
    return hash
  }

  static let swiftExtensions: Set<String> = ["swift"]
  static let cExtensions: Set<String> = ["c", "cc", "cpp", "cxx", "m", "mm", "s", "S"]
  static let cHeaderExtensions: Set<String> = ["h", "hh", "hpp", "hxx", "inc", "def"]
  static let headerExtensions = cHeaderExtensions.union(["modulemap", "apinotes"])
  /// Files that a compiler reads. A build ignores all others.
  static let sourceExtensions = swiftExtensions.union(cExtensions).union(headerExtensions)

  /// The files of a target by SwiftPM's rules: all in its folder that are neither hidden nor excluded. Sorted.
  static func files(of target: GamePackage.Target, extensions: Set<String> = swiftExtensions) -> [String] {
    let excluded = Set(target.exclude.map { target.folder + "/" + $0 })
    let roots =
      target.sources.map { $0.map { $0 == "." ? target.folder : target.folder + "/" + $0 } } ?? [
        target.folder
      ]
    var found: [String] = []
    for root in roots {
      collect(root, excluded: excluded, extensions: extensions, into: &found)
    }
    return found.sorted()
  }

  private static func collect(
    _ path: String, excluded: Set<String>, extensions: Set<String>, into found: inout [String]
  ) {
    func isLeftOut(_ path: String) -> Bool {
      excluded.contains(path) || PathText.name(of: path).hasPrefix(".")
    }
    func add(_ path: String) {
      if extensions.contains(String(PathText.suffix(of: path))) { found.append(path) }
    }
    if excluded.contains(path) { return }
    if DiskFile.isFile(path) { return add(path) }
    func enters(_ folder: String) -> Bool { !isLeftOut(folder) }
    FolderWalk.visit(path, enters: enters) { file, entry in
      if entry == .file || entry == .linkedFile, !isLeftOut(file) { add(file) }
    }
  }

  static func isSource(_ path: String) -> Bool {
    sourceExtensions.contains(String(PathText.suffix(of: path)))
  }

  static func isC(_ path: String) -> Bool {
    cExtensions.contains(String(PathText.suffix(of: path)))
  }

  static func isHeader(_ path: String) -> Bool {
    headerExtensions.contains(String(PathText.suffix(of: path)))
  }

  /// Whether the file is written in C, and not in a language about headers.
  static func isCHeader(_ path: String) -> Bool {
    cHeaderExtensions.contains(String(PathText.suffix(of: path)))
  }

  /// Whether the file makes its target a program. SwiftPM ignores case.
  static func isProgramEntry(_ path: String) -> Bool {
    PathText.name(of: path).lowercased() == "main.swift"
  }
}
