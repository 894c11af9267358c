import CGameABI
import Engine

/// Sees to it that the newest source runs: takes saves and requests, has them built, loads what was built and hands
/// it to the loop. Everything slow happens here, off the loop's thread.
///
/// One build runs at a time. A save during a build supersedes it: the build is cancelled and the next one takes
/// all that has changed.
public actor ReloadCoordinator {
  private let compiler: GameCompiler
  private let story: BuildStory
  private let services: HostServices
  private let events: EventLog
  private let queue: SafePointQueue<GameLoop>
  /// Nil: images are loaded at once.
  private let loadCheck: LoadCheck?

  private var building: Task<Void, Never>?
  private var newest: Generation?
  private var lastNumber: UInt64 = 0

  /// - Parameters:
  ///   - loadCheck: loads each image before this process does.
  ///   - onPackageChange: called when Package.swift was saved and other folders may have to be watched.
  public init(
    package: GamePackage, toolchain: Toolchain, services: HostServices, events: EventLog,
    queue: SafePointQueue<GameLoop>, loadCheck: LoadCheck? = nil,
    onPackageChange: @escaping @Sendable (GamePackage) -> Void
  ) {
    let story = BuildStory(root: package.root, events: events, queue: queue)
    self.story = story
    compiler = GameCompiler(package: package, toolchain: toolchain) { event in
      if case .packageChanged(let package) = event { onPackageChange(package) }
      story.tell(event)
    }
    self.services = services
    self.events = events
    self.queue = queue
    self.loadCheck = loadCheck
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

  /// The first build of a run.
  public func start() async {
    Task { [loadCheck] in await loadCheck?.prepare() }
    if newest == nil { await compiler.prune() }
    build(BuildRequest(), cause: ReloadCauseSave, savedAt: nil, saved: [])
  }

  /// Ends the build under way.
  public func stop() async {
    building?.cancel()
    await building?.value
  }

  private func build(_ request: BuildRequest, cause: ReloadCause, savedAt: UInt64?, saved: [String]) {
    let superseded = building
    superseded?.cancel()
    building = Task {
      await superseded?.value
      do throws(BuildError) {
        let image = try await compiler.build(request)
        if Task.isCancelled { return }
        await take(image, cause: cause, savedAt: savedAt, saved: saved)
      } catch {
        // The compiler told the story of the failure already.
      }
    }
  }

  private func take(_ built: BuiltImage, cause: ReloadCause, savedAt: UInt64?, saved: [String]) async {
    if cause == ReloadCauseSave, let newest, newest.sourceHash == built.sourceHash {
      // At the start of a host that goes on for another, what is on disk ran there, well or not.
      if savedAt == nil { return }
      if !newest.isQuarantined {
        story.tellUnchanged(saved: saved, newest: newest.number)
        return
      }
    }
    lastNumber += 1
    let number = lastNumber
    let generation: Generation
    do {
      try ImageFile.check(built.path)
      if let verdict = await loadCheck?.verdict(on: built.path), !verdict.isHarmless {
        throw LoadError.deadly(verdict)
      }
      if Task.isCancelled { return }
      let image = try GameImage.load(path: built.path, services: services)
      try UnseenField.check(built.unseenFields, in: image.layout)
      generation = Generation(number: number, image: image, built: built, after: newest)
    } catch {
      // So that the next save builds it anew, instead of finding it again.
      if case LoadError.notLoadable = error { await compiler.forget(built) }
      story.tellRejected(number: number, stage: "load", reason: "\(error)")
      return
    }
    defer { Task { [loadCheck] in await loadCheck?.prepare() } }
    newest = generation
    queue.post { loop in
      (loop.game as? ReloadableGame)?.propose(generation, cause: cause, savedAt: savedAt)
    }
  }
}
