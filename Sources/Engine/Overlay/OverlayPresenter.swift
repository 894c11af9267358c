import Glibc

/// Turns host events into toasts, panels, the banner and the HUD's build text, and lists what is wrong. The wording of the
/// screen is here and in `OverlayPresenter+Crashes.swift`.
///
/// Confined to the loop's thread, but for `receive`, which may be called on any thread.
@safe public final class OverlayPresenter: @unchecked Sendable {
  // Other threads call only `receive`, which accesses no mutable state.

  let board: OverlayBoard
  private let post: @Sendable (@escaping @Sendable () -> Void) -> Void
  private let loopThread = pthread_self()
  private var status = GameStatus()
  /// A swap whose first frame was not shown yet.
  var pendingFirstFrame: HostEvent.Swap?
  private var sentNames = SentNames()
  /// By generation: what was found about its `step`, which is reported once.
  private var stepProblems: [UInt64: Problem] = [:]

  /// Created on the loop's thread.
  /// - Parameter post: runs work on the loop's thread, at the next safe point.
  public init(
    board: OverlayBoard, post: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void
  ) {
    self.board = board
    self.post = post
    board.overlay.hud.build = "starting …"
  }

  /// Shows an event: at once on the loop's thread, otherwise at the next safe point.
  public func receive(_ stamped: EventBus.Stamped) {
    onLoop { [self] in present(stamped.event, time: stamped.time) }
  }

  func onLoop(_ work: @escaping @Sendable () -> Void) {
    if pthread_equal(pthread_self(), loopThread) != 0 {
      work()
    } else {
      post(work)
    }
  }

