import HostSystem

/// Compiles and links the game, as little of it as a change requires.
///
/// One build runs at a time; others wait for it. Cancelling the task of a build kills its compilers at once and leaves
/// nothing broken: that is how a save supersedes the build of the save before it.
public actor GameCompiler {
  public internal(set) var package: GamePackage
  public nonisolated let toolchain: Toolchain
  nonisolated let onEvent: @Sendable (BuildEvent) -> Void
  let place: PackagePlace

  var plans: [BuildConfiguration: BuildPlan] = [:]
  nonisolated let sent: SentTexts
  nonisolated let reader: SourceReader
  var images: ImageStore
  let objects: ObjectStore
  let dependencies: DependencyStore
  nonisolated let standby: StandbyTools

  var trustedModules: TrustedModules
  /// The interfaces in the last build, and the key of those of the headers.
  var interfaces: [BuildConfiguration: (headersKey: ContentHash, interfaces: [ModuleInterfaces])] = [:]
  /// Path of a source → its newest object of the whole file.
  var patchBases: [String: PatchBase] = [:]
  /// The last build that compiled Swift files, and the paths that will probably be edited again, the likeliest first.
  var lastEdit: (plan: BuildPlan, key: String, paths: [String])?
  /// The last build of whole files, not optimised, and its image.
  var newestWhole: (run: BuildRun, image: String)?
  var knownWarnings = KnownWarnings()
  /// Path of a Swift file → its content, and that of its `start`.
  var startFunctions: [String: (content: ContentHash, start: ContentHash?)] = [:]

  /// For the code of evaluations, and the sources that they are of.
  var gameNames: (sources: ContentHash, names: GameNames)?

  /// The configurations whose last build used an outdated plan (see ``waitForPackage()``).
  var outdated: Set<BuildConfiguration> = []

  /// One build at a time.
  nonisolated let turns = TaskTurns()

  /// - Parameters:
  ///   - place: nothing is built while the package is not in place; nil for a new one.
  ///   - bodyPlugIn: a program and its arguments, which runs ``BodyPlugIn/run(answersFrom:)`` with one more argument. If
  ///     nil, no compiler works ahead.
  ///   - onEvent: called in order, during builds. It must not wait for a build.
  public init(
    package: GamePackage, toolchain: Toolchain, place: PackagePlace? = nil, bodyPlugIn: [String]? = nil,
    onEvent: @escaping @Sendable (BuildEvent) -> Void = { _ in }
  ) {
    self.package = package
    self.place = place ?? PackagePlace(root: package.root)
    self.toolchain = toolchain
    self.onEvent = onEvent
    standby = StandbyTools(
      stubs: StubLibraries(folder: package.state + "/stubs"),
      warm: bodyPlugIn.map { WarmCompilers(plugIn: $0, state: package.state + "/warm") })
    sent = SentTexts(folder: package.state + "/sent")
    reader = SourceReader(sent: sent)
    images = ImageStore(folder: package.state + "/images")
    objects = ObjectStore(folder: package.state + "/objects")
    dependencies = DependencyStore(folder: package.state + "/objects")
    trustedModules = TrustedModules(folder: package.state)
  }

  /// Removes files of earlier runs that are no longer needed. Do not call it in a run that continues with images of a host
  /// that died.
  public func prune() {
    images.prune()
    objects.prune()
    // What a host that was killed has left.
    for folder in ["warm", "sent", EvaluationBuild.folder] {
      DiskFile.removeFiles(in: "\(package.state)/\(folder)")
    }
  }

  /// Builds the current sources. If an image of them exists, it is returned without running the compiler.
  public func build(_ request: BuildRequest = BuildRequest()) async throws(BuildError) -> BuiltImage {
    let start = monotonicNow
    await turns.begin()
    defer { turns.end() }
    do throws(BuildError) {
      if Task.isCancelled { throw .cancelled }
      if let displacement = place.displacement { throw .displaced(displacement) }
      let image = try await makeImage(request, since: start)
      onEvent(.finished(request, image))
      return image
    } catch {
      if error != .cancelled { onEvent(.failed(request, error)) }
      throw error
    }
  }

  /// The existing image of the current sources. Nil if there is none. Runs no compiler.
  ///
  /// - Parameter optimised: prefer an optimised image.
  public func builtImage(optimised: Bool) async -> BuiltImage? {
    await turns.begin()
    defer { turns.end() }
    let start = monotonicNow
    for configuration in optimised ? [BuildConfiguration.release, .debug] : [.debug] {
      guard let plan = knownPlan(configuration), plan.firstChange() == nil,
        let scan = try? SourceScan.scan(package, plan, reader),
        let interfaces = try? await interfaces(plan, scan)
      else { continue }
      let run = BuildRun(
        plan: plan, scan: scan, interfaces: interfaces, objects: objects, dependencies: dependencies,
        folder: package.root, standby: standby, sent: sent)
      guard let path = try? reusableImage(run) else { continue }
      plans[configuration] = plan
      rememberPatchBases(run)
      rememberImage(path, run)
      let findings = await HeaderInspection(package: package, plan: plan, scan: scan).findings()
      return image(path, run, findings.hiddenFields, reused: true, since: start)
    }
    return nil
  }

  /// The newest complete image of an earlier run, for a start that does not wait for the compiler. It may have been built
  /// from other sources than the current ones.
  /// - Parameter isUsable: whether an image of this source hash, optimised or not, may be used.
  public func newestImage(
    where isUsable: @Sendable (_ sourceHash: String, _ isOptimised: Bool) -> Bool = { _, _ in true }
  ) -> BuiltImage? {
    for entry in images.entries() where isUsable(entry.sourceHash, entry.configuration == .release) {
      let path = try? images.reuse(
        sourceHash: entry.sourceHash, key: entry.key, configuration: entry.configuration)
      guard let path else { continue }
      return BuiltImage(
        path: path, sourceHash: entry.sourceHash, optimised: entry.configuration == .release,
        isPartial: false, compiledFiles: [], sources: SourceTree(files: [:]), start: nil, hiddenFields: [],
        reused: true,
        warnings: [], knownWarnings: [], milliseconds: 0)
    }
    return nil
  }

  /// Removes an image that cannot be loaded, so that it is not reused.
  public func forget(_ image: BuiltImage) {
    images.remove(sourceHash: image.sourceHash, configuration: BuildConfiguration(optimised: image.optimised))
  }
}
