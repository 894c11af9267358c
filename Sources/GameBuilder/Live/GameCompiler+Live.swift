import HostSystem

extension GameCompiler {
  /// Builds an image of the present sources in which the values of literals can be changed. Nil if that is not possible now;
  /// the sources are then compiled for each save.
  ///
  /// Call it in the background: it reads the types of all literals, and compiles each file another time.
  public func liveImage(after previous: LiveImage?) async throws(BuildError) -> LiveImage? {
    await turns.begin()
    defer { turns.end() }
    guard let plan = knownPlan(.debug), plan.firstChange() == nil else { return nil }
    let scan = try SourceScan.scan(package, plan, reader)
    if let previous, previous.scan == scan { return previous }
    let run = BuildRun(
      plan: plan, scan: scan, interfaces: try await interfaces(plan, scan), objects: objects,
      dependencies: dependencies, folder: package.root, isBackground: true,
      sent: sent)
    let modules = await usableModules(run)
    defer { trustedModules.trust(modules) }
    let build = LiveBuild(run, package, modules, after: previous)
    let headers = try await run.headers(HeaderInspection(package: package, plan: plan, scan: scan)).get()
    return try await build.make(headers)
  }
}