  /// - Parameter time: when it happened (CLOCK_MONOTONIC, ns).
  func present(_ event: HostEvent, time: UInt64) {
    switch event {
    case .resumed(let event): present(event)
    case .resumeFailed(let reason):
      showWorld("The host died, and its run cannot be continued", reason)
    case .unchanged(let paths, let generation):
      setBuild("")
      // The files no longer contain the rejected source.
      close(.reload)
      changeSent { $0.confirm() }
      toast("Saved \(names(paths)): nothing changed, generation \(generation) has this source")
    case .buildPreparing(let reason, let isBackground): if !isBackground { setBuild("preparing: \(reason)") }
    case .buildBlocked(let reason, let isBackground):
      if isBackground { break }
      setBuild("waiting for SwiftPM")
      toast(reason, .bad, seconds: 8)
    case .buildStarted(let build): if !build.isBackground { setBuild("building \(names(build.files)) …") }
    case .buildFinished(let build): present(build)
    case .buildFailed(let build): present(build)
    case .buildRetry(let retry): present(retry)
    case .buildReused: setBuild("")
    case .holdChanged(let isHolding): presentHold(isHolding)
    case .saveHeld(let held): present(held)
    case .reloadDelayed(let delayed): present(delayed)
    case .liveLiterals: break
    case .watchFailed(let reason): toast(reason, .bad, seconds: 15)
    case .watchRecovered: toast("Saves are seen again", .good)
    case .watchPolls(let folder, let fileSystem):
      // In a container most folders are on overlays, whose lower folders hardly ever change.
      if fileSystem != "overlay" { toast(HostEvent.pollingText(folder, fileSystem), seconds: 8) }

    case .packageMoved(_, _, let reason, let advice):
      show(
        .package, "Saves have no effect: nothing is built. \(runningText)",
        [.init(reason), .init(advice + ".", .dim)], [Problem(.package, "\(reason). \(advice)")])
    case .packageReturned:
      close(.package)
      toast(HostEvent.packageReturnedText, .good)
    case .packageReplaced:
      close(.package)
      toast(HostEvent.packageReplacedText, seconds: 8)

    case .preflight(let trial): if trial.isRejection { present(trial) }
    case .rejected(let rejection): present(rejection)
    case .swapped(let swap): present(swap)
    case .worldRolledBack(let swap):
      present(swap)
      if swap.from == swap.generation, let tick = swap.restoredTick {
        toast("The world of tick \(tick) runs again")
      }
    case .statusChanged(let status): present(status)
    case .firstFrame(let generation): presentFirstFrame(of: generation, time: time)
    case .firstFrameKept: pendingFirstFrame?.isPrompt = false
    case .rolledBack(_, _, let cause): if case .crash = cause { pendingFirstFrame = nil }
    case .rollbackRefused(let refusal): toast(refusal.text, .bad)
    case .oldThreads(let threads):
      board.overlay.threadProblem = threads.isEmpty ? nil : Problem(threads)
      if !threads.isEmpty { toast(threads.text, .bad, seconds: 8) }
    case .serviceChanged(let change): present(change)
    case .valuesWithoutConstant(let text): toast(text, .bad, seconds: 12)
    case .valuesSaturated(let field, let count):
      toast("\(field): \(count) values did not fit and were clamped", .bad, seconds: 8)

    case .questionsChanged(let questions): board.show(questions)
    case .renameAnswered(let question, let answer, let effect): present(question, answer, effect)
    case .renameDeclared(let declaration): present(declaration)

    case .tweaksWritten(let tweaks, _): toast("Written: \(tweaks.text(\.to))", .good, seconds: 6)
    case .tweaksNotWritten(let reason): toast("Not written: \(reason)", .bad, seconds: 10)
    case .tweaksReverted(let tweaks, let cause):
      if cause != .player { toast(cause.text(tweaks), .bad, seconds: 12) }
    case .tweaksUnavailable(let reason): toast("No value can be changed: \(reason)", .bad, seconds: 8)

    case .literalsNotRun(let places, _): toast(HostEvent.notRunText(places), seconds: 6)

    case .crashHandled(let crash, let consequence): present(crash, consequence)
    case .callbackFailed(let failure):
      toast(
        "Generation \(failure.generation): \(failure.callback) failed: \(failure.message)", .bad, seconds: 15)
    case .callsFailing(let failure): present(failure)
    case .callsFailingEnded(let failure): close(.failing(failure.callback))

    case .tickStopped: break
    case .tickResumed(let tick, let how): present(tick, how)

    case .nondeterministic(let event): present(event)

    case .processRepaired(let generation, let reason):
      toast("Generation \(generation): \(reason)", .bad, seconds: 12)

    case .sentFunctions(let names): changeSent { $0.set(names) }
    case .evaluated(let evaluation): present(evaluation)
    case .worldEdited(let path, let before, let after): toast("\(path): \(before) → \(after)", .good)
    case .worldSaved(let path, let tick): toast("World of tick \(tick) saved to \(path)", .good)
    case .momentShared(let path, let tick, let ticks):
      toast("Moment of tick \(tick) shared as \(name(of: path)), with the \(ticks) ticks before it", .good)
    case .momentOpened(let moment): present(moment)
    case .momentReplayed(let replay):
      if replay.outcome != .same {
        toast(replay.text.prefix(1).uppercased() + replay.text.dropFirst(), .bad, seconds: 15)
      }
    case .worldSaveFailed(let reason): toast("The world was not saved: \(reason)", .bad, seconds: 8)
    case .recordingFailed(_, let reason):
      toast("A recording of the run cannot be written: \(reason)", .bad, seconds: 8)
    case .worldLoaded(let path, _, let tick, let migration):
      close(.world)
      toast("\(path) loaded\(suffix(migration)) · tick \(tick)", .good)
    case .worldRejected(let path, _, let stage, let reason):
      showWorld("\(path) was not loaded (\(stage)). The world is unchanged", reason)
    case .worldRestarted(_, let tick):
      close(.crash)
      for callback in ["step", "draw"] { close(.failing(callback)) }
      let back = board.hints.key(.rollbackWorld).map { " · \($0) brings back the one of tick \(tick)" } ?? ""
      toast("Fresh world\(back)", .good)
    case .loopInputUnknown(let actions): toast(HostEvent.unknownInputText(actions), .bad, seconds: 8)
    case .timeTravelFailed(let reason): toast("The earlier tick is not shown: \(reason)", .bad, seconds: 8)
    case .startChanged:
      let how =
        board.hints.key(.restart).map { "press \($0)" }
        ?? "bind a key to restart, or call `hotloop ctl restart`,"
      toast("start changed: \(how) for a fresh world", seconds: 8)
    case .quickLoadFailed(let reason): toast("No saved world can be loaded: \(reason)", .bad, seconds: 8)
    case .lastWorldKept(_, let tick, let earlier, let key):
      toast(
        "The world of the last run (tick \(tick)) is kept · "
          + (key.map { "\($0) continues it" } ?? "hotloop play --resume continues it"), seconds: 12)
      if let earlier, let key, earlier > tick {
        toast("\(key) twice continues that of the run before (tick \(earlier))", seconds: 12)
      }
    case .lastWorldUnusable(let reason):
      toast("The world of the last run cannot be continued: \(reason)", .bad, seconds: 8)
    case .worldDamaged(let purpose, let reason):
      showWorld("No checkpoint of the world can be taken for \(purpose)", reason)

    case .assetReloaded(let path):
      close(.asset(path))
      toast("\(path) reloaded", .good, seconds: 2)
    case .assetRejected(let path, let problem):
      show(
        .asset(path),
        "\(path) \(problem.isMissing ? "is missing" : "has an error"); \(problem.consequence)",
        lines(of: problem),
        [Problem(.asset, problem)])
    case .keysReloaded:
      close(.keys)
      toast("Key bindings reloaded", .good, seconds: 2)
    case .keysRejected(let problem):
      show(
        .keys, "Key bindings have an error; the last good ones stay in use", lines(of: problem),
        [Problem(.keys, problem)])
    case .keysNotSaved(let reason): toast(reason, .bad, seconds: 8)
    case .storedRejected(let problem, let file): present(problem, file)
    case .storeFailed(let path, let reason):
      toast(reason, .bad, seconds: 12)
      toast("\(name(of: path)) is kept only until the end of this run", .bad, seconds: 12)

    case .started, .stopped, .saved, .reloadRequestIgnored, .firstTick, .migrated, .crashed, .pauseChanged,
      .overrun, .frames, .renameAsked, .renameWithdrawn, .tweaked, .timeBranched,
      .loopBegun, .stepChecked, .stepUnchecked:
      break
    }
  }

