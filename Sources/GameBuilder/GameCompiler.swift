import HostSystem

/// Compiles and links the game, as little of it as a change demands.
///
/// One build runs at a time; another one waits for it. Cancelling the task of a build ends its compilers at once
/// and leaves nothing broken: that is how a save supersedes the build of the save before it.
public actor GameCompiler {
  private(set) public var package: GamePackage
  public nonisolated let toolchain: Toolchain
  private let onEvent: @Sendable (BuildEvent) -> Void

  private var plans: [BuildConfiguration: BuildPlan] = [:]
  private var reader = SourceReader()
  private var images: ImageStore
  private let objects: ObjectStore
  private let dependencies: DependencyStore

  /// The headers of the last call of the compiler.
  private var compiledHeaders: ContentHash?
  /// Source → its newest object, for builds that change only bodies.
  private var bases: [String: PatchBase] = [:]
  private let standby = StandbyCompilers()
  private var isBusy = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// - Parameter onEvent: called in order, from within builds; it must not wait for one.
  public init(
    package: GamePackage, toolchain: Toolchain,
    onEvent: @escaping @Sendable (BuildEvent) -> Void = { _ in }
  ) {
    self.package = package
    self.toolchain = toolchain
    self.onEvent = onEvent
    images = ImageStore(folder: package.state + "/images")
    objects = ObjectStore(folder: package.state + "/objects")
    dependencies = DependencyStore(folder: package.state + "/objects")
  }

  /// Removes what earlier runs left and is not needed any more. Not for a run that goes on with images of an earlier host.
  public func prune() {
    images.prune()
    objects.prune()
  }

  /// Builds what the files hold now.
  ///
  /// An image that is there already for the same sources is given without a run of the compiler.
  public func build(_ request: BuildRequest = BuildRequest()) async throws(BuildError) -> BuiltImage {
    let start = ContinuousClock.now
    await enter()
    defer { leave() }
    do throws(BuildError) {
      if Task.isCancelled { throw .cancelled }
      let image = try await makeImage(request, since: start)
      onEvent(.finished(request, image))
      return image
    } catch {
      if error != .cancelled { onEvent(.failed(request, error)) }
      throw error
    }
  }

  /// The image that is there for what the files hold now, without a run of any tool; nil where there is none.
  ///
  /// - Parameter optimised: whether an optimised one is better.
  public func builtImage(optimised: Bool) async -> BuiltImage? {
    await enter()
    defer { leave() }
    let start = ContinuousClock.now
    for configuration in optimised ? [BuildConfiguration.release, .debug] : [.debug] {
      guard let plan = knownPlan(configuration), plan.firstChange() == nil,
        let scan = try? SourceScan.scan(package, plan, &reader)
      else { continue }
      let run = BuildRun(
        plan: plan, scan: scan, objects: objects, dependencies: dependencies, folder: package.root)
      let path = try? images.reuse(
        sourceHash: scan.sourceHash.hexadecimal, key: run.imageKey, configuration: configuration)
      guard let path else { continue }
      plans[configuration] = plan
      remember(run)
      let hidden = await HeaderExamination(package: package, plan: plan, scan: scan).hiddenFields()
      return image(
        path, BuildRequest(optimised: configuration == .release), scan, hidden, compiled: [], reused: true,
        warnings: [], since: start)
    }
    return nil
  }

  /// The newest complete image of an earlier run, for a start that does not wait for the compiler. What it was
  /// built from may differ from what the files hold now.
  public func newestImage() -> BuiltImage? {
    for entry in images.entries() {
      let path = try? images.reuse(
        sourceHash: entry.sourceHash, key: entry.key, configuration: entry.configuration)
      guard let path else { continue }
      return BuiltImage(
        path: path, sourceHash: entry.sourceHash, optimised: entry.configuration == .release,
        isPartial: false, compiledFiles: [], sources: SourceTree(files: [:]), hiddenFields: [], reused: true,
        warnings: [], milliseconds: 0)
    }
    return nil
  }

  /// File descriptors that come and go with the compilers that wait.
  public static let maxStandbyDescriptors = StandbyCompilers.maxDescriptors

  /// Starts the compilers of the next build ahead, if none wait. Returns at once.
  public func startStandby() { standby.prepare(toolchain.frontend, in: package.root) }

  /// Told of an image that cannot be loaded: it is not given again.
  public func forget(_ image: BuiltImage) {
    images.forget(sourceHash: image.sourceHash, configuration: BuildConfiguration(optimised: image.optimised))
  }

  // MARK: One build at a time

  private func enter() async {
    if !isBusy {
      isBusy = true
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func leave() {
    if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
  }

  // MARK: A build

  private func makeImage(
    _ request: BuildRequest, since start: ContinuousClock.Instant
  ) async throws(BuildError) -> BuiltImage {
    let configuration = BuildConfiguration(optimised: request.optimised)
    while true {
      let plan = try await plan(for: request)
      let scan = try SourceScan.scan(package, plan, &reader)
      let examination = HeaderExamination(package: package, plan: plan, scan: scan)
      let run = BuildRun(
        plan: plan, scan: scan, objects: objects, dependencies: dependencies, folder: package.root,
        isBackground: request.isBackground, standby: standby)
      if !request.force,
        let path = try images.reuse(
          sourceHash: scan.sourceHash.hexadecimal, key: run.imageKey, configuration: configuration)
      {
        remember(run)
        let hidden = await examination.hiddenFields()
        return image(
          path, request, scan, hidden, compiled: [], reused: true, warnings: [], since: start)
      }
      let work = run.work(force: request.force)
      onEvent(.started(request, files: work.files))
      if scan.headers != compiledHeaders {
        ClangModuleCache(options: plan.compile.options).forget()
        compiledHeaders = scan.headers
      }
      // Beside the compilers: it is seldom needed, and shorter than they are.
      async let examined = examination.hiddenFields()
      if !request.force && !request.complete, let path = try await patch(run, work) {
        return image(
          path, request, scan, await examined, isPartial: true, compiled: work.files, reused: false,
          warnings: [], since: start)
      }
      let warnings: [Diagnostic]
      do {
        warnings = try await run.compile(work)
      } catch {
        // What the compiler saw may be half of two saves; then its complaint is worth nothing.
        if error != .cancelled, try SourceScan.scan(package, plan, &reader) != scan { continue }
        throw error
      }
      // A file that was saved while the compiler ran may be in the objects or not: they are not what their
      // names say.
      guard try SourceScan.scan(package, plan, &reader) == scan else {
        run.discard(work)
        continue
      }
      try run.keep(work)
      remember(run)
      let path = images.next(
        sourceHash: scan.sourceHash.hexadecimal, key: run.imageKey, configuration: configuration)
      try await run.link(to: path, temporary: images.temporary(for: path), state: package.state)
      return image(
        path, request, scan, await examined, compiled: work.files, reused: false, warnings: warnings,
        since: start)
    }
  }

  /// An image of which only the changed bodies were compiled; nil where the files must be compiled whole, for whatever
  /// reason.
  private func patch(_ run: BuildRun, _ work: BuildRun.Work) async throws(BuildError) -> String? {
    guard let items = run.patchItems(work, bases: bases) else { return nil }
    defer { run.discard(items) }
    guard let patches = try await run.patches(items),
      try SourceScan.scan(package, run.plan, &reader) == run.scan
    else { return nil }
    let path = images.nextPartial()
    do throws(BuildError) {
      try await run.link(
        to: path, temporary: images.temporary(for: path), state: package.state, patches: patches)
      return path
    } catch .cancelled {
      throw .cancelled
    } catch {
      return nil
    }
  }

  /// Keeps the texts that the objects of this build were made from.
  private func remember(_ run: BuildRun) {
    guard run.plan.configuration == .debug else { return }
    for path in run.scan.swift {
      let key = run.key(swift: path)
      if bases[path]?.key == key { continue }
      bases[path] = nil
      guard run.objects.has(key), let text = try? DiskFile.read(path),
        ContentHash(of: text) == run.scan.tree.files[path]
      else { continue }
      bases[path] = PatchBase(key: key, text: text)
    }
  }

  private func image(
    _ path: String, _ request: BuildRequest, _ scan: SourceScan, _ hidden: [HiddenField],
    isPartial: Bool = false, compiled: [String], reused: Bool, warnings: [Diagnostic],
    since start: ContinuousClock.Instant
  ) -> BuiltImage {
    let time = (ContinuousClock.now - start).components
    return BuiltImage(
      path: path, sourceHash: scan.sourceHash.hexadecimal, optimised: request.optimised,
      isPartial: isPartial, compiledFiles: compiled, sources: scan.tree, hiddenFields: hidden, reused: reused,
      warnings: warnings,
      milliseconds: Double(time.seconds) * 1e3 + Double(time.attoseconds) / 1e15)
  }

  // MARK: The plan

  /// The commands that were learned before, which may have changed since.
  private func knownPlan(_ configuration: BuildConfiguration) -> BuildPlan? {
    plans[configuration]
      ?? Preparation.record(package, configuration).read().flatMap {
        $0.format == BuildPlan.currentFormat && $0.root == package.root && $0.toolchain == toolchain
          && $0.configuration == configuration ? $0 : nil
      }
  }

  /// The commands, learned again if anything they depend on has changed.
  private func plan(for request: BuildRequest) async throws(BuildError) -> BuildPlan {
    let configuration = BuildConfiguration(optimised: request.optimised)
    let known = knownPlan(configuration)
    var reason = "the game was not built before"
    if let known {
      guard let change = known.firstChange() else {
        plans[configuration] = known
        return known
      }
      reason = "\(change) changed"
      // That may have been the compiler itself.
      standby.clear()
    }
    plans[configuration] = nil
    onEvent(.preparing(request, reason: reason))
    try await readPackageAgain()
    let plan = try await Preparation(
      package: package, toolchain: toolchain, configuration: configuration
    ).run()
    plans[configuration] = plan
    return plan
  }

  private func readPackageAgain() async throws(BuildError) {
    let now: GamePackage
    do {
      now = try await GamePackage.read(root: package.root, toolchain: toolchain)
    } catch .cancelled {
      throw .cancelled
    } catch {
      throw .package(error)
    }
    guard now != package else { return }
    package = now
    onEvent(.packageChanged(now))
  }
}
