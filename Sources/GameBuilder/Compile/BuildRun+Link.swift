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
  func link(
    to path: String, temporary: String, state: String, headers: Headers,
    patches: [String: BodyPatchFile] = [:], others: [String] = []
  ) async throws(BuildError) {
    var own: [String] = patches.values.map(\.object)
    if isWholeModule { own.append(objects.path(moduleKey)) }
    for source in scan.swift where !isWholeModule {
      own.append(objects.path(patches[source]?.base ?? key(swift: source)))
    }
    own += cFiles.map { objects.path(key(c: $0)) }
    if let object = headers.object { own.append(object) }
    own += others
    let arguments = try linkArguments(own, state: state, output: temporary, firstWins: !patches.isEmpty)
    defer { DiskFile.remove(temporary) }
    try await runLinker(arguments, for: path, output: temporary)
    do {
      try ImageFile.check(temporary)
    } catch .noEntrySymbol {
      throw .rejected([Diagnostic(severity: .error, message: LinkDiagnostics.missingEntry)])
    } catch {
      throw .toolFailed(tool: plan.link.linker, reason: error.description)
    }
    do {
      try DiskFile.rename(temporary, to: path)
    } catch {
      throw .disk(path: path, reason: "\(error.errno)")
    }
  }

  /// The objects of the game, while those of `work` still have their temporary names.
  func ownObjects(after work: Work) -> [String] {
    let made = Set(work.keys)
    let swiftKeys = isWholeModule ? [moduleKey] : scan.swift.map(key(swift:))
    return (swiftKeys + cFiles.map(key(c:))).map {
      made.contains($0) ? objects.temporary($0) : objects.path($0)
    }
  }

  /// - Parameter own: the objects of the game.
  func linkArguments(
    _ own: [String], state: String, output: String, firstWins: Bool = false
  ) throws(BuildError) -> [String] {
    let exports = state + "/exports.ld"
    do {
      if !DiskFile.exists(exports) { try DiskFile.write(Array(LinkCommand.exportScript.utf8), to: exports) }
      let libraries = try objects.autolink.libraries(of: own, isFinal: objects.isStored)
      return plan.link.arguments(
        objects: own + plan.dependencyObjects,
        libraries: libraries + plan.dependencyLibraries.filter { !libraries.contains($0) },
        exports: exports, output: output, firstWins: firstWins)
    } catch let error as FileError {
      throw .disk(path: error.path, reason: "\(error.errno)")
    } catch {
      throw .toolFailed(
        tool: plan.toolchain.frontend, reason: "wrote an object that cannot be read: \(error)")
    }
  }

  private func runLinker(
    _ arguments: [String], for path: String, output: String
  ) async throws(BuildError) {
    let result: ToolResult
    do {
      if isBackground {
        result = try await ToolRun.run(plan.link.linker, arguments, in: folder, priority: .background)
      } else {
        DiskFile.remove(output)
        let linker = RunningTool(plan.link.linker, arguments, in: folder)
        let ended = try await linker.result(unlessMade: output) { (try? ImageFile.check($0)) != nil }
        guard let ended else { return }
        result = ended
      }
    } catch {
      throw BuildError(error)
    }
    if result.succeeded { return }
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
