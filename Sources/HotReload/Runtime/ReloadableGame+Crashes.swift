import CGameABI
import Engine
import HostSystem
import Timeline
import WorldState

/// Recovers from callbacks that crash or hang.
extension ReloadableGame {
  /// Runs a tick in the current generation or, if that crashes, in the one that takes over.
  /// - Returns: false if all generations crash. The run is then stopped at the start of that tick, and the next save
  ///   runs the tick again.
  func run(_ tick: PlayedTick) -> Bool {
    while let runner = history.current {
      guard takeCheckpoint(before: tick) else { return false }
      let context = travel.context(of: runner)
      let check = determinism?.begin(tick, of: runner)
      beginProbation(of: .step)
      let outcome = unsafe GameCalls(image: runner.image).step(store.world.headerPointer, tick)
      endProbation(of: .step)
      guard case .crashed(let crash) = outcome else {
        if case .failed(let reason, let thrown) = outcome, stopsOnCrash {
          stop(atErrorIn: .step, of: runner, reason, thrown)
          return false
        }
        store.finish(tick)
        travel.record(tick, context, of: store)
        if let check { determinism?.end(check, in: store) }
        note(outcome, in: .step, of: runner)
        return true
      }
      travel.recordCrash(tick, context, "step crashed: \(crash.headline)")
      guard recover(from: crash, in: .step, of: runner) else { return false }
    }
    return false
  }

  /// After a crash in `draw`: the generation that takes over runs the tick again. If the run stops instead, going on does.
  func recoverFromDraw(_ crash: CrashReport, of generation: Generation) {
    let tick = store.checkpointedTick
    guard recover(from: crash, in: .draw, of: generation), let tick else { return }
    _ = run(tick)
  }

  private func takeCheckpoint(before tick: PlayedTick) -> Bool {
    do throws(ArenaError) {
      try store.takeCheckpoint(before: tick)
      return true
    } catch {
      events.emit(.worldDamaged(purpose: "the tick", reason: "\(error)"))
      return false
    }
  }

  /// Restores the world to the start of the tick, quarantines the generation, and continues with the one that ran before
  /// it, unless the player wants to stop.
  /// - Returns: false if the run is stopped.
  private func recover(from report: CrashReport, in callback: Callback, of generation: Generation) -> Bool {
    let tick = store.checkpointedTick
    let changes = changesOfTick(in: generation)
    // If there was no tick since the last reload, `draw` crashed, which does not change the world.
    if tick != nil { store.restore() }
    if takesTweaksBack(after: report, in: callback, of: generation) { return true }
    quarantine(generation, report.fault)
    if travel.isNow { travel.mark(.crash) }
    let crash = reportCrash(report, in: callback, of: generation)
    if callback == .step { travel.explainLastCrash(crash.details) }
    let successor = stopsOnCrash ? nil : handOver(from: generation, after: report.fault)
    if successor == nil { stop(after: crash, retrying: tick, changes) }
    events.emit(.statusChanged(status))
    events.emit(.crashHandled(crash, .tickUndone(successor: successor?.number)))
    if successor == nil { reportStop() }
    return successor != nil
  }

  /// Why nothing runs after a tick that could not be finished.
  var stoppedText: String {
    let what = stopped?.cause == .threw ? "threw an error" : (status.fault ?? .crashed).verb
    return "the run is stopped, because generation \(generation) \(what)"
  }

  /// Transfers the world to the last good generation. Returns nil if none could take it over.
  func handOver(from crashed: Generation, after fault: HostEvent.Fault) -> Generation? {
    while let next = history.fallback {
      var transaction = ReloadTransaction(
        incoming: next, outgoing: nil,
        source: .running(of: crashed, route: history.walk(from: crashed, to: next)),
        notice: notice(.crash, from: 0, to: next, after: crashed))
      do throws(Rejection) {
        let transfer = try transaction.run(in: &store)
        leaveStop(.previous)
        install(next, transfer)
        events.emit(.rolledBack(from: crashed.number, to: next.number, cause: .crash(fault)))
        return next
      } catch {
        quarantine(next, error.fault)
        report(error, of: next, .couldNotTakeOver)
      }
    }
    return nil
  }

  /// Reports why a generation or a world was rejected.
  /// - Parameter consequence: of the crash, if one was the cause.
  func report(_ error: Rejection, of generation: Generation, _ consequence: HostEvent.CrashConsequence) {
    let crash = crash(behind: error, of: generation)
    if let crash { events.emit(.crashHandled(crash, consequence)) }
    let isTakeover = if case .couldNotTakeOver = consequence { true } else { false }
    events.emit(
      .rejected(
        HostEvent.Rejection(
          generation: generation.number, stage: error.stage, reason: error.reason, crash: crash,
          isTakeover: isTakeover,
          details: error.thrown.map { crashes.investigate($0, reason: error.reason, of: generation) })))
  }

  /// Investigates and reports the crash that caused a rejection; nil if none did.
  private func crash(behind error: Rejection, of generation: Generation) -> HostEvent.Crash? {
    guard case .crashed(let report) = error.outcome else { return nil }
    return reportCrash(report, in: Callback(rawValue: error.stage) ?? .afterReload, of: generation)
  }

  func reportCrash(
    _ report: CrashReport, in callback: Callback, of generation: Generation
  ) -> HostEvent.Crash {
    let crash = crashes.investigate(report, in: callback, of: generation)
    events.emit(.crashed(crash))
    return crash
  }

  /// Reports calls of `step` or `draw` that return errors.
  func note(_ outcome: CallOutcome, in callback: Callback, of generation: Generation) {
    let event: HostEvent? =
      if case .failed(let reason, let thrown) = outcome {
        // Only where the first one was thrown is looked up.
        failures[callback, default: FailureSeries()].failed(
          failure(in: callback, of: generation, reason, failures[callback] == nil ? thrown : nil),
          at: monotonicNow)
      } else {
        failures[callback]?.succeeded(at: monotonicNow)
      }
    if let event { events.emit(event) }
    if failures[callback]?.isOver == true { failures[callback] = nil }
  }

  /// Another image runs.
  func endFailures() {
    for series in failures.values { if let event = series.end() { events.emit(event) } }
    failures = [:]
  }

  /// Reports a callback that failed or crashed without further consequence.
  func report(
    _ outcome: CallOutcome, in callback: Callback, of generation: Generation,
    _ consequence: HostEvent.CrashConsequence
  ) {
    switch outcome {
    case .crashed(let report):
      let crash = reportCrash(report, in: callback, of: generation)
      events.emit(.crashHandled(crash, consequence))
    case .failed(let reason, let thrown):
      events.emit(.callbackFailed(failure(in: callback, of: generation, reason, thrown)))
    case .ok, .none: break
    }
  }

  func failure(
    in callback: Callback, of generation: Generation, _ reason: String?, _ thrown: CallStack?
  ) -> HostEvent.CallFailure {
    var failure = HostEvent.CallFailure(
      generation: generation.number, callback: callback.rawValue, reason: reason)
    failure.details = thrown.map { crashes.investigate($0, reason: failure.message, of: generation) }
    return failure
  }
}
