import HostSystem

/// The files that a game is compiled from, with hashes of their contents, so that a save without a change has no effect.
public struct SourceTree: Sendable, Equatable, Codable {
  /// Absolute path → hash of the content.
  public internal(set) var files: [String: ContentHash]

  public init(files: [String: ContentHash]) { self.files = files }

  /// The paths that were added, removed or changed, sorted.
  public func changes(since old: SourceTree) -> [String] {
    let paths = Set(files.keys).union(old.files.keys)
    return paths.filter { files[$0] != old.files[$0] }.sorted()
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
