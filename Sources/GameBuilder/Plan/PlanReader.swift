import HostSystem
import SystemPackage

/// Learns a ``BuildPlan`` from what SwiftPM planned and built.
struct PlanReader {
  let package: GamePackage
  let toolchain: Toolchain
  let configuration: BuildConfiguration

  /// The Swift files in the game's folder before SwiftPM planned: those of them that it left out are not the
  /// game's. A file that came later is.
  let seen: [String]

  /// Where SwiftPM writes the manifest of its build system.
  var manifestPath: String { "\(package.root)/.build/\(BuildConfiguration.ofDependencies).yaml" }

  /// - Parameter reported: what SwiftPM had to say, for the case that a dependency turns out not to be built.
  func read(reported: [Diagnostic]) async throws(BuildError) -> BuildPlan {
    let manifest = try readManifest(reported)
    guard let game = manifest.module(named: GamePackage.gameTarget), !game.arguments.isEmpty else {
      throw .badManifest(path: manifestPath, reason: "no command that compiles \(GamePackage.gameTarget)")
    }
    let parts = try sort(manifest.dependencies(of: game), of: game, in: manifest)
    let (sources, foreign) = ownSources(of: game)
    guard let sample = sources.first else {
      throw .rejected([
        Diagnostic(
          severity: .error, file: package.game.folder, message: "there is no Swift file in this folder")
      ])
    }
    var inputs = try fingerprintInputs(parts, game: game, reported)
    let dependencies = DependencyObjects(
      toolchain: toolchain, folder: "\(package.state)/dependencies")
    let libraries = try dependencies.libraries(of: parts.objects)
    let objects = try await dependencies.strip(parts.objects)
    for path in objects { inputs[path] = DiskFile.signature(of: path) }
    let listings = Dictionary(
      uniqueKeysWithValues: foldersToList(parts).map { ($0, BuildPlan.sourceNames(in: $0)) })
    return BuildPlan(
      format: BuildPlan.currentFormat, root: package.root, toolchain: toolchain, configuration: configuration,
      compile: try await compileCommand(game.arguments, sample: sample), link: try await linkCommand(),
      generatedSources: sources.filter { !seen.contains($0) },
      foreignSources: foreign, cFiles: parts.own.map(cFile), dependencyObjects: objects,
      dependencyLibraries: libraries, inputs: inputs,
      absent: [package.root + "/Package.resolved"].filter { inputs[$0] == nil }, listings: listings)
  }

  private func readManifest(_ reported: [Diagnostic]) throws(BuildError) -> BuildManifest {
    let text: String
    do {
      text = try DiskFile.readText(manifestPath)
    } catch {
      if reported.contains(where: { $0.severity == .error }) { throw .rejected(reported) }
      throw .badManifest(path: manifestPath, reason: "cannot be read (\(error.errno))")
    }
    guard let manifest = BuildManifest(yaml: text) else {
      throw .badManifest(path: manifestPath, reason: "is not a build manifest of SwiftPM")
    }
    return manifest
  }

  // MARK: Who builds what

  private struct Parts {
    /// C files that only the game depends on.
    var own: [BuildManifest.Command] = []
    /// What SwiftPM builds for the game.
    var others: [BuildManifest.Command] = []

    var objects: [String] { others.flatMap { $0.outputs.filter { $0.hasSuffix(".o") } } }
  }

  private func sort(
    _ dependencies: [BuildManifest.Command], of game: BuildManifest.Command, in manifest: BuildManifest
  ) throws(BuildError) -> Parts {
    // A C target that a Swift dependency uses is part of that dependency: a change means building it again.
    var shared: Set<String> = []
    for module in dependencies where module.isSwiftModule {
      shared.formUnion(manifest.dependencies(of: module).map(\.name))
    }
    var parts = Parts()
    for command in dependencies {
      let isLocal = command.inputs.contains { input in
        package.targets.contains { PathText.isWithin(input, $0.folder) }
      }
      if command.isC && isLocal && !shared.contains(command.name) && !command.arguments.isEmpty {
        parts.own.append(command)
      } else {
        parts.others.append(command)
      }
    }
    return parts
  }

  /// The Swift files of the game by SwiftPM's plan, and those in its folder that are not part of it.
  private func ownSources(of game: BuildManifest.Command) -> (sources: [String], foreign: Set<String>) {
    let planned = game.inputs.filter { $0.hasSuffix(".swift") && DiskFile.isFile($0) }
    return (planned, Set(seen).subtracting(planned))
  }

  private func cFile(_ command: BuildManifest.Command) -> BuildPlan.CFile {
    // The source and the outputs are put in for each run; index and dependency files are not needed.
    var arguments: [String] = []
    var index = 1
    // Among the inputs are also the modules that have to be built before.
    let source = command.inputs.first { SourceTree.isC($0) } ?? ""
    while index < command.arguments.count {
      let argument = command.arguments[index]
      switch argument {
      case "-o", "-MF", "-MT", "-index-store-path": index += 2
      case "-MD", "-c", "-g", source: index += 1
      default:
        arguments.append(argument)
        index += 1
      }
    }
    return BuildPlan.CFile(
      source: source, compiler: command.arguments[0], arguments: arguments + ["-gline-tables-only"])
  }

  // MARK: What the plan depends on

