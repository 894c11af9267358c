import HostSystem

/// The module files of the author's libraries, which the compiler reads for `import`.
extension BuildRun {
  /// Makes those that are missing. They are named by what they contain, as objects are.
  func makeModuleFiles() async throws(BuildError) {
    for library in modules {
      guard let key = library.interface, !objects.hasModule(key) else { continue }
      try await makeModuleFile(of: library, key)
    }
  }

  private func makeModuleFile(of library: CompiledModule, _ key: ContentHash) async throws(BuildError) {
    let temporary = objects.temporary(key)
    defer { DiskFile.remove(temporary) }
    let diagnostics = objects.diagnosticFile(of: temporary)
    _ = try await run([
      ToolCall(
        tool: plan.toolchain.frontend,
        arguments: library.compile.moduleArguments(
          sources: library.sources.swift, output: temporary, diagnostics: diagnostics,
          skipsBodies: !isWholeModule) + sent.options,
        diagnosticFiles: [diagnostics])
    ])
    let headers = scan.headers.map(\.path).filter { path in
      library.plan.headerFolders.contains { PathText.isWithin(path, $0) }
    }
    let isUnchanged = (library.sources.swift + headers).allSatisfy { path in
      (try? sent.read(path)).map { ContentHash(of: $0) } == scan.tree.files[path]
    }
    // It is not known which version the compiler has read. A build begins again.
    guard isUnchanged else {
      throw .toolFailed(
        tool: plan.toolchain.frontend, reason: "\(library.plan.name) was saved while it was read; try again")
    }
    try objects.storeModule(key)
  }

  /// The part of the work that can be done without some of the module files: that on the libraries before the first that has
  /// none, and on that one.
  func possible(_ work: Work) -> Work {
    let missing = modules.firstIndex { $0.interface.map { !objects.hasModule($0) } ?? false }
    guard let missing else { return work }
    var part = Work()
    part.swift = work.swift.filter { index(of: $0.source) <= missing }
    part.modules = work.modules.filter { $0.index <= missing }
    part.c = work.c
    return part
  }
}
