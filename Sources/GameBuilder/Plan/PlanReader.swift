import HostSystem

/// Makes a ``BuildPlan`` from what SwiftPM planned and built.
struct PlanReader {
  let package: GamePackage
  let toolchain: Toolchain
  let configuration: BuildConfiguration
  /// The Swift files in the game's folder before SwiftPM planned. Those that it does not compile are not the game's.
  let sources: [String]
  /// Of a build by SwiftPM that failed. They are reported if a dependency turns out not to be built.
  let diagnostics: [Diagnostic]

  func read(_ manifest: BuildManifest) async throws(BuildError) -> BuildPlan {
    guard let game = manifest.module(named: GamePackage.gameTarget), !game.arguments.isEmpty else {
      throw .badManifest(path: manifestPath, reason: "no command that compiles \(GamePackage.gameTarget)")
    }
    let dependencies = PlannedDependencies(of: game, in: manifest, package)
    let planned = game.inputs.filter { $0.hasSuffix(".swift") && DiskFile.isFile($0) }
    guard let sample = planned.first else {
      throw .rejected([
        Diagnostic(
          severity: .error, file: package.game.folder, message: "there is no Swift file in this folder")
      ])
    }
    var inputs = try inputs(of: dependencies)
    let linkable = DependencyObjects(package: package, toolchain: toolchain)
    let libraries = try linkable.libraries(of: dependencies.objects)
    let objects = try await linkable.prepare(dependencies.objects)
    for path in objects { inputs[path] = DiskFile.signature(of: path) }
    let commands = CommandReader(package: package, toolchain: toolchain)
    return BuildPlan(
      format: BuildPlan.currentFormat, root: package.root, toolchain: toolchain, configuration: configuration,
      compile: try await commands.compileCommand(
        game.arguments, sample: sample, optimised: configuration == .release),
      link: try await commands.linkCommand(), generatedSources: planned.filter { !sources.contains($0) },
      excludedSources: Set(sources).subtracting(planned),
      cFiles: dependencies.ofGame.map(BuildPlan.CFile.init), dependencyObjects: objects,
      dependencyLibraries: libraries, inputs: inputs,
      absent: [package.root + "/Package.resolved"].filter { inputs[$0] == nil },
      listings: Dictionary(
        uniqueKeysWithValues: dependencies.foldersToList.map { ($0, BuildPlan.sourceNames(in: $0)) }))
  }

  private var manifestPath: String { SwiftPMPlan.path(root: package.root) }

  private var hasFailed: Bool { diagnostics.contains { $0.severity == .error } }

  // MARK: What the plan depends on

  private func inputs(of dependencies: PlannedDependencies) throws(BuildError) -> [String: FileSignature] {
    var inputs: [String: FileSignature] = [:]
    for path in [package.manifest, package.root + "/Package.resolved", toolchain.frontend] {
      inputs[path] = DiskFile.signature(of: path)
    }
    for command in dependencies.others {
      let sources = command.inputs.filter {
        $0.hasPrefix("/") && !$0.contains("/.build/") && DiskFile.isFile($0)
      }
      let newest = sources.compactMap { DiskFile.signature(of: $0)?.modified }.max() ?? 0
      for path in sources { inputs[path] = DiskFile.signature(of: path) }
      for path in command.outputs where path.hasPrefix("/") {
        guard let signature = DiskFile.signature(of: path), isCurrent(path, signature, newestInput: newest)
        else {
          if hasFailed { throw .rejected(diagnostics) }
          throw .badManifest(path: manifestPath, reason: "\(path) was not built")
        }
        inputs[path] = signature
      }
    }
    for path in dependencies.headers { inputs[path] = DiskFile.signature(of: path) }
    return inputs
  }

  /// If SwiftPM's build failed, an object may be older than the sources.
  private func isCurrent(_ path: String, _ signature: FileSignature, newestInput: Int64) -> Bool {
    !hasFailed || !path.hasSuffix(".o") || signature.modified >= newestInput
  }
}