  private func fingerprintInputs(
    _ parts: Parts, game: BuildManifest.Command, _ reported: [Diagnostic]
  ) throws(BuildError) -> [String: FileSignature] {
    var inputs: [String: FileSignature] = [:]
    for path in [package.manifest, package.root + "/Package.resolved", toolchain.frontend] {
      inputs[path] = DiskFile.signature(of: path)
    }
    for command in parts.others {
      let read = command.inputs.filter {
        $0.hasPrefix("/") && !$0.contains("/.build/") && DiskFile.isFile($0)
      }
      let newest = read.compactMap { DiskFile.signature(of: $0)?.modified }.max() ?? 0
      for path in read { inputs[path] = DiskFile.signature(of: path) }
      for path in command.outputs where path.hasPrefix("/") {
        guard let signature = DiskFile.signature(of: path), isCurrent(path, signature, newest, reported)
        else {
          throw notBuilt(path, reported)
        }
        inputs[path] = signature
      }
    }
    for folder in headerFolders(of: parts) {
      for path in headers(in: folder) { inputs[path] = DiskFile.signature(of: path) }
    }
    return inputs
  }

  /// Where SwiftPM's build failed, what it left may be from before the failure.
  private func isCurrent(
    _ path: String, _ signature: FileSignature, _ newestInput: Int64, _ reported: [Diagnostic]
  ) -> Bool {
    let failed = reported.contains { $0.severity == .error }
    return !failed || !path.hasSuffix(".o") || signature.modified >= newestInput
  }

  private func notBuilt(_ path: String, _ reported: [Diagnostic]) -> BuildError {
    if reported.contains(where: { $0.severity == .error }) { return .rejected(reported) }
    return .badManifest(path: manifestPath, reason: "\(path) was not built")
  }

  /// Folders whose headers dependencies are compiled with; those of the game's own C targets are read by content
  /// for each build.
  private func headerFolders(of parts: Parts) -> Set<String> {
    var folders: Set<String> = []
    for command in parts.others where command.isC {
      let arguments = command.arguments
      for (index, argument) in arguments.enumerated() where argument == "-I" && index + 1 < arguments.count {
        folders.insert(arguments[index + 1])
      }
      for input in command.inputs { folders.insert(PathText.folder(of: input)) }
    }
    let ownFolders = Set(parts.own.flatMap(\.inputs).filter(SourceTree.isC).map { PathText.folder(of: $0) })
    return folders.filter { folder in
      !folder.contains("/.build/") && folder.hasPrefix("/")
        && !ownFolders.contains { $0 == folder || PathText.isWithin(folder, $0) }
    }
  }

  private func headers(in folder: String) -> [String] {
    let tree = GamePackage.Target(name: "", folder: folder, exclude: [], sources: nil)
    return SourceTree.files(of: tree, extensions: SourceTree.headerExtensions)
  }

  /// A file that comes or goes in one of these folders changes what SwiftPM plans.
  private func foldersToList(_ parts: Parts) -> Set<String> {
    var folders: Set<String> = []
    for command in parts.others + parts.own {
      for input in command.inputs where SourceTree.isSource(input) && !input.contains("/.build/") {
        folders.insert(PathText.folder(of: input))
      }
    }
    for target in package.targets.dropFirst() {
      for path in SourceTree.files(of: target, extensions: SourceTree.sourceExtensions) {
        folders.insert(FilePath(path).removingLastComponent().string)
      }
      folders.insert(target.folder)
    }
    return folders
  }

  // MARK: Commands

  private func compileCommand(
    _ arguments: [String], sample: String
  ) async throws(BuildError) -> CompileCommand {
    let driver = arguments[0]
    let output = try await ask(
      driver,
      CompileCommand.driverArguments(from: arguments, source: sample, optimised: configuration == .release))
    guard let command = CompileCommand(driverOutput: output, source: sample) else {
      throw .toolFailed(tool: driver, reason: "does not tell how it calls the compiler; it said:\n\(output)")
    }
    return command
  }

  private func linkCommand() async throws(BuildError) -> LinkCommand {
    // clang only tells its command for files that exist.
    let place = package.state + "/objects/place.o"
    do {
      try DiskFile.write([], to: place)
    } catch {
      throw .disk(path: place, reason: "\(error.errno)")
    }
    let output = try await ask(
      toolchain.swiftc, LinkCommand.driverArguments(toolchain: toolchain, place: place))
    guard let (clang, arguments) = LinkCommand.clangArguments(driverOutput: output) else {
      throw .toolFailed(tool: toolchain.swiftc, reason: "does not tell how it links; it said:\n\(output)")
    }
    let answer = try await ask(clang, arguments)
    guard let command = LinkCommand(clangOutput: answer, place: place) else {
      throw .toolFailed(tool: clang, reason: "does not tell how it calls the linker; it said:\n\(answer)")
    }
    return command
  }

  private func ask(_ tool: String, _ arguments: [String]) async throws(BuildError) -> String {
    do {
      return try await ToolRun.run(tool, arguments, in: package.root).text
    } catch {
      throw BuildError(error)
    }
  }
}

extension BuildError {
  init(_ failure: ToolFailure) {
    switch failure {
    case .cancelled: self = .cancelled
    case .notStarted(let tool, let reason):
      self = .toolFailed(tool: tool, reason: "cannot be started: \(reason)")
    }
  }
}
