import CGameABI
import Engine
import GameBuilder

/// Sees to it that the newest source runs: takes saves and requests, has them built, loads what was built and hands
/// it to the loop. Everything slow happens here, off the loop's thread.
///
/// One build runs at a time. A save during a build supersedes it: the build is cancelled and the next one takes
/// all that has changed.
///
/// The first image of a save is the one that is there first: with only the changed functions compiled, or not
/// optimised. While it runs, better ones of the same source are built, unseen and with low priority.
public actor ReloadCoordinator {
  private let compiler: GameCompiler
  private let story: BuildStory
  private let services: HostServices
  private let events: EventLog
  private let queue: SafePointQueue<GameLoop>
  /// Nil: images are loaded at once.
  private let loadCheck: LoadCheck?
  private let preflight: Preflight?

  private var building: Task<Void, Never>?
  private let optimises: Bool
  private var newest: Generation?
  /// The best image of the newest generation.
  private var newestImage: BuiltImage?
  private var lastNumber: UInt64 = 0

  /// - Parameters:
  ///   - loadCheck: loads each image before this process does; nil: images are loaded at once.
  ///   - preflight: where each build is tried out before it may touch the world; nil if none is.
  ///   - optimises: whether what runs is built again for speed.
  ///   - onPackageChange: called when Package.swift was saved and other folders may have to be watched.
  public init(
    package: GamePackage, toolchain: Toolchain, services: HostServices, events: EventLog,
    queue: SafePointQueue<GameLoop>, loadCheck: LoadCheck? = nil, preflight: Preflight? = nil,
    optimises: Bool = true,
    onPackageChange: @escaping @Sendable (GamePackage) -> Void
  ) {
    let story = BuildStory(root: package.root, events: events, queue: queue)
    self.story = story
    compiler = GameCompiler(package: package, toolchain: toolchain) { event in
      if case .packageChanged(let package) = event { onPackageChange(package) }
      story.tell(event)
    }
    self.optimises = optimises
    self.services = services
    self.events = events
    self.queue = queue
    self.loadCheck = loadCheck
    self.preflight = preflight
  }

  /// Source files, headers or Package.swift were saved.
  public func sourcesSaved(_ paths: [String], at time: UInt64) {
    let relative = paths.map(story.relative)
    events.record("saved", time: time, ["paths": .array(relative.map { .string($0) })])
    build(BuildRequest(), cause: ReloadCauseSave, savedAt: time, saved: relative)
  }

  /// The player or the game asks for a rebuild, whether or not anything changed.
  public func rebuildRequested(at time: UInt64) {
    build(BuildRequest(force: true), cause: ReloadCauseForce, savedAt: time, saved: [])
  }

  /// A run goes on that another host began.
  /// - Parameter newest: of its generations. Later ones are counted after it, and its source is not built again unless it
  ///   is saved, or a rebuild is asked for.
  public func resume(_ newest: Generation) {
    lastNumber = newest.number
    self.newest = newest
  }

  /// The first image of a run: one that is there for what the files hold, optimised if there is one, without a run of
  /// the compiler. Where there is none, the last one that was built plays until this source is.
  ///
  /// - Parameter playsOlder: false has the game wait for its source to be built.
  public func start(playsOlder: Bool) {
    prepareTrials()
    guard newest == nil else {
      build(BuildRequest(), cause: ReloadCauseSave, savedAt: nil, saved: [])
      return
    }
    building = Task {
      await compiler.prune()
      var ready = await compiler.builtImage(optimised: optimises)
      let isCurrent = ready != nil
      if ready == nil, playsOlder { ready = await compiler.newestImage() }
      var plays = false
      if let ready { plays = await take(ready, cause: ReloadCauseSave, savedAt: nil, saved: []) != nil }
      if plays { story.tellReady() }
      if plays && isCurrent {
        await refine()
      } else {
        await run(BuildRequest(), cause: ReloadCauseSave, savedAt: nil, saved: [])
      }
    }
  }

  /// Ends the build under way.
  public func stop() async {
    building?.cancel()
    await building?.value
    preflight?.stop()
  }

  private func build(_ request: BuildRequest, cause: ReloadCause, savedAt: UInt64?, saved: [String]) {
    let superseded = building
    superseded?.cancel()
    building = Task {
      await superseded?.value
      await run(request, cause: cause, savedAt: savedAt, saved: saved)
    }
  }

  /// Builds what the files hold, and then builds it better.
  private func run(
    _ request: BuildRequest, cause: ReloadCause, savedAt: UInt64?, saved: [String]
  ) async {
    prepareTrials()
    let image: BuiltImage
    do throws(BuildError) {
      image = try await compiler.build(request)
    } catch {
      // The compiler told the story of the failure already.
      await prepareNext()
      return
    }
    if Task.isCancelled { return }
    await take(image, cause: cause, savedAt: savedAt, saved: saved)
    await refine()
  }

  /// Readies all that the next save will need, when the loop had the processors to swap what it was handed, and to draw it.
  private func prepareNext() async {
    try? await Task.sleep(for: Self.timeToDraw)
    if Task.isCancelled { return }
    prepareTrials()
    await compiler.startStandby()
  }

  private static let timeToDraw = Duration.milliseconds(50)

  /// Has processes wait for the next image, if none do.
  private func prepareTrials() {
    Task { [loadCheck, preflight] in
      await loadCheck?.prepare()
      preflight?.prepareNext()
    }
  }

  /// Hands an image to the loop as a new generation; nil where it has nothing new or cannot be loaded.
  @discardableResult
  private func take(
    _ built: BuiltImage, cause: ReloadCause, savedAt: UInt64?, saved: [String]
  ) async -> Generation? {
    if cause == ReloadCauseSave, let newest, newest.sourceHash == built.sourceHash {
      // At the start of a host that goes on for another, what is on disk ran there, well or not.
      if savedAt == nil { return nil }
      if !newest.isQuarantined {
        story.tellUnchanged(saved: saved, newest: newest.number)
        return nil
      }
    }
    let number = lastNumber + 1
    let generation: Generation
    do {
      // What is there at the start ran before: it is not made to wait for.
      let isTriedOut = savedAt != nil || !built.reused
      // Side by side: each in a process of its own.
      async let trial = isTriedOut ? preflight?.judge(built, number: number, cause: cause) : nil
      guard try await isHarmless(built) else { return nil }
      // While it is tried out.
      let image = try load(built)
      let account = await trial
      if Task.isCancelled { return nil }
      lastNumber = number
      if let account {
        story.tell(account, number: number)
        if account.verdict.isRejection { return nil }
      }
      generation = Generation(number: number, image: image, built: built, after: newest)
    } catch {
      lastNumber = number
      // So that the next save builds it anew, instead of finding it again.
      if case LoadError.notLoadable = error { await compiler.forget(built) }
      story.tellRejected(number: number, stage: "load", reason: "\(error)")
      return nil
    }
    newest = generation
    newestImage = built
    queue.post { loop in
      (loop.game as? ReloadableGame)?.propose(generation, cause: cause, savedAt: savedAt)
    }
    return generation
  }

  /// Whether an image was loaded by another process without harm; false also where a newer save came meanwhile.
  private func isHarmless(_ built: BuiltImage) async throws -> Bool {
    try ImageFile.check(built.path)
    if let verdict = await loadCheck?.verdict(on: built.path), !verdict.isHarmless {
      throw LoadError.deadly(verdict)
    }
    return !Task.isCancelled
  }

  private func load(_ built: BuiltImage) throws -> GameImage {
    let image = try GameImage.load(path: built.path, services: services)
    try HiddenField.check(built.hiddenFields, in: image.layout)
    image.resolveTypes()
    return image
  }

  /// The newest generation again: whole, then optimised.
  private func refine() async {
    await prepareNext()
    do throws(BuildError) {
      if newestImage?.isPartial == true {
        try await refine(BuildRequest(complete: true, isBackground: true), cause: ReloadCauseCompleted)
      }
      if optimises, newestImage?.optimised == false {
        try await refine(BuildRequest(optimised: true, isBackground: true), cause: ReloadCauseOptimised)
      }
    } catch {
      // The compiler told the story of this one as well.
    }
    // Better images were loaded elsewhere first, too.
    prepareTrials()
  }

  private func refine(_ request: BuildRequest, cause: ReloadCause) async throws(BuildError) {
    guard let newest, !newest.isQuarantined else { return }
    let built = try await compiler.build(request)
    // Of another source: its save has been reported by now, or will be.
    if Task.isCancelled || built.sourceHash != newest.sourceHash { return }
    do {
      guard try await isHarmless(built) else { return }
      let better = Generation(newest, with: try load(built), built: built)
      newestImage = built
      queue.post { loop in (loop.game as? ReloadableGame)?.refine(better, cause: cause) }
    } catch {
      story.tellRejected(number: newest.number, stage: "load", reason: "\(error)")
    }
  }
}
