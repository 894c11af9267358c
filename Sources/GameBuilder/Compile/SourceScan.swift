import HostSystem

/// The game's sources at one moment, and the hashes that name what is built from them.
struct SourceScan: Equatable {
  let tree: SourceTree
  /// The Swift files of the game's module, sorted.
  let swift: [String]
  /// Their interfaces.
  let interfaces: [FileInterface]
  /// The headers of the game, sorted by path.
  let headers: [Header]
  /// A hash of the package's description.
  let manifest: ContentHash
  /// See ``BuiltImage/sourceHash``.
  let sourceHash: ContentHash

  struct Header: Equatable {
    let path: String
    let content: ContentHash
    let text: HeaderText
  }

  /// A hash of all that compilers see of the headers.
  var headerTexts: ContentHash {
    var hash = ContentHash()
    for header in headers {
      hash.combine(header.path)
      hash.combine(header.text.hash)
    }
    return hash
  }

  /// - Parameter readsInterfaces: otherwise the interfaces are left out.
  static func scan(
    _ package: GamePackage, _ plan: BuildPlan, _ reader: SourceReader, readsInterfaces: Bool = true
  ) throws(BuildError) -> SourceScan {
    var files: [String: ContentHash] = [:]
    let candidates = SourceTree.files(of: package.game) + plan.generatedSources
    let others = package.targets.dropFirst().flatMap {
      SourceTree.files(of: $0, extensions: SourceTree.sourceExtensions)
    }
    try refuseLookAlikes(candidates + others)
    var swift: [String] = []
    for path in Set(candidates).subtracting(plan.excludedSources).sorted() {
      guard let content = try reader.content(of: path) else { continue }
      files[path] = content
      swift.append(path)
    }
    var headers: [Header] = []
    for path in others.sorted() {
      guard let content = try reader.content(of: path) else { continue }
      files[path] = content
      if SourceTree.isHeader(path) {
        headers.append(Header(path: path, content: content, text: try reader.header(at: path)))
      }
    }
    var interfaces: [FileInterface] = []
    for path in swift where readsInterfaces {
      interfaces.append(FileInterface(path: path, parts: try reader.interface(of: path)))
    }
    let tree = SourceTree(files: files)
    var sourceHash = tree.hash
    var manifest = ContentHash()
    for path in [package.manifest, package.root + "/Package.resolved"] {
      let content = try reader.content(of: path) ?? ContentHash()
      sourceHash.combine(content)
      manifest.combine(content)
    }
    return SourceScan(
      tree: tree, swift: swift, interfaces: interfaces, headers: headers,
      manifest: manifest, sourceHash: sourceHash)
  }

  private static func refuseLookAlikes(_ paths: [String]) throws(BuildError) {
    let pairs = PathText.lookAlikes(paths)
    if pairs.isEmpty { return }
    throw .rejected(
      pairs.map { first, second in
        Diagnostic(severity: .error, file: first, message: PathText.lookAlikeReason(first, second))
      })
  }
}
