import HostSystem

/// Code to be run once in the running game.
public struct EvaluationRequest: Sendable {
  public var text: String
  /// A file of the game (absolute path) whose private declarations the code uses; nil for none.
  public var file: String?
  /// What the code can use besides the game.
  public var helpers: [EvaluationHelper]
  /// Of this evaluation, to name its helpers.
  public var number: Int

  public init(text: String, file: String? = nil, helpers: [EvaluationHelper] = [], number: Int) {
    self.text = text
    self.file = file
    self.helpers = helpers
    self.number = number
  }
}

/// A library with the game and the code of an evaluation.
public struct EvaluationImage: Sendable {
  /// The folder of all files that are made for evaluations, relative to the package.
  public static let folder = ".hotloop/\(EvaluationBuild.folder)/"

  /// Absolute. To be removed when the code has run.
  public let path: String
  /// Of the sources that it was built from; see ``BuiltImage/sourceHash``.
  public let sourceHash: String
  /// What later evaluations can use.
  public let helpers: [EvaluationHelper]
  /// What the code declares: such as `func half`.
  public let declarations: [String]
  /// Whether the code only declares something.
  public let isDeclaration: Bool
}

extension GameCompiler {
  /// Compiles code together with the sources of the running code, and links a separate library.
  /// - Parameters:
  ///   - running: the sources of the running code, and ``BuiltImage/sourceHash``.
  ///   - mayBePast: whether the running code may be older than the files. Only Swift files may differ then.
  /// - Returns: nil if the files are others, or change meanwhile.
  public func evaluationImage(
    _ request: EvaluationRequest, of running: (sources: SourceTree, hash: String), mayBePast: Bool
  ) async throws(BuildError) -> EvaluationImage? {
    await turns.begin()
    defer { turns.end() }
    if let displacement = place.displacement { throw .displaced(displacement) }
    let plan = try await plan(for: BuildRequest())
    var (scan, sent) = (try SourceScan.scan(package, plan, reader), sent)
    if scan.sourceHash.hexadecimal != running.hash {
      guard mayBePast, let past = past(running.sources, since: scan.tree) else { return nil }
      sent = past
      scan = try SourceScan.scan(package, plan, SourceReader(sent: past, texts: reader.texts))
      guard scan.sourceHash.hexadecimal == running.hash else { return nil }
    }
    let run = BuildRun(
      plan: plan, scan: scan, interfaces: try await interfaces(plan, scan), objects: objects,
      dependencies: dependencies, folder: package.root, standby: standby, sent: sent)
    let modules = await usableModules(run)
    defer { trustedModules.trust(modules) }
    let inspection = HeaderInspection(package: package, plan: plan, scan: scan)
    async let headers = run.headers(inspection)
    let missing = run.work(force: false)
    if !missing.files.isEmpty {
      guard try await compile(run, missing, inspection, modules) != nil else { return nil }
      try run.store(missing)
    }
    let known = gameNames.flatMap { $0.sources == scan.tree.hash ? $0.names : nil }
    let names = known ?? GameNames(sent.read(scan.swift))
    let build = try EvaluationBuild(run, request, names, state: package.state)
    defer { build.clean() }
    let object = try await build.compile()
    let found = try await headers.get()
    try await run.link(
      to: build.image, temporary: build.image + ".tmp", state: package.state, headers: found,
      others: [object], replacing: Set(build.behind.map { [$0] } ?? []), exports: .evaluation)
    guard try !hasChanged(since: run), modules.areHeadersUntouched else {
      DiskFile.remove(build.image)
      return nil
    }
    gameNames = (scan.tree.hash, names)
    return EvaluationImage(
      path: build.image, sourceHash: scan.sourceHash.hexadecimal,
      helpers: build.source.laterHelpers(request.number),
      declarations: build.source.text.declarations.map(\.title),
      isDeclaration: build.source.text.isEmpty)
  }

  /// The texts of earlier sources, to be read in the place of the files.
  /// - Returns: nil if not only the contents of Swift files differ, or a text is not known any more.
  private func past(_ sources: SourceTree, since present: SourceTree) -> SentTexts? {
    guard sources.files.keys == present.files.keys else { return nil }
    let past = SentTexts(folder: package.state + "/sent")
    for path in Set(sources.changes(since: present)).union(sent.all.keys) {
      guard path.hasSuffix(".swift"), let content = sources.files[path],
        let text = reader.texts.text(of: content),
        (try? past.set(path, text, names: [])) != nil
      else { return nil }
    }
    return past
  }
}
