import CGameABI
import Engine
import GameBuilder
import Timeline
import WorldState

/// The game that the loop plays: a generation of code and a world.
///
/// Confined to the loop's thread; other threads use `gateway`. Reloads, crash recovery and saved worlds
/// are in the extensions beside this file.
public final class ReloadableGame: GameProvider {
  /// A request to the rest of the program. It is made on the loop's thread; the handler must not block.
  public enum Request {
    /// The player or the game wants a rebuild.
    case rebuild(isByGame: Bool)
    /// The game wants the run to end.
    case quit
    /// Write this world to the quick save, or read it and call `load`.
    case save(Snapshot)
    case load
    /// Read the world of the last run and call `load`.
    case loadLast
    /// Write a rename into the source of the newest build, and tell what became of it.
    case declare(DeclaredRename, sources: SourceTree, outcome: Deferred<HostEvent.Declaration>)
    /// A copy of the running source is needed in which values of literals can be changed: see `ReloadCoordinator.makeTweakable`.
    case makeTweakable
    /// Write values of literals into the source, and tell what became of it.
    case writeTweaks([LiteralEdit], [HostEvent.Tweak], outcome: Deferred<TweakWriteOutcome>)
    /// Compile code, and call `run` with it: see `ReloadCoordinator.evaluate`.
    case evaluate(String)
    /// Ring the terminal's bell with the next frame.
    case bell
    /// Deliver what is typed until the next tick as text.
    case text
  }

  public let gateway: LoopGateway<ReloadableGame>
  public var onRequest: (Request) -> Void = { _ in }

  /// Called after each tick and each drawing, when code of the game has run.
  public var onGameCalled: () -> Void = {}

  let services: HostServices
  let events: EventBus
  let crashes: CrashInvestigator
  let packageRoot: String
  let seed: UInt64
  var store: WorldStore
  var history = GenerationHistory()
  /// The world to start with instead of a fresh one; nil once a generation has taken it over.
  var initialWorld: Snapshot?
  /// Where it was read, if somebody asked for it; for the notice that it runs.
  var initialWorldName: String?
  /// The moment that it belongs to, if somebody shared it; nil once it was opened.
  var initialMoment: InitialMoment?
  /// The renames that are declared by the code that it comes from.
  var initialRenames: [DeclaredRename] = []
  /// What became of earlier builds.
  let trials: TrialHistory
  /// Set until the running generation has finished a tick and a frame in this process.
  var probation: Probation?
  /// `start` as it was when it made the running world; nil if that is not known.
  var worldStart: ContentHash?
  var recentInput = RecentInput()
  /// The recording of the run.
  var travel: TimeTravel
  /// Whether the host that this one succeeds played recorded ticks again: the run continues with another world than its last.
  var diedInLoop = false
  /// Steps some ticks a second time; nil if that is not wanted.
  public var determinism: DeterminismCheck?
  /// The questions that were reported as open.
  var reportedQuestions: [RenameQuestion] = []
  /// The values of literals that the player changes.
  var tweaking = Tweaking()
  /// The same, for the thread that builds.
  public let tweakedValues = TweakedValues()
  /// By the callback that fails; empty while nothing does.
  var failures: [Callback: FailureSeries] = [:]
  public var stopsOnCrash = false {
    didSet { if stopsOnCrash != oldValue { store.memory.journal.setStopsOnCrash(stopsOnCrash) } }
  }
  /// The tick at which the run was stopped last; nil when it has gone on.
  var stopped: TickStop?
  /// The size of the last frame.
  private(set) var frameSize = CellSize(columns: 80, rows: 24)
  var pending: [PendingChange] = []
  /// The saves that wait for the player.
  var saveHold = SaveHold<Proposal>()
  /// What waits for the game.
  var delay = ReloadDelay()