  // MARK: Stored files

  private func present(_ problem: FileProblem, _ file: HostEvent.SetAside) {
    toast("\(problem)", .bad, seconds: 12)
    let name = name(of: problem.file)
    if let copy = file.copy {
      toast("The game starts without \(name); it is now \(self.name(of: copy))", .bad, seconds: 12)
    } else if let obstacle = file.obstacle {
      toast(obstacle, .bad, seconds: 12)
      toast("\(name) stays as it is; a new one is kept only until the end of this run", .bad, seconds: 12)
    }
  }

  // MARK: Builds

  private func present(_ build: HostEvent.BuildResult) {
    board.overlay.quietProblems = build.knownWarnings.map { Problem($0) }
    if build.isBackground { return }
    setBuild(build.isReused ? "" : "built in \(Int(build.milliseconds.rounded())) ms")
    close(.build)
  }

  private func present(_ build: HostEvent.BuildFailure) {
    // A panel would be in the way: the source runs.
    board.overlay.quietProblems = build.isBackground ? build.diagnostics.map { Problem($0) } : []
    if build.isBackground { return }
    let errors = build.diagnostics.count { $0.severity == .error }
    setBuild("build failed", isBad: true)
    show(
      .build, "Build failed: \(errors) error\(errors == 1 ? "" : "s"). \(runningText)",
      PanelLines.diagnostics(build.diagnostics), build.diagnostics.map { Problem($0) })
  }

  // MARK: Generations

  private func present(_ trial: HostEvent.Preflight) {
    var lines: [Overlay.Line] = trial.location.map { [.init($0, .location)] } ?? []
    lines += PanelLines.text(trial.reason ?? "no reason was given")
    lines += trial.backtrace.prefix(8).map { .init("  " + $0, .code) }
    lines.append(.init("It never touched the world. Save to try again.", .dim))
    setBuild("rejected", isBad: true)
    show(.reload, "\(trial.title). \(runningText)", lines, [Problem(trial)])
  }

