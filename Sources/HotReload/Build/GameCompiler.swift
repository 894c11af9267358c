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

  /// The headers of the last call of the compiler.
  private var compiledHeaders: ContentHash?
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
      onEvent(.finished(image))
      return image
    } catch {
      if error != .cancelled { onEvent(.failed(error, optimised: request.optimised)) }
      throw error
    }
  }

  /// The newest complete image of an earlier run, for a start that does not wait for the compiler. What it was
  /// built from may differ from what the files hold now.
  public func newestImage() throws(BuildError) -> BuiltImage? {
    for entry in images.entries() {
      let path = try images.reuse(
        sourceHash: entry.sourceHash, key: entry.key, configuration: entry.configuration)
      guard let path else { continue }
      return BuiltImage(
        path: path, sourceHash: entry.sourceHash, optimised: entry.configuration == .release,
        compiledFiles: [], sources: SourceTree(files: [:]), unseenFields: [], reused: true, warnings: [],
        milliseconds: 0)
    }
    return nil
  }

  /// Told of an image that cannot be loaded: it is not given again.
  public func forget(_ image: BuiltImage) {
    images.forget(sourceHash: image.sourceHash, configuration: image.optimised ? .release : .debug)
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
    let configuration: BuildConfiguration = request.optimised ? .release : .debug
    while true {
      let plan = try await plan(configuration)
      let scan = try SourceScan.scan(package, plan, &reader)
      let examination = HeaderExamination(package: package, plan: plan, scan: scan)
      let run = BuildRun(plan: plan, scan: scan, objects: objects, folder: package.root)
      if !request.force,
        let path = try images.reuse(
          sourceHash: scan.sourceHash.hexadecimal, key: run.imageKey, configuration: configuration)
      {
        let unseen = await examination.unseenFields()
        return image(
          path, request, scan, unseen, compiled: [], reused: true, warnings: [], since: start)
      }
      let work = run.work(force: request.force)
      onEvent(.started(files: work.files, optimised: request.optimised))
      if scan.headers != compiledHeaders {
        ClangModuleCache(options: plan.compile.options).forget()
        compiledHeaders = scan.headers
      }
      // Beside the compilers: it is seldom needed, and shorter than they are.
      async let examined = examination.unseenFields()
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
      let path = images.next(
        sourceHash: scan.sourceHash.hexadecimal, key: run.imageKey, configuration: configuration)
      try await run.link(to: path, temporary: images.temporary(for: path), state: package.state)
      return image(
        path, request, scan, await examined, compiled: work.files, reused: false, warnings: warnings,
        since: start)
    }
  }

  private func image(
    _ path: String, _ request: BuildRequest, _ scan: SourceScan, _ unseen: [UnseenField],
    compiled: [String], reused: Bool, warnings: [Diagnostic],
    since start: ContinuousClock.Instant
  ) -> BuiltImage {
    let time = (ContinuousClock.now - start).components
    return BuiltImage(
      path: path, sourceHash: scan.sourceHash.hexadecimal, optimised: request.optimised,
      compiledFiles: compiled, sources: scan.tree, unseenFields: unseen, reused: reused, warnings: warnings,
      milliseconds: Double(time.seconds) * 1e3 + Double(time.attoseconds) / 1e15)
  }

  // MARK: The plan

  /// The commands, learned again if anything they depend on has changed.
  private func plan(_ configuration: BuildConfiguration) async throws(BuildError) -> BuildPlan {
    let known =
      plans[configuration]
      ?? Preparation.record(package, configuration).read().flatMap {
        $0.format == BuildPlan.currentFormat && $0.root == package.root && $0.toolchain == toolchain
          && $0.configuration == configuration ? $0 : nil
      }
    var reason = "the game was not built before"
    if let known {
      guard let change = known.firstChange() else {
        plans[configuration] = known
        return known
      }
      reason = "\(change) changed"
    }
    plans[configuration] = nil
    onEvent(.preparing(reason: reason))
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
