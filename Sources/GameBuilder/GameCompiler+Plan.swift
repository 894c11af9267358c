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
    outdated.remove(configuration)
    if let known = knownPlan(configuration) {
      guard let change = known.firstChange() else {
        plans[configuration] = known
        return known
      }
      reason = "\(change) changed"
      if let holder = PackageLock.holder(root: package.root), known.isUsable(in: package) {
        onEvent(.blocked(request, by: holder))
        outdated.insert(configuration)
        return known
      }
      // It may have been the compiler.
      await standby.end()
    }
    plans[configuration] = nil
    onEvent(.preparing(request, reason: reason))
    let reporter = Task { [root = package.root, onEvent] in
      await PackageLock.report(root: root) { onEvent(.blocked(request, by: $0)) }
    }
    defer { reporter.cancel() }
    try await readPackage()
    let plan = try await DependencyBuild(
      package: package, toolchain: toolchain, configuration: configuration
    ) { [onEvent] in onEvent(.preparing(request, reason: $0)) }.run()
    plans[configuration] = plan
    return plan
  }

  /// If builds used an outdated plan, because SwiftPM could not be run: waits until it can.
  /// - Returns: whether another build is necessary. False if the task was cancelled.
  public func waitForPackage() async -> Bool {
    guard !outdated.isEmpty else { return false }
    while PackageLock.holder(root: package.root) != nil {
      guard (try? await Task.sleep(for: PackageLock.interval)) != nil else { return false }
    }
    outdated = []
    return !Task.isCancelled
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
