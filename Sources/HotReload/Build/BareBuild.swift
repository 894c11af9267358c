import HostSystem

/// The compiler and the linker alone on the files that an edit makes it necessary to compile, with the options of a
/// reload: what a reload is measured beside. For benchmarks; the game must have been built, and not be being built.
public struct BareBuild: Sendable {
  /// Nanoseconds, of CLOCK_MONOTONIC.
  public struct Times: Sendable {
    public let compile: UInt64
    public let link: UInt64
    public var total: UInt64 { compile + link }
  }

  private let package: GamePackage
  private let plan: BuildPlan

  /// Nil where the game was not built before.
  public init?(package: GamePackage) {
    guard let plan = Preparation.record(package, .debug).read(), plan.firstChange() == nil else { return nil }
    self.package = package
    self.plan = plan
  }

  /// Compiles `files` (absolute paths of the game's Swift and C files), as many at a time as there are processors,
  /// and links them with the objects there are of all the others.
  public func run(_ files: [String]) async throws(BuildError) -> Times {
    var reader = SourceReader()
    let scan = try SourceScan.scan(package, plan, &reader)
    let objects = ObjectStore(folder: package.state + "/objects")
    let run = BuildRun(
      plan: plan, scan: scan, objects: objects,
      dependencies: DependencyStore(folder: package.state + "/objects"), folder: package.root)
    let work = run.work(on: Set(files))
    defer { run.discard(work) }
    let start = monotonicNow
    _ = try await run.compile(work)
    let compile = monotonicNow - start
    let output = package.state + "/images/bare.tmp"
    defer { DiskFile.remove(output) }
    let arguments = try run.linkArguments(
      run.ownObjects(after: work), state: package.state, output: output)
    let linkStart = monotonicNow
    try await run.runLinker(arguments, for: output)
    return Times(compile: compile, link: monotonicNow - linkStart)
  }
}
