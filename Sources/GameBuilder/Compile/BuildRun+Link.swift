import HostSystem

extension BuildRun {
  /// Links the game's objects with those of its dependencies. The result gets its name only after it was checked.
  ///
  /// - Parameters:
  ///   - temporary: where the linker writes.
  ///   - state: the package's state folder.
  ///   - headers: what is linked for the headers.
  ///   - patches: source → the object that overrides a part of the object of the whole file.
  ///   - others: further objects.
  ///   - replaced: sources whose objects are among the others.
  func link(
    to path: String, temporary: String, state: String, headers: Headers,
    patches: [String: BodyPatchFile] = [:], others: [String] = [], replacing replaced: Set<String> = [],
    exports: LinkCommand.Exports = .game
  ) async throws(BuildError) {
    var own: [String] = patches.values.map(\.object)
    own += wholeObjects(patches, except: replaced)
    if let object = headers.object { own.append(object) }
    own += others
    let libraries = try libraries(of: own)
    func arguments(_ first: [String]) throws(BuildError) -> [String] {
      try linkArguments(
        own, libraries, state: state, output: temporary, first, firstWins: !patches.isEmpty, exports: exports)
    }
    defer { DiskFile.remove(temporary) }
    var isLinked = false
    if !isBackground, let stubs = standby?.stubs.arguments(for: libraries) {
      isLinked = try await runLinker(arguments(stubs), output: temporary) == nil
    }
    // The stubs lack what this image uses first, or there is an error, which is explained.
    if !isLinked, let result = try await runLinker(arguments([]), output: temporary) {
      try await explain(result, for: path)
    }
    do {
      try DiskFile.rename(temporary, to: path)
    } catch {
      throw .disk(path: path, reason: "\(error.errno)")
    }
  }

  /// The same, to be called beside other work.
  func linkResult(
    to path: String, temporary: String, state: String, headers: Headers, patches: [String: BodyPatchFile]
  ) async -> Result<Void, BuildError> {
    do throws(BuildError) {
      return .success(
        try await link(to: path, temporary: temporary, state: state, headers: headers, patches: patches))
    } catch {
      return .failure(error)
    }
  }

  /// The objects of whole files: those of the sources, or of the sources that patches were made for.
  func wholeObjects(
    _ patches: [String: BodyPatchFile] = [:], except replaced: Set<String> = []
  ) -> [String] {
    let files = scan.allSwift.filter { !replaced.contains($0) }
    let swift =
      isWholeModule ? modules.map(key(module:)) : files.map { patches[$0]?.base ?? key(swift: $0) }
    return (swift + cFiles.map(key(c:))).map(objects.path)
  }

  /// The objects of the game, while those of `work` still have their temporary names.
  func ownObjects(after work: Work) -> [String] {
    let made = Set(work.keys)
    let swiftKeys = isWholeModule ? modules.map(key(module:)) : scan.allSwift.map(key(swift:))
    return (swiftKeys + cFiles.map(key(c:))).map {
      made.contains($0) ? objects.temporary($0) : objects.path($0)
    }
  }

  /// Prepares for further links of these sources.
  /// - Parameter image: their image of whole files.
  func prepareStubs(after image: String) async {
    guard plan.toolchain.lld != nil, let libraries = try? libraries(of: wholeObjects()) else { return }
    await standby?.stubs.prepare(for: image, libraries, plan.link, plan.toolchain)
  }

  /// What must be linked with objects of the game and its dependencies (`-lswiftCore`, …).
  func libraries(of own: [String]) throws(BuildError) -> [String] {
    do {
      let libraries = try objects.autolink.libraries(of: own, isFinal: objects.isStored)
      return libraries + plan.dependencyLibraries.filter { !libraries.contains($0) }
    } catch let error as FileError {
      throw .disk(path: error.path, reason: "\(error.errno)")
    } catch {
      throw .toolFailed(
        tool: plan.toolchain.frontend, reason: "wrote an object that cannot be read: \(error)")
    }
  }

  /// - Parameters:
  ///   - own: the objects of the game.
  ///   - first: further arguments.
  func linkArguments(
    _ own: [String], _ libraries: [String], state: String, output: String, _ first: [String] = [],
    firstWins: Bool = false, exports: LinkCommand.Exports = .game
  ) throws(BuildError) -> [String] {
    let script = "\(state)/\(exports.file)"
    do {
      if !DiskFile.exists(script) { try DiskFile.write(Array(exports.text.utf8), to: script) }
    } catch {
      throw .disk(path: error.path, reason: "\(error.errno)")
    }
    return plan.link.arguments(
      first, objects: own + plan.dependencyObjects, libraries: libraries, exports: script, output: output,
      firstWins: firstWins)
  }

  /// Returns nil if there is an image, which was checked.
  private func runLinker(_ arguments: [String], output: String) async throws(BuildError) -> ToolResult? {
    let result: ToolResult?
    do {
      result = try await linkerResult(arguments, output: output)
    } catch {
      throw BuildError(error)
    }
    guard let result else { return nil }
    guard result.succeeded else { return result }
    do {
      try ImageFile.check(output)
      return nil
    } catch .noEntrySymbol {
      throw .rejected([Diagnostic(severity: .error, message: LinkDiagnostics.missingEntry)])
    } catch {
      throw .toolFailed(tool: plan.link.linker, reason: error.description)
    }
  }

  /// Returns nil if there is an image, which was checked, while the linker still ends.
  private func linkerResult(
    _ arguments: [String], output: String
  ) async throws(ToolFailure) -> ToolResult? {
    DiskFile.remove(output)
    if isBackground {
      return try await ToolRun.run(plan.link.linker, arguments, in: folder, priority: .background)
    }
    let isImage = { @Sendable (path: String) in (try? ImageFile.check(path)) != nil }
    if let waiting = standby?.takeLinker()?.begin(arguments) {
      let result = try await waiting.result(unlessMade: output, isComplete: isImage)
      // Otherwise it was killed from outside.
      guard let result, case .signalled = result.end else { return result }
    }
    return try await RunningTool(plan.link.linker, arguments, in: folder)
      .result(unlessMade: output, isComplete: isImage)
  }

  /// Throws the reason why a linker failed.
  private func explain(_ result: ToolResult, for path: String) async throws(BuildError) {
    try requireWritable(PathText.folder(of: path))
    if case .signalled(let signal) = result.end {
      throw .crashed(tool: plan.link.linker, signal: signal, output: String(result.text.suffix(2000)))
    }
    let diagnostics: [Diagnostic]
    do {
      diagnostics = try await LinkDiagnostics(toolchain: plan.toolchain, folder: folder).explain(result.text)
    } catch {
      throw BuildError(error)
    }
    throw .rejected(diagnostics)
  }
}
