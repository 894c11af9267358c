import HostSystem

/// Builds the game's dependencies with SwiftPM, and learns a ``BuildPlan`` from it. Takes seconds, and is needed only when
/// Package.swift or a dependency changed.
struct DependencyBuild {
  let package: GamePackage
  let toolchain: Toolchain
  let configuration: BuildConfiguration
  /// Receives what was repaired before SwiftPM is run again.
  let onRepair: @Sendable (String) -> Void

  func run() async throws(BuildError) -> BuildPlan {
    // Listed before SwiftPM plans, so that a file that is added meanwhile is not taken for one that SwiftPM excludes.
    let sources = SourceTree.files(of: package.game)
    SwiftPMPlan.removeIfOutdated(root: package.root)
    var result = try await swiftBuild()
    if !result.succeeded, MovedModules.areBlamed(in: result.text) {
      MovedModules.remove(in: package.root + "/.build")
      onRepair("the package was moved or copied: compiled modules that name its old place were removed")
      result = try await swiftBuild()
    }
    let diagnostics = DiagnosticParser.parse(result.text)
    if !result.succeeded { try requireErrorsInGame(result, diagnostics) }
    let reader = PlanReader(
      package: package, toolchain: toolchain, configuration: configuration, sources: sources,
      diagnostics: result.succeeded ? [] : diagnostics)
    let plan = try await reader.read()
    BuildPlan.record(package, configuration).write(plan)
    return plan
  }

  private func swiftBuild() async throws(BuildError) -> ToolResult {
    let arguments = [
      "build", "--package-path", package.root, "--target", GamePackage.gameTarget, "-c",
      BuildConfiguration.ofDependencies,
    ]
    do {
      return try await ToolRun.run(toolchain.swift, arguments, in: package.root, cancellation: .interrupt)
    } catch {
      throw BuildError(error)
    }
  }

  /// SwiftPM compiles the game as well. If only the game fails, its dependencies are built, and the game's own build will
  /// report the errors.
  private func requireErrorsInGame(
    _ result: ToolResult, _ diagnostics: [Diagnostic]
  ) throws(BuildError) {
    if case .signalled(let signal) = result.end {
      throw .crashed(tool: toolchain.swift, signal: signal, output: String(result.text.suffix(1000)))
    }
    let errors = diagnostics.filter { $0.severity == .error }
    let areInGame = errors.contains { error in
      guard let file = error.file else { return false }
      return package.targets.contains { PathText.isWithin(file, $0.folder) }
    }
    if areInGame { return }
    if let shortage = Shortage(output: result.text) {
      throw .toolFailed(
        tool: toolchain.swift, reason: "\(shortage.explanation). It said:\n\(result.text.suffix(2000))")
    }
    if errors.isEmpty { throw .toolFailed(tool: toolchain.swift, reason: String(result.text.suffix(2000))) }
    throw .rejected(diagnostics)
  }
}
