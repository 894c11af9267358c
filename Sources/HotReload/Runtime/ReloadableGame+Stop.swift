import CGameABI
import Engine
import Timeline
import WorldState

/// Stops the run at a tick that could not be finished, and goes on from there. Called at safe points and between calls of the game.
extension ReloadableGame {
  public var tickStop: TickStop? { store.state.isStopped ? stopped : nil }

  /// What a tick had changed until it failed. To be called before the world is restored.
  func changesOfTick(in generation: Generation) -> WorldChanges {
    if store.checkpointedTick == nil { return WorldChanges() }
    return store.world.changes(since: store.checkpointArena, generation.image.layout)
  }

  /// Stops the run after a crash; the world is as it was before the tick.
  func stop(after crash: HostEvent.Crash, retrying tick: PlayedTick?, _ changes: WorldChanges) {
    stop(
      TickStop(
        crash.isHang ? .hung : .crashed, in: crash.callback, generation: crash.generation, tick: tick?.tick,
        headline: crash.headline, details: crash.details, changes: changes, input: input(of: tick),
        previous: history.fallback?.number, isByChoice: stopsOnCrash), retrying: tick)
  }

  /// Stops the run because a callback returned an error, which undoes the tick.
  func stop(
    atErrorIn callback: Callback, of generation: Generation, _ reason: String?, _ thrown: CallStack?
  ) {
    let tick = store.checkpointedTick
    let changes = changesOfTick(in: generation)
    if tick != nil { store.restore() }
    if travel.isNow { travel.mark(.crash) }
    let failure = failure(in: callback, of: generation, reason, thrown)
    stop(
      TickStop(
        .threw, in: callback.rawValue, generation: generation.number, tick: tick?.tick,
        headline: failure.message, details: failure.details, changes: changes, input: input(of: tick),
        previous: history.fallback?.number, isByChoice: true), retrying: tick)
    events.emit(.statusChanged(status))
    events.emit(.callsFailing(failure))
    reportStop()
  }

  private func stop(_ stop: TickStop, retrying tick: PlayedTick?) {
    stopped = stop
    store.stop(retrying: tick)
    writeJournal()
  }

  func reportStop() { if let stopped { events.emit(.tickStopped(stopped.report)) } }

  private func input(of tick: PlayedTick?) -> TickStopInput {
    tick.map { TickStopInput($0.input, actions: actions) } ?? TickStopInput()
  }

  /// The run goes on. Does nothing if it was not stopped.
  func leaveStop(_ how: HostEvent.TickResumption) {
    guard let stop = stopped else { return }
    stopped = nil
    if travel.isNow, how != .other {
      travel.mark(how == .skip ? .skip : .retry)
      travel.timeline?.cut()
    }
    events.emit(.tickResumed(stop.report, how))
  }

  // MARK: Going on

  public func resolve(_ request: TickStopRequest) -> String? {
    guard case .stopped(let tick) = store.state, let current = history.current else {
      return "the run is not stopped at a tick"
    }
    if travel.view != nil { returnToNow() }
    switch request {
    case .retry: return goOn(in: current, retrying: tick, .retry)
    case .skip:
      guard let tick else { return "draw failed before any tick of this build; there is none to skip" }
      store.finish(tick)
      return goOn(in: current, retrying: nil, .skip)
    case .previous: return continueBefore(current)
    }
  }

  /// The code that stopped runs on. What it left half done in its derived data is made again; the world stays.
  private func goOn(
    in current: Generation, retrying tick: PlayedTick?, _ how: HostEvent.TickResumption
  ) -> String? {
    current.pardon()
    store.go(on: tick)
    dropDerivedData(of: current)
    rebuildDerivedData(of: current)
    leaveStop(how)
    endFailures()
    writeJournal()
    events.emit(.statusChanged(status))
    return nil
  }

  /// What happens without the player's wish to stop.
  private func continueBefore(_ current: Generation) -> String? {
    guard handOver(from: current, after: current.fault ?? .crashed) != nil else {
      return "there is no earlier build that can run; save a source file, retry or skip the tick"
    }
    return nil
  }
}

extension TickStop {
  fileprivate var report: HostEvent.StoppedTick {
    HostEvent.StoppedTick(generation: generation, callback: callback, cause: cause.rawValue, tick: tick)
  }
}
