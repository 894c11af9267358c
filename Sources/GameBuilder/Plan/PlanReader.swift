import HostSystem

/// Makes a ``BuildPlan`` from what SwiftPM planned and built.
struct PlanReader {
  let package: GamePackage
  let toolchain: Toolchain
  let configuration: BuildConfiguration
  /// The Swift files in the folders of all targets before SwiftPM planned. Those that it does not compile are left out.
  let sources: Set<String>
  /// Of a build by SwiftPM that failed. They are reported if a dependency turns out not to be built.
  let diagnostics: [Diagnostic]

  func read(_ manifest: BuildManifest) async throws(BuildError) -> BuildPlan {
    guard let game = manifest.module(named: GamePackage.gameTarget), !game.arguments.isEmpty else {
      throw .badManifest(path: manifestPath, reason: "no command that compiles \(GamePackage.gameTarget)")
    }
    let dependencies = PlannedDependencies(of: game, in: manifest, package)
    var modules: [BuildPlan.Module] = []
    for command in dependencies.libraries + [game] {
      modules.append(try await module(command, behind: modules, manifest))
    }
    var inputs = try inputs(of: dependencies)
    let linkable = DependencyObjects(package: package, toolchain: toolchain)
    let libraries = try linkable.libraries(of: dependencies.objects)
    let objects = try await linkable.prepare(dependencies.objects)
    for path in objects { inputs[path] = DiskFile.signature(of: path) }
    return BuildPlan(
      format: BuildPlan.currentFormat, root: package.root, toolchain: toolchain, configuration: configuration,
      modules: modules, link: try await commands.linkCommand(),
      cFiles: dependencies.ofGame.map { BuildPlan.CFile($0, in: package) }, dependencyObjects: objects,
      dependencyLibraries: libraries, inputs: inputs,
      absent: [package.root + "/Package.resolved"].filter { inputs[$0] == nil },
      listings: Dictionary(
        uniqueKeysWithValues: dependencies.foldersToList.map { ($0, BuildPlan.sourceNames(in: $0)) }))
  }

  /// - Parameter earlier: the modules of the plan that this one can import, if it depends on them.
  private func module(
    _ command: BuildManifest.Command, behind earlier: [BuildPlan.Module], _ manifest: BuildManifest
  ) async throws(BuildError) -> BuildPlan.Module {
    guard let target = package.target(of: command) else {
      throw .badManifest(path: manifestPath, reason: "\(command.name) is not a target of the game")
    }
    let planned = command.inputs.filter { $0.hasSuffix(".swift") && DiskFile.isFile($0) }
    guard let sample = planned.first else {
      throw .rejected([
        Diagnostic(severity: .error, file: target.folder, message: "there is no Swift file in this folder")
      ])
    }
    let compile = try await commands.compileCommand(
      command.arguments, sample: sample, optimised: configuration == .release)
    let inFolder = sources.filter { PathText.isWithin($0, target.folder) }
    let needed = Set(manifest.dependencies(of: command).compactMap(\.moduleName))
    return BuildPlan.Module(
      target: target, compile: compile, generatedSources: planned.filter { !inFolder.contains($0) },
      excludedSources: inFolder.subtracting(planned),
      imports: Set(earlier.map(\.name)).intersection(needed),
      headerFolders: package.targetFolders(in: compile.clangOptions))
  }

  private var commands: CommandReader { CommandReader(package: package, toolchain: toolchain) }

  private var manifestPath: String { SwiftPMPlan.path(root: package.root) }

  private var hasFailed: Bool { diagnostics.contains { $0.severity == .error } }

  // MARK: What the plan depends on

  private func inputs(of dependencies: PlannedDependencies) throws(BuildError) -> [String: FileSignature] {
    var inputs: [String: FileSignature] = [:]
    for path in package.manifests + [package.root + "/Package.resolved", toolchain.frontend] {
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