  /// - Parameters:
  ///   - packageRoot: the folder that reported paths are relative to.
  ///   - memory: new, or that of a host that died (see `Resumption`).
  ///   - answersPath: the file that keeps what the author answers about renames; nil for none.
  ///   - historyBytes: the memory for the recording of the run; 0 for no recording.
  public init(
    services: HostServices, events: EventBus, crashes: CrashInvestigator, packageRoot: String, seed: UInt64,
    memory: RunMemory, gateway: LoopGateway<ReloadableGame>, trials: TrialHistory = TrialHistory(path: nil),
    initialWorld: Snapshot? = nil, initialWorldName: String? = nil, initialMoment: InitialMoment? = nil,
    answersPath: String? = nil, historyBytes: Int = 0
  ) {
    self.services = services
    self.events = events
    self.crashes = crashes
    self.packageRoot = packageRoot
    self.seed = seed
    self.gateway = gateway
    self.trials = trials
    self.initialWorld = initialWorld
    self.initialWorldName = initialWorldName
    self.initialMoment = initialMoment
    // There must be positions for what was recorded before.
    travel = TimeTravel(
      maxBytes: historyBytes, start: max(memory.journal.recordedTicks, initialMoment?.run.tickCount ?? 0))
    store = WorldStore(in: memory, answers: RenameAnswers(path: answersPath))
    services.reportAssets(to: events)
    reportServices()
  }

  // MARK: State

  public var name: String { history.current?.image.name ?? "" }
  public var minSize: CellSize { history.current?.image.minSize ?? CellSize(columns: 0, rows: 0) }
  public var actions: [String] { history.current?.image.actions ?? [] }
  public var ticksPerSecond: Int? { history.current?.image.ticksPerSecond }
  public var generation: UInt64 { history.current?.number ?? 0 }
  public var tick: UInt64 {
    store.state.isEmpty ? 0 : (travel.view?.world ?? store.world).header.tick
  }
  /// The files under `assets/` as the game sees them.
  public var assets: AssetStore { services.assets }

  public var status: GameStatus {
    var status = GameStatus()
    status.generation = generation
    status.isOptimised = history.current?.isOptimised ?? false
    status.isStopped = store.state.isStopped
    status.isStoppedByChoice = tickStop?.isByChoice ?? false
    status.fault = history.current?.fault
    status.newest = history.newest?.number ?? 0
    status.next = history.later?.number
    return status
  }

  // MARK: Changes at the next safe point

  enum PendingChange {
    case adopt(Proposal)
    /// The same generation in another image.
    case refine(Generation, cause: SwapCause)
    /// Another generation of the history, or another world: `rollback`, `forward`, `rollbackWorld` or `restart`.
    case move(HostCommand)
    case answer(RenameAnswer, RenameQuestion)
    /// The files of the running generation have the values that it runs with.
    case written(Generation, LiveSource)
  }

  /// A newer generation supersedes one that was not swapped in yet.
  func enqueue(_ proposal: Proposal) {
    pending.removeAll { if case .adopt = $0 { true } else { false } }
    pending.append(.adopt(proposal))
  }

  /// Proposes another image of a generation; it runs from the next safe point on, without notice to the player.
  public func refine(_ generation: Generation, cause: SwapCause) {
    pending.append(.refine(generation, cause: cause))
  }

  /// The files of a generation have got the values that its image runs with.
  func adopt(_ written: Generation, _ source: LiveSource) { pending.append(.written(written, source)) }

  public func perform(_ command: HostCommand) {
    switch command {
    case .reload: requestReload(isByGame: false)
    case .rollback, .forward, .rollbackWorld, .restart: pending.append(.move(command))
    case .save: save()
    case .load: onRequest(.load)
    case .lastWorld: onRequest(.loadLast)
    case .answerRenamed: answerShown(.renamed)
    case .answerNew: answerShown(.new)
    default: break
    }
  }

  /// Answers the question that is on the screen now: a reload may come first and change what is asked.
  private func answerShown(_ answer: RenameAnswer) {
    if let question = questions.first { pending.append(.answer(answer, question)) }
  }

