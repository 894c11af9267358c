import HostSystem

extension BuildRun {
  /// Makes the objects under temporary names. If that fails, they are removed.
  /// - Returns: the warnings.
  func compile(_ work: Work) async throws(BuildError) -> [Diagnostic] {
    do throws(BuildError) {
      do throws(BuildError) {
        if !work.files.isEmpty { try await makeModuleFiles() }
      } catch .rejected(let errors) {
        try await explain(errors, work)
      }
      return try await run(calls(work))
    } catch {
      discard(work)
      throw error
    }
  }

  /// Throws the errors in the interface of a library, and those in the bodies of it and of the libraries before it.
  private func explain(_ errors: [Diagnostic], _ work: Work) async throws(BuildError) {
    var all = errors
    do throws(BuildError) {
      _ = try await run(calls(possible(work)))
    } catch .rejected(let others) {
      all = others + errors.filter { !others.contains($0) }
    }
    throw .rejected(all)
  }

  /// Runs compilers side by side.
  /// - Returns: the warnings of all of them. If one fails, the diagnostics of all are thrown.
  func run(_ calls: [ToolCall]) async throws(BuildError) -> [Diagnostic] {
    let outcomes = await withTaskGroup(of: Result<[Diagnostic], BuildError>.self) { group in
      for call in calls {
        group.addTask {
          do throws(BuildError) { return .success(try await run(call)) } catch { return .failure(error) }
        }
      }
      var outcomes: [Result<[Diagnostic], BuildError>] = []
      for await outcome in group { outcomes.append(outcome) }
      return outcomes
    }
    return try BuildRun.merge(outcomes)
  }

  private static func merge(
    _ outcomes: [Result<[Diagnostic], BuildError>]
  ) throws(BuildError) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    var isRejected = false
    var otherError: BuildError?
    for outcome in outcomes {
      switch outcome {
      case .success(let warnings): diagnostics += warnings
      case .failure(.rejected(let errors)):
        diagnostics += errors
        isRejected = true
      case .failure(.cancelled): throw .cancelled
      case .failure(let error): otherError = error
      }
    }
    // Several compilers report the same problem in a file that all of them read.
    var unique: [Diagnostic] = []
    for diagnostic in diagnostics where !unique.contains(diagnostic) { unique.append(diagnostic) }
    if isRejected { throw .rejected(unique) }
    if let otherError { throw otherError }
    return unique
  }

  private func run(_ call: ToolCall) async throws(BuildError) -> [Diagnostic] {
    defer { for file in call.diagnosticFiles + call.temporaryFiles { DiskFile.remove(file) } }
    let result: ToolResult
    do {
      result = try await self.result(of: call)
    } catch {
      throw BuildError(error)
    }
    var diagnostics = SerializedDiagnostics.read(call.diagnosticFiles, folder: folder)
    // Errors in the arguments are only printed.
    if !result.succeeded, !diagnostics.contains(where: { $0.severity == .error }) {
      diagnostics = DiagnosticParser.parse(result.text)
    }
    if result.succeeded { return diagnostics }
    try requireWritable(objects.folder)
    if case .signalled(let signal) = result.end {
      throw .crashed(tool: call.tool, signal: signal, output: String(result.text.suffix(2000)))
    }
    guard diagnostics.contains(where: { $0.severity == .error }) else {
      // Another program was to start it, as in the background.
      if !DiskFile.isExecutable(call.tool) { throw .notStarted(tool: call.tool, reason: "it is not there") }
      throw .toolFailed(tool: call.tool, reason: "failed: \(result.text.suffix(2000))")
    }
    throw .rejected(diagnostics)
  }

  private func result(of call: ToolCall) async throws(ToolFailure) -> ToolResult {
    // They have `-frontend` already.
    if !isBackground, call.tool == plan.toolchain.frontend, let waiting = standby?.takeCompiler(),
      let compiler = waiting.begin(Array(call.arguments.dropFirst()))
    {
      do throws(ToolFailure) {
        let result = try await compiler.result()
        if case .signalled = result.end {} else { return result }
      } catch {
        if case .cancelled = error { throw error }
      }
    }
    return try await ToolRun.run(
      call.tool, call.arguments, in: folder, priority: isBackground ? .background : .normal)
  }

  /// Throws if nothing can be written to a folder. A tool that fails for this reason does not report how to fix it.
  func requireWritable(_ folder: String) throws(BuildError) {
    if let obstacle = DiskFile.obstacle(in: folder) { throw .disk(path: folder, reason: "\(obstacle)") }
  }
}
