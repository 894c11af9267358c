import HostSystem

/// Builds a ``LiveImage``: reads the types of literals, writes slotted sources, compiles and links them.
struct LiveBuild {
  /// The build of the sources as they are.
  let run: BuildRun
  let package: GamePackage
  private let modules: ClangModuleCache
  private let known: [String: LiveImage.File]
  private let support: LiteralSupport
  private var folder: String { support.folder }

  /// - Parameter previous: an image of earlier sources; what it knows of files that are the same is not read again.
  init(_ run: BuildRun, _ package: GamePackage, _ modules: ClangModuleCache, after previous: LiveImage?) {
    self.run = run
    self.modules = modules
    known = previous?.files ?? [:]
    self.package = package
    support = LiteralSupport(folder: package.state + "/live")
  }

  /// Attempts to compile. After each, literals at an error lose their slots.
  private static let attempts = 6

  func make(_ headers: BuildRun.Headers) async throws(BuildError) -> LiveImage? {
    guard var sources = sources() else { return nil }
    try await run.makeModuleFiles()
    try await readTypes(of: &sources)
    for attempt in 1...Self.attempts {
      do throws(BuildError) {
        return try await link(try slotted(sources), headers)
      } catch .rejected(let diagnostics) {
        // In the end, whole files.
        exclude(diagnostics, from: &sources, wholeFiles: attempt >= Self.attempts - 1)
      }
    }
    return nil
  }

  // MARK: Types

  private struct Source {
    let content: ContentHash
    let literals: SourceLiterals
    var typed = TypedLiterals([:])
    /// Where they are kept from one build to the next.
    let record: JSONRecord<TypedLiterals>
  }

  /// Nil if a file changed since it was scanned.
  private func sources() -> [String: Source]? {
    var sources: [String: Source] = [:]
    for path in run.scan.swift {
      guard let content = run.scan.tree.files[path] else { return nil }
      let literals: SourceLiterals
      if let known = known[path], known.content == content {
        literals = known.literals
      } else {
        guard let bytes = try? run.sent.read(path), ContentHash(of: bytes) == content else { return nil }
        // A file that cannot be split is compiled as it is.
        guard let split = SourceLiterals(bytes) else { continue }
        literals = split
      }
      // Literals may have lost their slots with other support.
      var key = run.key(swift: path)
      key.combine(LiteralSupport.module)
      sources[path] = Source(
        content: content, literals: literals,
        record: JSONRecord(path: "\(folder)/\(key.hexadecimal).json"))
    }
    return sources
  }

  private func readTypes(of sources: inout [String: Source]) async throws(BuildError) {
    var unknown: [BuildRun.Item] = []
    for (path, source) in sources.sorted(by: { $0.key < $1.key }) {
      if let known = source.record.read() {
        sources[path]?.typed = known
      } else {
        unknown.append(BuildRun.Item(source: path, key: run.key(swift: path)))
      }
    }
    if unknown.isEmpty { return }
    func dump(_ item: BuildRun.Item) -> String { "\(folder)/\(item.key.hexadecimal).tmp.ast" }
    defer { for item in unknown { DiskFile.remove(dump(item)) } }
    _ = try await run.run(run.dumpCalls(unknown, to: dump))
    for item in unknown {
      guard let bytes = try? DiskFile.read(dump(item)), let typed = TypedLiterals(dump: bytes) else {
        continue
      }
      sources[item.source]?.typed = typed
      sources[item.source]?.record.write(typed)
    }
  }

  /// Takes the slots from literals in the statement of the first error in each file; further errors are often consequences.
  private func exclude(_ diagnostics: [Diagnostic], from sources: inout [String: Source], wholeFiles: Bool) {
    var done: Set<String> = []
    for diagnostic in diagnostics where diagnostic.severity == .error {
      guard let path = diagnostic.file, done.insert(path).inserted, let source = sources[path] else {
        continue
      }
      let lines = wholeFiles ? 1...Int.max : source.literals.statement(at: diagnostic.line)
      let kept = TypedLiterals(
        source.typed.byOffset.filter { offset, _ in !lines.contains(source.literals.line(at: offset)) })
      sources[path]?.typed = kept
      source.record.write(kept)
    }
  }

  // MARK: Slotted sources

  private struct Slotted {
    let files: [String: LiveImage.File]
    let run: BuildRun
    let tableCount: Int
  }