  public func reachSafePoint() {
    gateway.drain(into: self)
    if services.takeReloadRequest() { requestReload(isByGame: true) }
    if services.takeQuitRequest() { onRequest(.quit) }
    let waiting = takeWaitingSaves() + takeDelayed()
    // The code that an earlier world belongs to may be replaced.
    if !pending.isEmpty { travel.view?.leave() }
    while !pending.isEmpty {
      switch pending.removeFirst() {
      case .adopt(let proposal): adopt(proposal)
      case .refine(let generation, let cause): adoptRefined(generation, cause: cause)
      case .move(let command): _ = move(command)
      case .written(let generation, let source): noteWritten(generation, source)
      case .answer(let answer, let question): _ = self.answer(answer, to: question)
      }
    }
    pending = waiting
    travel.moveEarlierStretch(generation: generation(for:))
    travel.recordExplanations()
    continueTravel()
    services.runner.perform(services.serviceRequests.takeAccepted())
  }

  /// Takes the saves out that come into force with the next round of a loop.
  private func takeWaitingSaves() -> [PendingChange] {
    guard let loop = travel.loop, !loop.isRoundOver, !travel.takesSavesAtOnce, !store.state.isStopped else {
      return []
    }
    func waits(_ change: PendingChange) -> Bool {
      if case .adopt(let proposal) = change {
        proposal.cause == .save && proposal.heldSaves == 0
      } else {
        false
      }
    }
    defer { pending.removeAll(where: waits) }
    return pending.filter(waits)
  }

  /// Goes to another generation or world at once: `rollback`, `forward`, `rollbackWorld` or `restart`. Called at a safe point.
  /// - Returns: nil, or why code and world are unchanged.
  public func move(_ command: HostCommand) -> String? {
    switch command {
    case .rollback: rollBack()
    case .forward: goForward()
    case .rollbackWorld: rollBackWorld()
    case .restart: restart()
    default: preconditionFailure("\(command) leads to no other generation or world")
    }
  }

  // MARK: Ticks and frames

  public func step(input: InputSample, dt: Double) -> Bool {
    guard store.state.isRunning, travel.view == nil else { return false }
    let number = store.world.header.tick
    let retry = store.takeRetry(of: number)
    let tick =
      retry
      ?? takeLoopTick(number, dt: dt)
      ?? PlayedTick(tick: number, dt: dt, input: input, messages: services.runner.takeMessages())
    if retry == nil { recentInput.append(tick) }
    let hasRun = run(tick)
    // In a loop, what was recorded stands for the answers.
    let requests = services.serviceRequests.takeAccepted()
    if travel.isNow { services.runner.perform(requests) }
    onGameCalled()
    guard hasRun else {
      // The tick asks again when it is run again.
      services.forgetRequests()
      return false
    }
    tweaking.unread.pass(dt)
    if services.takeBellRequest() { onRequest(.bell) }
    if services.takeTextRequest() { onRequest(.text) }
    return true
  }

  public func use(_ bindings: KeyBindings) { services.keyNames = KeyNames(bindings) }

  public func draw(into picture: inout CellBuffer, top: Int, alpha: Float) -> Bool {
    frameSize = picture.size
    if let view = travel.view { return draw(view, into: &picture, top: top) }
    guard store.state.isRunning, let current = history.current else { return false }
    beginProbation(of: .draw)
    let outcome = unsafe GameCalls(image: current.image).draw(
      store.world.headerPointer, into: &picture, top: top, alpha: alpha)
    endProbation(of: .draw)
    onGameCalled()
    guard case .crashed(let crash) = outcome else {
      if case .failed(let reason, let thrown) = outcome, stopsOnCrash {
        picture.clear()
        stop(atErrorIn: .draw, of: current, reason, thrown)
        return false
      }
      note(outcome, in: .draw, of: current)
      tweaking.session?.prove()
      checkUnread()
      return true
    }
    picture.clear()
    recoverFromDraw(crash, of: current)
    return false
  }

  /// The time that services have to end with the process.
  private static let serviceLimit = Duration.seconds(2)

  /// Tells the game and its services that the run ends.
  public func stop() {
    guard store.state.isRunning, let current = history.current else { return }
    let outcome = unsafe GameCalls(image: current.image).stop(store.world.headerPointer)
    report(outcome, in: .stop, of: current, .runEnded)
    services.runner.perform(services.serviceRequests.takeAccepted())
    services.runner.endAll(within: Self.serviceLimit)
  }
}
