import Engine
import GameBuilder
import HostSystem

/// Keeps the newest source running: receives saves and requests, builds, tries and loads, and proposes the result to the
/// game. Everything slow happens here, off the loop's thread.
///
/// One build runs at a time. A save during a build cancels it, and the next build includes all changes.
///
/// The image of a save is the fastest one to build: it has only the changed bodies compiled, or is unoptimised. It runs
/// until the next visible reload. Another image of the same source would reset the game's static variables and run its
/// handlers again, at a moment that its author did not choose. The objects of the whole files, which the next build
/// links, and the optimised image, which the next run starts with, are built in the background.
public actor ReloadCoordinator {
  let compiler: GameCompiler
  let reporter: BuildReporter
  let loader: ImageLoader
  let events: EventBus
  let gateway: LoopGateway<ReloadableGame>
  let trials: TrialRunner
  let trialHistory: TrialHistory
  private let optimisation: Optimisation
  /// Nil if all saves are compiled.
  var live: LiveSaves?
  let tweaks: TweakedValues
  /// Whether a tweakable image was requested and could not be made yet.
  var owesTweakable = false
  /// The number of builds that run or wait for one that ends.
  var activity = 0
  /// The same, of those whose image is to run.
  private(set) var foreground = 0
  /// The code that clients send.
  var evaluations = Evaluations()

  var building: Task<Void, Never>?
  /// Waits to try a build again that failed for a cause outside the sources.
  var nextTry: Task<Void, Never>?
  var retries = BuildRetries()
  var newest: Generation?
  /// The best image of the newest generation.
  var newestImage: BuiltImage?
  var lastNumber: UInt64 = 0
  /// Whether this host continues the run of another one.
  private var hasResumed = false
  /// The build in progress until its first image was proposed or failed. It answers further requests.
  var openBuild: (number: Int, isForced: Bool)?
  var buildCount = 0
  /// Whether the game's request was carried out, and nothing was saved since.
  private var hasServedGame = false
  private var hasReportedRepeat = false

  /// - Parameters:
  ///   - bodyPlugIn: see ``GameCompiler``.
  ///   - onPackageChange: called when Package.swift was saved and other folders may have to be watched.
  public init(
    package: GamePackage, place: PackagePlace, toolchain: Toolchain, services: HostServices,
    events: EventBus, gateway: LoopGateway<ReloadableGame>, trials: TrialRunner, trialHistory: TrialHistory,
    journal: RunJournal, tweaks: TweakedValues, optimisation: Optimisation = .nextRun,
    liveLiterals: Bool = true, bodyPlugIn: [String]? = nil,
    onPackageChange: @escaping @Sendable (GamePackage) -> Void
  ) {
    let reporter = BuildReporter(root: package.root, events: events)
    self.reporter = reporter
    compiler = GameCompiler(
      package: package, toolchain: toolchain, place: place, bodyPlugIn: bodyPlugIn
    ) { event in
      if case .packageChanged(let package) = event { onPackageChange(package) }
      reporter.report(event)
    }
    self.optimisation = optimisation
    loader = ImageLoader(trials: trials, services: services, journal: journal)
    live = liveLiterals ? LiveSaves(folder: package.state + "/images", loader: loader, compiler) : nil
    self.events = events
    self.gateway = gateway
    self.trials = trials
    self.trialHistory = trialHistory
    self.tweaks = tweaks
  }

  /// Source files, headers or Package.swift were saved.
  /// Returns at once. Any thread.
  /// - Parameter time: when the kernel reported it (CLOCK_MONOTONIC, ns).
  public nonisolated func sourcesSaved(_ paths: [String], at time: UInt64) {
    let relative = paths.map(reporter.relative)
    // Here, not where the build begins: a build in progress may report something meanwhile.
    events.emit(.saved(paths: relative), time: time)
    Task { await build(saved: relative, at: time) }
  }

  private func build(saved relative: [String], at time: UInt64) {
    hasServedGame = false
    gateway.post { $0.noteSaved(relative) }
    reportSent()
    var origin = Origin(cause: .save, savedAt: time, saved: relative)
    if applyLive(&origin) { reportBuilt() } else { build(BuildRequest(), origin) }
  }

  /// What was saved so far is proposed, or cannot be.
  private func reportBuilt(isUnchanged: Bool = false) {
    // A later save is being built then.
    if Task.isCancelled { return }
    gateway.post { $0.noteBuilt(isUnchanged: isUnchanged) }
  }

  /// Saves may have been missed. Nothing is reported if there were none.
  public func sourcesMayHaveChanged() { build(BuildRequest(), Origin(cause: .save)) }

  /// The package is not in place any more, or another folder is there: the build in progress would fail, or make files at the
  /// old path.
  public func packageMoved() async {
    endRetries()
    building?.cancel()
    openBuild = nil
    reportBuilt()
    await compiler.endStandby()
  }

  /// The player or the game wants a rebuild, whether or not anything changed.
  ///
  /// A rebuild in progress answers this request, too. A game may ask in each tick, and its new build as well: it gets one
  /// build per save, whether the save or the request began it.
  public func rebuildRequested(at time: UInt64, isByGame: Bool) {
    if isByGame {
      if hasServedGame {
        if !hasReportedRepeat { events.emit(.reloadRequestIgnored) }
        hasReportedRepeat = true
        return
      }
      hasServedGame = true
      hasReportedRepeat = false
    }
    if let openBuild, isByGame || openBuild.isForced { return }
    build(BuildRequest(force: true), Origin(cause: .force, savedAt: time))
  }

  /// Continues a run that another host began.
  /// - Parameters:
  ///   - newest: its newest good generation. Its source is not built again unless it is saved or a rebuild is requested.
  ///   - lastNumber: of its generations. Later ones are numbered after it.
  public func resume(_ newest: Generation?, lastNumber: UInt64) {
    self.lastNumber = lastNumber
    self.newest = newest
    hasResumed = true
  }

  /// Starts a run in an existing image of the present source, optimised if there is one, without running the compiler.
  /// If there is none, the last image that was built runs until the present source is built.
  /// - Parameter playsOlder: false waits for the present source instead.
  public func start(playsOlder: Bool) {
    let origin = Origin(cause: .save)
    // Another image than those of the run must not migrate its world.
    guard !hasResumed else {
      build(BuildRequest(), origin)
      return
    }
    building = Task {
      await compiler.prune()
      var cached = await compiler.builtImage(optimised: optimisation != .off)
      if let image = cached, image.optimised, reasonAgainst(image) != nil {
        cached = await compiler.builtImage(optimised: false)
      }
      if let image = cached, reasonAgainst(image) != nil { cached = nil }
      let isCurrent = cached != nil
      if cached == nil, playsOlder {
        cached = await compiler.newestImage { [trialHistory] sourceHash, isOptimised in
          [.passed, nil].contains(trialHistory.verdict(sourceHash: sourceHash, isOptimised: isOptimised))
        }
      }
      var runs = false
      if let cached, case .proposed = await take(cached, origin) { runs = true }
      if runs { events.emit(.buildReused) }
      if runs && isCurrent {
        await refine()
      } else {
        await run(BuildRequest(), origin)
      }
    }
  }

  /// Cancels the build in progress.
  public func stop() async {
    endRetries()
    building?.cancel()
    await building?.value
    await compiler.endStandby()
    trials.stop()
  }

  // MARK: One build at a time

  /// The cause of a build.
  struct Origin {
    var cause: SwapCause
    /// Nil if no save or request caused it.
    var savedAt: UInt64?
    var saved: [String] = []
    var live: HostEvent.LiveOutcome?
    /// Whoever asked for the build waits for it, and is told what became of it.
    var isAnswered = false
    /// Whether somebody asked for it, and did not only save.
    var isRequested = false
  }

  func build(_ request: BuildRequest, _ origin: Origin, isRetry: Bool = false) {
    if !isRetry { endRetries() }
    let superseded = building
    superseded?.cancel()
    buildCount += 1
    let number = buildCount
    openBuild = (number, request.force)
    building = Task {
      await superseded?.value
      await run(request, origin, number)
    }
  }

  /// Later requests are not answered by this build any more.
  private func close(_ number: Int) {
    if openBuild?.number == number { openBuild = nil }
  }

  /// Builds the present source, then better images of it.
  private func run(_ request: BuildRequest, _ origin: Origin, _ number: Int = 0) async {
    activity += 1
    defer { activity -= 1 }
    guard await runsImage(request, origin, number) else { return }
    await refine()
    // The image is of the present source, but not of the present package.
    if await compiler.waitForPackage() { await run(request, origin) }
  }

  /// - Returns: false if there is no image, or a later save supersedes it.
  private func runsImage(_ request: BuildRequest, _ origin: Origin, _ number: Int) async -> Bool {
    foreground += 1
    defer { foreground -= 1 }
    trials.prepareNext()
    let image: BuiltImage
    do throws(BuildError) {
      image = try await compiler.build(request)
    } catch {
      // The compiler reported the failure.
      close(number)
      reportBuilt()
      retry(.build(request, origin), after: error)
      await prepareNext()
      return false
    }
    if Task.isCancelled { return false }
    retries.reset()
    let taken = await take(image, origin)
    close(number)
    if case .known = taken { reportBuilt(isUnchanged: true) } else { reportBuilt() }
    return true
  }

  // MARK: From image to generation

  /// What became of an image that was to run.
  enum Taken {
    case proposed
    /// Its source runs already.
    case known
    case rejected(HostEvent.Rejection)
    case superseded
  }

  /// Tries and loads an image and proposes it as a new generation.
  func take(_ built: BuiltImage, _ origin: Origin) async -> Taken {
    if isNothingNew(built, origin) { return .known }
    let number = lastNumber + 1
    if origin.cause == .force { trialHistory.pardon(sourceHash: built.sourceHash) }
    if let reason = reasonAgainst(built) {
      // The host that continues the run has reported it.
      if hasResumed, origin.savedAt == nil { return .known }
      lastNumber = number
      return reject(
        HostEvent.Rejection(generation: number, stage: "quarantine", reason: reason), origin.isAnswered)
    }
    let hasPassed =
      trialHistory.verdict(sourceHash: built.sourceHash, isOptimised: built.optimised) == .passed
    // An optimised image may behave differently, and did not run before.
    let isKnown = origin.savedAt == nil && built.reused && hasPassed && !built.optimised
    let runsTicks = trials.runsTicks && !isKnown
    let (outcome, verdict) = await loader.load(
      built, number: number, cause: origin.cause, runsTicks: runsTicks)
    if let verdict { events.emit(.preflight(verdict)) }
    if case .rejected = outcome { trialHistory.record(.failed, sourceHash: built.sourceHash) }
    guard case .loaded(let image) = outcome else {
      let taken = await reject(outcome, built, origin.isAnswered)
      if case .rejected = taken { lastNumber = number }
      return taken
    }
    let generation = Generation(number: number, image: image, built: built, after: newest)
    propose(generation, built, origin)
    // Beside the swap: this writes a file.
    if verdict?.verdict == .ok { trialHistory.record(.passed, sourceHash: built.sourceHash) }
    return .proposed
  }

  func propose(_ generation: Generation, _ built: BuiltImage, _ origin: Origin) {
    lastNumber = generation.number
    newest = generation
    newestImage = built
    reportSent()
    gateway.post {
      $0.propose(
        generation, cause: origin.cause, savedAt: origin.savedAt, live: origin.live,
        isRequested: origin.isRequested)
    }
  }

  /// Why an image may not run at all; nil if it may.
  private func reasonAgainst(_ built: BuiltImage) -> String? {
    trialHistory.reasonAgainst(sourceHash: built.sourceHash, isOptimised: built.optimised).map {
      "This build ended the game's process before: \($0). Change it and save, or press F5 to try it again."
    }
  }

  private func isNothingNew(_ built: BuiltImage, _ origin: Origin) -> Bool {
    guard origin.cause == .save, let newest, newest.sourceHash == built.sourceHash else { return false }
    // A host that continues a run: this source ran before the death, and may have caused it.
    if origin.savedAt == nil { return true }
    if newest.isQuarantined { return false }
    if origin.isAnswered { return true }
    events.emit(.unchanged(paths: origin.saved, generation: newest.number))
    return true
  }

  /// Reports why an image that was not loaded does not run, if there is a reason.
  /// - Parameter isAnswered: whoever waits for it reports it.
  private func reject(
    _ outcome: ImageLoader.Outcome, _ built: BuiltImage, _ isAnswered: Bool = false
  ) async -> Taken {
    switch outcome {
    case .loaded, .superseded: return .superseded
    case .rejected(let rejection): return reject(rejection, isAnswered)
    case .notLoadable(let rejection):
      // The next save must build the image again instead of reusing it.
      await compiler.forget(built)
      return reject(rejection, isAnswered)
    }
  }

  private func reject(_ rejection: HostEvent.Rejection, _ isAnswered: Bool) -> Taken {
    if !isAnswered { reporter.report(rejection) }
    return .rejected(rejection)
  }

  // MARK: In the background

  /// Builds the newest generation again: whole files, then with literals that can change, then optimised.
  func refine() async {
    activity += 1
    defer { activity -= 1 }
    await refineImages()
    if owesTweakable, !Task.isCancelled { makeTweakable(isLast: true) }
  }

  private func refineImages() async {
    await prepareNext()
    guard let newest, !newest.isQuarantined else { return }
    do throws(BuildError) {
      live?.prepare()
      if newestImage?.isPartial == true {
        let whole = try await compiler.build(BuildRequest(complete: true, isBackground: true))
        if whole.sourceHash == newest.sourceHash { newest.wholeImage = whole.path }
      }
      if Task.isCancelled { return }
      if let known = live, let image = try await compiler.liveImage(after: known.image), !Task.isCancelled {
        live?.use(image)
        events.emit(.liveLiterals(image.share.live, of: image.share.all))
      }
      if owesTweakable, !Task.isCancelled { makeTweakable(isLast: true) }
      if optimisation == .off || newestImage?.optimised != false || Task.isCancelled { return }
      let built = try await compiler.build(BuildRequest(optimised: true, isBackground: true))
      if optimisation == .atOnce, tweaks.present == nil { await swap(to: built, of: newest) }
    } catch {
      // The compiler reported this failure, too.
      retry(.refinement, after: error)
    }
  }

  /// Swaps in another image of the newest generation.
  private func swap(to built: BuiltImage, of newest: Generation) async {
    // The source has changed; that save has been or will be reported.
    if Task.isCancelled || built.sourceHash != newest.sourceHash || reasonAgainst(built) != nil { return }
    let outcome = await loader.load(
      built, number: newest.number, cause: .optimised, runsTicks: false
    ).outcome
    if case .loaded(let image) = outcome {
      let better = Generation(newest, with: image, built: built)
      newestImage = built
      gateway.post { $0.refine(better, cause: .optimised) }
    } else {
      _ = await reject(outcome, built)
    }
    // The trial used the waiting child.
    trials.prepareNext()
  }
}