  private func slotted(_ sources: [String: Source]) throws(BuildError) -> Slotted {
    let tableRecord = JSONRecord<LiteralTable>(path: folder + "/table.json")
    let previous = tableRecord.read() ?? LiteralTable()
    var table = previous.isSparse ? LiteralTable() : previous
    var files: [String: LiveImage.File] = [:]
    var contents = run.scan.tree.files
    var overlay: [String: String] = [:]
    var interfaces: [FileInterface] = []
    do throws(FileError) {
      try support.write()
      for path in run.scan.swift {
        guard let source = sources[path] else {
          interfaces.append(
            FileInterface(path: path, parts: InterfacePart.parts(of: try run.sent.read(path))))
          overlay[path] = run.sent.text(of: path)?.copy
          continue
        }
        let slotted = SlottedSource(source.literals, source.typed) {
          table.start(of: path, needed: $0)
        }
        let file = "\(folder)/\(ContentHash(of: path).hexadecimal).swift"
        if (try? DiskFile.read(file)) != slotted.text { try DiskFile.write(slotted.text, to: file) }
        overlay[path] = file
        contents[path] = ContentHash(of: slotted.text)
        interfaces.append(FileInterface(path: path, parts: InterfacePart.parts(of: slotted.text)))
        files[path] = LiveImage.File(
          content: source.content, literals: source.literals, slots: slotted.slots)
      }
      let helper = try DiskFile.read(support.swiftFile)
      contents[support.swiftFile] = ContentHash(of: helper)
      interfaces.append(FileInterface(path: support.swiftFile, parts: InterfacePart.parts(of: helper)))
      try DiskFile.write(overlayJSON(overlay), to: overlayFile)
    } catch {
      throw .disk(path: error.path, reason: "\(error.errno)")
    }
    if table != previous { tableRecord.write(table) }
    let tree = SourceTree(files: contents, modules: run.scan.tree.modules)
    let scan = SourceScan(
      tree: tree,
      modules: run.scan.modules.dropLast() + [
        ModuleSources(swift: run.scan.swift + [support.swiftFile], interfaces: interfaces)
      ], headers: run.scan.headers, manifest: run.scan.manifest, sourceHash: tree.hash)
    let plan = run.plan.adding(options: [
      "-vfsoverlay", overlayFile, "-suppress-warnings", "-Xcc", "-fmodule-map-file=\(support.moduleMap)",
    ])
    let live = BuildRun(
      plan: plan, scan: scan,
      interfaces: run.interfaces.dropLast()
        + run.interfaces.suffix(1).map { ModuleInterfaces(interfaces, headers: $0.headers) },
      objects: run.objects, dependencies: run.dependencies, folder: run.folder, isBackground: true,
      sent: SentTexts(folder: folder))
    return Slotted(files: files, run: live, tableCount: table.count)
  }

  private func overlayJSON(_ contents: [String: String]) throws(FileError) -> [UInt8] {
    do {
      return try FileOverlay(contents).json()
    } catch {
      preconditionFailure("paths can always be encoded")
    }
  }

  private var overlayFile: String { folder + "/overlay.json" }

  /// Removes the templates and types of earlier sources, but those that may be in use.
  private func prune() {
    let names = DiskFile.names(in: folder) ?? []
    DiskFile.removeOldest(names.filter { $0.hasSuffix(".so") }, in: folder, keeping: 3)
    DiskFile.removeOldest(
      names.filter { $0.hasSuffix(".json") && $0.utf8.count > 32 }, in: folder,
      keeping: ObjectStore.maxObjects)
  }

  // MARK: Compile and link

  private func link(_ slotted: Slotted, _ headers: BuildRun.Headers) async throws(BuildError) -> LiveImage? {
    let live = slotted.run
    let work = live.work(force: false)
    _ = try await live.compile(work)
    // The sources were read before, but the headers are on the disk.
    guard modules.areHeadersUntouched else {
      live.discard(work)
      return nil
    }
    try live.store(work)
    let table = try await tableObject(slotted)
    let path = "\(folder)/\(live.scan.sourceHash.hexadecimal)-\(live.imageKey).so"
    if !DiskFile.exists(path) {
      try await live.link(
        to: path, temporary: path + ".tmp", state: package.state, headers: headers, others: [table])
      prune()
    }
    guard let bytes = try? DiskFile.read(path) else { return nil }
    let image = ELFImage(bytes: bytes)
    guard let table = image.place(of: LiteralSupport.table),
      let marks = image.place(of: LiteralSupport.marks),
      let entry = image.place(of: ImageFile.entrySymbol)
    else { return nil }
    return try? LiveImage(
      path: path, tableOffset: table.offset, tableDistance: Int(table.address) - Int(entry.address),
      marksDistance: Int(marks.address) - Int(entry.address), tableCount: slotted.tableCount,
      package: package, plan: run.plan, scan: run.scan, files: slotted.files)
  }

  /// Compiles the table, if there is none of this size.
  private func tableObject(_ slotted: Slotted) async throws(BuildError) -> String {
    let text = LiteralSupport.tableText(slots: slotted.tableCount)
    var key = run.plan.fingerprint
    key.combine(text)
    if run.objects.has(key) { return run.objects.path(key) }
    let source = folder + "/table.c"
    do throws(FileError) { try DiskFile.write(Array(text.utf8), to: source) } catch {
      throw .disk(path: error.path, reason: "\(error.errno)")
    }
    let toolchain = run.plan.toolchain
    _ = try await run.run([
      ToolCall(
        tool: toolchain.clang,
        arguments: ["-target", toolchain.triple, "-fPIC", "-c", source, "-o", run.objects.temporary(key)])
    ])
    try run.objects.store(key, as: key)
    return run.objects.path(key)
  }
}
