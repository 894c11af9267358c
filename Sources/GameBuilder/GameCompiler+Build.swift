import HostSystem

extension GameCompiler {
  /// The steps of a build, until the sources do not change while it runs.
  func makeImage(_ request: BuildRequest, since start: UInt64) async throws(BuildError) -> BuiltImage {
    while true {
      let plan = try await plan(for: request)
      let scan = try SourceScan.scan(package, plan, reader)
      let inspection = HeaderInspection(package: package, plan: plan, scan: scan)
      let run = BuildRun(
        plan: plan, scan: scan, interfaces: try await interfaces(plan, scan), objects: objects,
        dependencies: dependencies, folder: package.root,
        isBackground: request.isBackground && !request.isAnswered, standby: standby, sent: sent)
      if !request.force, let path = try reusableImage(run) {
        rememberPatchBases(run)
        rememberImage(path, run)
        return image(path, run, await inspection.findings().hiddenFields, reused: true, since: start)
      }
      let work = run.work(force: request.force)
      onEvent(.started(request, files: work.files))
      let modules = await usableModules(run)
      defer { trustedModules.trust(modules) }
      if !request.isBackground { noteEdit(run, work) }
      if !request.force && !request.complete, let patched = try await patchedImage(run, work, inspection) {
        return image(
          patched.path, run, patched.headers.hiddenFields, isPartial: true, compiled: work.files, since: start
        )
      }
      // Beside the compilers, which take longer.
      async let headers = run.headers(inspection)
      guard let warnings = try await compile(run, work, inspection, modules) else { continue }
      try run.store(work)
      knownWarnings.record(warnings, compiled: work.files, in: scan.tree)
      rememberPatchBases(run)
      let path = images.nextPath(
        sourceHash: scan.sourceHash.hexadecimal, key: run.imageKey, configuration: plan.configuration)
      let found = try await headers.get()
      try await run.link(
        to: path, temporary: images.temporary(for: path), state: package.state, headers: found)
      rememberImage(path, run)
      return image(
        path, run, found.hiddenFields, compiled: work.files, warnings: warnings, since: start)
    }
  }

  /// Compiles whole files, and returns the warnings. Returns nil if a source changed meanwhile: then it is unknown which
  /// version the compiler read, and its errors may be about half of a save.
  func compile(
    _ run: BuildRun, _ work: BuildRun.Work, _ inspection: HeaderInspection, _ modules: ClangModuleCache
  ) async throws(BuildError) -> [Diagnostic]? {
    let warnings: [Diagnostic]
    do {
      warnings = try await run.compile(work)
    } catch {
      // A header may have been missing for a moment.
      if error != .cancelled, try hasChanged(since: run) || !modules.areHeadersUntouched { return nil }
      // Swift does not import a struct with such a field, and then reports only that the struct does not exist.
      guard case .rejected(let diagnostics) = error else { throw error }
      let hidden = await inspection.findings().hiddenFields
      throw .rejected(hidden.map { Diagnostic(severity: .error, message: "\($0)") } + diagnostics)
    }
    guard try !hasChanged(since: run) else {
      run.discard(work)
      return nil
    }
    return warnings
  }

  /// What the files of each module of a scan can see of each other and of its headers.
  func interfaces(_ plan: BuildPlan, _ scan: SourceScan) async throws(BuildError) -> [ModuleInterfaces] {
    let source = HeaderInterface(package: package, plan: plan, scan: scan)
    let known = interfaces[plan.configuration].flatMap { $0.headersKey == source.key ? $0.interfaces : nil }
    let headers = if let known = known?.first { known.headers } else { try await source.read() }
    let new = scan.modules.enumerated().map { index, module in
      if let known, index < known.count, known[index].sources == module.interfaces { return known[index] }
      return ModuleInterfaces(module.interfaces, headers: headers)
    }
    interfaces[plan.configuration] = (source.key, new)
    return new
  }

