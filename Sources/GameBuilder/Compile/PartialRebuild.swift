import HostSystem

/// The commands that an edit of some files makes necessary, for benchmarks that run them alone, without a reload.
///
/// The game must have been built before, and no build of it may be running.
public struct PartialRebuild: Sendable {
  private let package: GamePackage
  private let run: BuildRun
  private let work: BuildRun.Work

  /// Nil if the game was not built before.
  /// - Parameter files: absolute paths of Swift and C files of the game.
  public init?(package: GamePackage, files: [String]) async throws(BuildError) {
    guard let plan = BuildPlan.record(package, .debug).read(), plan.firstChange() == nil else { return nil }
    self.package = package
    let sent = SentTexts(folder: package.state + "/sent")
    let reader = SourceReader(sent: sent)
    let scan = try SourceScan.scan(package, plan, reader)
    let headers = try await HeaderInterface(package: package, plan: plan, scan: scan).read()
    run = BuildRun(
      plan: plan, scan: scan,
      interfaces: scan.modules.map { ModuleInterfaces($0.interfaces, headers: headers) },
      objects: ObjectStore(folder: package.state + "/objects"),
      dependencies: DependencyStore(folder: package.state + "/objects"), folder: package.root, sent: sent)
    work = run.work(on: Set(files))
  }

  /// Compilers, to be run side by side: as many as there are processors.
  public var compilerCalls: [ToolCall] { run.calls(work) }

  /// The linker, with the new objects and the existing ones of all other files. Call it after the compilers ended.
  public func linkerCall(output: String) throws(BuildError) -> ToolCall {
    let objects = run.ownObjects(after: work)
    let arguments = try run.linkArguments(
      objects, run.libraries(of: objects), state: package.state, output: output)
    return ToolCall(tool: run.plan.link.linker, arguments: arguments)
  }

  /// Removes the new objects.
  public func removeObjects() { run.discard(work) }
}
