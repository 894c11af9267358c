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
    let sources = Set(package.targets.flatMap { SourceTree.files(of: $0) })
    SwiftPMPlan.removeIfOutdated(root: package.root)
    let manifest: BuildManifest
    var diagnostics: [Diagnostic] = []
    if let known = try await buildSDK(sources) {
      manifest = known
    } else {
      let result = try await build(GamePackage.gameTarget)
      if !result.succeeded {
        diagnostics = DiagnosticParser.parse(result.text)
        try requireErrorsInGame(result, diagnostics)
      }
      manifest = try readManifest(diagnostics)
    }
    let reader = PlanReader(
      package: package, toolchain: toolchain, configuration: configuration, sources: sources,
      diagnostics: diagnostics)
    let plan = try await reader.read(manifest)
    BuildPlan.record(package, configuration).write(plan)
    return plan
  }

  /// Builds what most games need and no more: SwiftPM would also compile the game, optimised, which HotLoop does itself.
  /// - Returns: SwiftPM's plan; nil if the game needs something else, or there was an error.
  private func buildSDK(_ sources: Set<String>) async throws(BuildError) -> BuildManifest? {
    let result = try await build(GamePackage.sdkTarget)
    guard result.succeeded, let manifest = try? readManifest([]),
      let game = manifest.module(named: GamePackage.gameTarget)
    else { return nil }
    let needed = PlannedDependencies(of: game, in: manifest, package)
    return needed.areMade(with: GamePackage.sdkTarget, for: game, manifest, sources: sources) ? manifest : nil
  }

  /// Runs SwiftPM, and once more if what it has compiled before was in the way.
  private func build(_ target: String) async throws(BuildError) -> ToolResult {
    let result = try await swiftBuild(target)
    guard !result.succeeded, MovedModules.areBlamed(in: result.text) else { return result }
    MovedModules.remove(in: package.root + "/.build")
    onRepair("the package was moved or copied: compiled modules that name its old place were removed")
    return try await swiftBuild(target)
  }

  private func readManifest(_ diagnostics: [Diagnostic]) throws(BuildError) -> BuildManifest {
    let path = SwiftPMPlan.path(root: package.root)
    let text: String
    do {
      text = try DiskFile.readText(path)
    } catch {
      if !diagnostics.isEmpty { throw .rejected(diagnostics) }
      throw .badManifest(path: path, reason: "cannot be read (\(error.errno))")
    }
    guard let manifest = BuildManifest(yaml: text) else {
      throw .badManifest(path: path, reason: "is not a build manifest of SwiftPM")
    }
    return manifest
  }

  private func swiftBuild(_ target: String) async throws(BuildError) -> ToolResult {
    let arguments = [
      "build", "--package-path", package.root, "--target", target, "-c", BuildConfiguration.ofDependencies,
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