  func hasChanged(since run: BuildRun) throws(BuildError) -> Bool {
    let reader = run.sent === sent ? reader : SourceReader(sent: run.sent, texts: reader.texts)
    return try SourceScan.scan(package, run.plan, reader) != run.scan
  }

  /// An image for which only the changed bodies are compiled. Nil if files must be compiled whole.
  private func patchedImage(
    _ run: BuildRun, _ work: BuildRun.Work, _ inspection: HeaderInspection
  ) async throws(BuildError) -> (path: String, headers: BuildRun.Headers)? {
    guard let items = run.patchItems(work, bases: patchBases) else { return nil }
    defer { run.discard(items) }
    async let inspected = run.headers(inspection)
    guard let patches = try await run.patches(items) else { return nil }
    let path = images.nextPartialPath()
    let temporary = images.temporary(for: path)
    // Reading it from the actor would begin the link after the check.
    let state = package.state
    do throws(BuildError) {
      let headers = try await inspected.get()
      async let linked = run.linkResult(
        to: path, temporary: temporary, state: state, headers: headers, patches: patches)
      // Beside the linker.
      let hasChanged = try hasChanged(since: run)
      try await linked.get()
      if !hasChanged { return (path, headers) }
      DiskFile.remove(path)
    } catch .cancelled {
      throw .cancelled
    } catch {}
    return nil
  }

  /// An existing image of the same sources and commands.
  func reusableImage(_ run: BuildRun) throws(BuildError) -> String? {
    try images.reuse(
      sourceHash: run.scan.sourceHash.hexadecimal, key: run.imageKey, configuration: run.plan.configuration)
  }

  /// The C modules that compilers may use. Others are removed.
  func usableModules(_ run: BuildRun) async -> ClangModuleCache {
    let modules = ClangModuleCache(
      options: run.plan.compile.options, headers: run.scan.headers.map(\.path))
    if !trustedModules.include(modules) {
      // They may still be reading headers that are not there any more.
      await standby.warm?.end()
      modules.removeGameModules()
    }
    return modules
  }

  /// Keeps the sources from which the current objects were compiled, for builds that change only bodies.
  func rememberPatchBases(_ run: BuildRun) {
    guard run.plan.configuration == .debug else { return }
    noteFirst(run)
    for path in run.scan.allSwift {
      let key = run.key(swift: path)
      if patchBases[path]?.key == key { continue }
      patchBases[path] = nil
      guard run.objects.has(key), let source = try? sent.read(path),
        ContentHash(of: source) == run.scan.tree.files[path]
      else { continue }
      patchBases[path] = PatchBase(key: key, source: source)
    }
  }

  /// For links of further builds.
  func rememberImage(_ path: String, _ run: BuildRun) {
    if run.plan.configuration == .debug { newestWhole = (run, path) }
  }

  /// Read again only for files that changed.
  private func startFunction(of scan: SourceScan) -> ContentHash? {
    var found: ContentHash?
    for path in scan.swift {
      guard let content = scan.tree.files[path] else { continue }
      if startFunctions[path]?.content != content, let source = try? sent.read(path) {
        startFunctions[path] = (ContentHash(of: source), StartFunction.content(in: source))
      }
      // A newer save is under way: its build compares.
      guard let entry = startFunctions[path], entry.content == content else { return nil }
      if let start = entry.start { found = start }
    }
    return found
  }

  func image(
    _ path: String, _ run: BuildRun, _ hidden: [HiddenField], isPartial: Bool = false,
    compiled: [String] = [], reused: Bool = false, warnings: [Diagnostic] = [], since start: UInt64
  ) -> BuiltImage {
    BuiltImage(
      path: path, sourceHash: run.scan.sourceHash.hexadecimal,
      optimised: run.plan.configuration == .release, isPartial: isPartial, compiledFiles: compiled,
      sources: run.scan.tree, start: startFunction(of: run.scan), hiddenFields: hidden, reused: reused,
      warnings: warnings,
      knownWarnings: knownWarnings.all(in: run.scan.tree), milliseconds: Double(monotonicNow - start) / 1e6)
  }
}