  private func present(_ rejection: HostEvent.Rejection) {
    // A crash and a preflight verdict have panels of their own.
    guard rejection.crash == nil, rejection.stage != "preflight", !rejection.isTakeover else { return }
    if rejection.stage == "load" { setBuild("rejected", isBad: true) }
    show(
      .reload, "Generation \(rejection.generation) rejected (\(rejection.stage)). \(runningText)",
      completing: rejection.details
    ) { details in
      (
        PanelLines.failure(rejection.reason, details) + [.init("Code and world are unchanged.", .dim)],
        [Problem(rejection, details)]
      )
    }
  }

  func changeSent(_ change: (inout SentNames) -> Void) {
    change(&sentNames)
    board.overlay.sentFunctions = sentNames.shown
  }

  private func present(_ status: GameStatus) {
    self.status = status
    showStepProblem(of: status.generation)
    board.overlay.hud.flavour = status.isOptimised ? "optimised" : ""
    if status.isStoppedByChoice {
      board.overlay.banner = "Stopped at the tick that could not be finished. Save to run it again."
    } else if status.isStopped {
      board.overlay.banner =
        "Stopped: generation \(status.generation) \((status.fault ?? .crashed).verb) and no earlier one can take over. "
        + "Save to continue."
    } else if let next = status.next {
      let forward = next == status.newest ? "" : " (forward: \(next))"
      board.overlay.banner =
        "Rolled back: running generation \(status.generation), files are generation \(status.newest)\(forward)"
    } else {
      board.overlay.banner = nil
    }
  }

  private func present(_ event: HostEvent.Resumption) {
    let what = event.blamed.map { "Generation \($0) took the host down" } ?? "The host died"
    if event.generation > 0 {
      toast(
        "Generation \(event.generation) continues from tick \(event.tick). \(what): \(event.death)", .bad,
        seconds: 8)
    }
    guard event.blamed != nil else { return }
    let outcome =
      event.generation > 0
      ? "Generation \(event.generation) continues with the world of tick \(event.tick). Save to try again."
      : "No earlier generation can continue. The next save continues with the world of tick \(event.tick)."
    var problem = Problem(.crash, event.death)
    problem.generation = event.blamed
    show(.crash, what, [.init(event.death), .init(outcome, .dim)], [problem])
  }

  private func present(_ event: HostEvent.Nondeterminism) {
    stepProblems[event.generation] = Problem(event)
    showStepProblem(of: status.generation)
    toast(event.summary, .bad, seconds: 12)
  }

  private func showStepProblem(of generation: UInt64) {
    board.overlay.stepProblem = stepProblems[generation]
  }

  /// ` · world: 1 added, 2 moved`; empty if nothing changed.
  func suffix(_ migration: HostEvent.MigrationSummary) -> String {
    migration.text.map { " · " + $0 } ?? ""
  }

  // MARK: The overlay

  var runningText: String {
    if status.isStopped { return "The run is still stopped" }
    return status.generation > 0 ? "Still running generation \(status.generation)" : "Nothing to run yet"
  }

  func setBuild(_ text: String, isBad: Bool = false) {
    board.overlay.hud.build = text
    board.overlay.hud.buildIsBad = isBad
  }

  func toast(_ text: String, _ kind: Overlay.Toast.Kind = .plain, seconds: Double = 4) {
    board.toast(text, kind, seconds: seconds)
  }

  func show(
    _ source: Overlay.Panel.Source, _ title: String, _ lines: [Overlay.Line], _ problems: [Problem]
  ) {
    board.overlay.show(Overlay.Panel(source: source, title: title, lines: lines, problems: problems))
  }

  private func showWorld(_ title: String, _ reason: String) {
    show(.world, title, [.init(reason)], [Problem(.world, reason)])
  }

  func close(_ source: Overlay.Panel.Source) { board.overlay.closePanel(source) }

  private func lines(of problem: FileProblem) -> [Overlay.Line] {
    [
      .init(problem.line > 0 ? "\(problem.file):\(problem.line)" : problem.file, .location),
      .init(problem.message),
    ]
  }

  private func names(_ paths: [String]) -> String {
    paths.count == 1 ? name(of: paths[0]) : "\(paths.count) files"
  }

  func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
