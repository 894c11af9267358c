import HostSystem

/// The module files of the author's libraries, which the compiler reads for `import`.
extension BuildRun {
  /// Makes those that are missing. They are named by what they contain, as objects are.
  func makeModuleFiles() async throws(BuildError) {
    for library in modules.dropLast() where !DiskFile.isFile(objects.moduleFile(library.interface)) {
      try await makeModuleFile(of: library)
    }
  }

  private func makeModuleFile(of library: CompiledModule) async throws(BuildError) {
    let temporary = objects.temporary(library.interface)
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
    do {
      try DiskFile.rename(temporary, to: objects.moduleFile(library.interface))
    } catch {
      throw .disk(path: error.path, reason: "\(DiskFile.obstacle(in: objects.folder) ?? error.errno)")
    }
  }

  /// The part of the work that can be done without some of the module files: that on the libraries before the first that has
  /// none, and on that one.
  func possible(_ work: Work) -> Work {
    let missing = modules.dropLast().firstIndex { !DiskFile.isFile(objects.moduleFile($0.interface)) }
    guard let missing else { return work }
    var part = Work()
    part.swift = work.swift.filter { (moduleIndex[$0.source] ?? 0) <= missing }
    part.modules = work.modules.filter { $0.index <= missing }
    part.c = work.c
    return part
  }
}
