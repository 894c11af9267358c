import HostSystem

extension GameCompiler {
  /// The plan of an earlier build, which may be invalid by now.
  func knownPlan(_ configuration: BuildConfiguration) -> BuildPlan? {
    plans[configuration]
      ?? BuildPlan.record(package, configuration).read().flatMap {
        $0.format == BuildPlan.currentFormat && $0.root == package.root && $0.toolchain == toolchain
          && $0.configuration == configuration ? $0 : nil
      }
  }

  /// A valid plan. If there is none, the package is read again and its dependencies are built.
  func plan(for request: BuildRequest) async throws(BuildError) -> BuildPlan {
    let configuration = BuildConfiguration(optimised: request.optimised)
    var reason = "the game was not built before"
    if let known = knownPlan(configuration) {
      guard let change = known.firstChange() else {
        plans[configuration] = known
        return known
      }
      reason = "\(change) changed"
      // It may have been the compiler.
      standby.clear()
    }
    plans[configuration] = nil
    onEvent(.preparing(request, reason: reason))
    try await readPackage()
    let plan = try await DependencyBuild(
      package: package, toolchain: toolchain, configuration: configuration
    ).run()
    plans[configuration] = plan
    return plan
  }

  private func readPackage() async throws(BuildError) {
    let current: GamePackage
    do {
      current = try await GamePackage.read(root: package.root, toolchain: toolchain)
    } catch .cancelled {
      throw .cancelled
    } catch {
      throw .package(error)
    }
    guard current != package else { return }
    package = current
    onEvent(.packageChanged(current))
  }
}
