import HostSystem

/// The game's sources at one moment, and the hashes that name what is built from them.
struct SourceScan: Equatable {
  let tree: SourceTree
  /// Those of the plan's modules, in its order: the game last.
  let modules: [ModuleSources]
  /// The headers of the game, sorted by path.
  let headers: [Header]
  /// A hash of the packages' descriptions.
  let manifest: ContentHash
  /// See ``BuiltImage/sourceHash``.
  let sourceHash: ContentHash

  struct Header: Equatable {
    let path: String
    let content: ContentHash
    let text: HeaderText
  }

  /// The Swift files of the game's module, sorted.
  var swift: [String] { modules[modules.count - 1].swift }

  /// The Swift files of all modules.
  var allSwift: [String] { modules.flatMap(\.swift) }

  /// A hash of all that compilers see of the headers.
  /// - Parameter folders: only of those in these; nil for all.
  func headerTexts(in folders: [String]? = nil) -> ContentHash {
    var hash = ContentHash()
    for header in headers where folders?.contains(where: { PathText.isWithin(header.path, $0) }) ?? true {
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
    let candidates = plan.modules.map { SourceTree.files(of: $0.target) + $0.generatedSources }
    let compiled = plan.modules.map(\.target)
    let otherFiles = package.targets.dropFirst().flatMap { target in
      SourceTree.files(
        of: target,
        extensions: compiled.contains(target)
          ? SourceTree.sourceExtensions.subtracting(SourceTree.swiftExtensions) : SourceTree.sourceExtensions)
    }
    try refuseLookAlikes(candidates.flatMap { $0 } + otherFiles)
    var modules: [ModuleSources] = []
    for (module, candidates) in zip(plan.modules, candidates) {
      var swift: [String] = []
      var interfaces: [FileInterface] = []
      for path in Set(candidates).subtracting(module.excludedSources).sorted() {
        guard let content = try reader.content(of: path) else { continue }
        files[path] = content
        swift.append(path)
        if readsInterfaces {
          interfaces.append(FileInterface(path: path, parts: try reader.interface(of: path)))
        }
      }
      modules.append(ModuleSources(swift: swift, interfaces: interfaces))
    }
    var headers: [Header] = []
    for path in otherFiles.sorted() {
      guard let content = try reader.content(of: path) else { continue }
      files[path] = content
      if SourceTree.isHeader(path) {
        headers.append(Header(path: path, content: content, text: try reader.header(at: path)))
      }
    }
    let others = package.targets.filter { !compiled.contains($0) }
    let tree = SourceTree(
      files: files,
      modules: (others + compiled).map { SourceTree.Module(name: $0.moduleName, folder: $0.folder) })
    var sourceHash = tree.hash
    var manifest = ContentHash()
    for path in package.manifests + [package.root + "/Package.resolved"] {
      let content = try reader.content(of: path) ?? ContentHash()
      sourceHash.combine(content)
      manifest.combine(content)
    }
    return SourceScan(
      tree: tree, modules: modules, headers: headers, manifest: manifest, sourceHash: sourceHash)
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
