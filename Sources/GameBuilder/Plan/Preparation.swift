import HostSystem

/// Has SwiftPM build what a game depends on. Takes seconds, and is needed only when Package.swift or a
/// dependency changed.
struct Preparation {
  let package: GamePackage
  let toolchain: Toolchain
  let configuration: BuildConfiguration

  /// Where the plan is kept from one run to the next.
  static func record(_ package: GamePackage, _ configuration: BuildConfiguration) -> JSONRecord<BuildPlan> {
    JSONRecord(path: "\(package.state)/plan-\(configuration.rawValue).json")
  }

  func run() async throws(BuildError) -> BuildPlan {
    let arguments = [
      "build", "--package-path", package.root, "--target", GamePackage.gameTarget, "-c",
      BuildConfiguration.ofDependencies,
    ]
    let seen = SourceTree.files(of: package.game)
    let result: ToolResult
    do {
      result = try await ToolRun.run(toolchain.swift, arguments, in: package.root, cancellation: .interrupt)
    } catch {
      throw BuildError(error)
    }
    let reported = DiagnosticParser.parse(result.text)
    if !result.succeeded { try requireOnlyGameFailed(result, reported) }
    let reader = PlanReader(
      package: package, toolchain: toolchain, configuration: configuration, seen: seen)
    let plan = try await reader.read(reported: result.succeeded ? [] : reported)
    Preparation.record(package, configuration).write(plan)
    return plan
  }

  /// SwiftPM compiles the game as well. Where only that fails, what the game depends on is there, and the game's
  /// own build will tell the errors better.
  private func requireOnlyGameFailed(
    _ result: ToolResult, _ reported: [Diagnostic]
  ) throws(BuildError) {
    let errors = reported.filter { $0.severity == .error }
    if case .signalled(let signal) = result.end {
      throw .crashed(tool: toolchain.swift, signal: signal, output: String(result.text.suffix(1000)))
    }
    let inGame = errors.filter { error in
      guard let file = error.file else { return false }
      return package.targets.contains { PathText.isWithin(file, $0.folder) }
    }
    if inGame.isEmpty {
      if errors.isEmpty { throw .toolFailed(tool: toolchain.swift, reason: String(result.text.suffix(2000))) }
      throw .rejected(reported)
    }
  }
}
