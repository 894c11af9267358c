import CGameABI
import Engine
import WorldState

/// What happens when a callback did not return.
extension ReloadableGame {
  /// Runs a tick in the generation that runs or, where that crashes, in the one that takes over. The caller copied
  /// the world to `recovery`. False if there is none that survives: the game then stands still at the start of
  /// that tick, and the next save does it again.
  func run(_ tick: TickInfo) -> Bool {
    lastTick = tick
    while let runner = history.current {
      let outcome = unsafe GameCalls(image: runner.image).step(world.headerPointer, tick)
      guard case .crashed(let crash) = outcome else {
        world.header.tick = tick.tick + 1
        memory.journal.setPlace(worldIndex)
        memory.journal.setTick(tick.tick + 1)
        return true
      }
      guard recover(from: crash, in: .step, of: runner) else { return false }
      // Should this one crash as well, the world is to be put back in its layout.
      guard copyWorld(for: "the tick") else { return false }
      lastTick = tick
    }
    return false
  }

  /// After a crash in `draw`: the tick that was to be shown is done again by the generation that takes over.
  func recoverFromDraw(_ crash: CrashReport, of generation: Generation) {
    let tick = lastTick
    guard recover(from: crash, in: .draw, of: generation), let tick,
      copyWorld(for: "the tick")
    else { return }
    _ = run(tick)
  }

  /// Puts the world back to the start of the tick, bars the generation, and lets the one go on that ran before it.
  /// False if none can: the game stands still.
  private func recover(from crash: CrashReport, in callback: Callback, of generation: Generation) -> Bool {
    let tick = lastTick
    // There is no such copy of a world that has not had a tick since the last reload; `draw` leaves it as it is.
    if tick != nil { restoreWorld() }
    generation.quarantine()
    let account = crashStory.investigate(crash, in: callback, of: generation)
    let successor = handOver(from: generation)
    if successor == nil {
      isStopped = true
      unfinishedTick = tick
      commitRun()
    }
    let next = successor.map { "Generation \($0.number) plays on; save to try again." }
    crashStory.show(
      account,
      outcome:
        "The world is as it was before the tick\(next.map { ". " + $0 } ?? ", which the next save does again.")",
      on: board)
    updateGenerationFacts()
    return successor != nil
  }

  /// Takes the world to the last good generation; nil if there is none that takes it.
  private func handOver(from crashed: Generation) -> Generation? {
    while let next = history.fallback, copyWorld(for: "going back") {
      let notice = ReloadNotice(cause: ReloadCauseCrash, from: 0, to: next.number, changedFiles: [])
      do throws(Refusal) {
        let passage = try carry(
          world, of: crashed.image.layout, by: try plans(from: crashed, to: next), into: next, notice: notice,
          isRunning: true)
        settle(passage)
      } catch {
        restoreWorld()
        next.quarantine()
        recordRejection(of: next, error)
        report(
          error.outcome ?? .failed, in: Callback(rawValue: error.stage) ?? .afterReload, of: next,
          outcome: "It was to take over, and cannot.")
        continue
      }
      unseenSwap = nil
      install(next)
      events.record(
        "rolled-back", ["from": .unsigned(crashed.number), "to": .unsigned(next.number), "cause": "crash"])
      return next
    }
    return nil
  }

  /// Tells of a callback that crashed or failed without more coming of it.
  func report(
    _ outcome: CallOutcome, in callback: Callback, of generation: Generation, outcome consequence: String
  ) {
    switch outcome {
    case .crashed(let crash):
      crashStory.show(
        crashStory.investigate(crash, in: callback, of: generation), outcome: consequence, on: board)
    case .failed:
      board.post("generation \(generation.number): \(callback.rawValue) failed; see the log", .bad)
    case .ok, .none: break
    }
  }
}
