import CGameABI
import Engine
import WorldState

/// What happens when a callback did not return.
extension ReloadableGame {
  /// Puts the world back to the start of the tick, bars the generation, and lets the last good one go on. Returns
  /// the generation that runs now; nil if there is none: the game then stands still until the next save.
  func recover(from report: CrashReport, in callback: Callback, of generation: Generation) -> Generation? {
    if callback == .step { restoreWorld() }
    generation.quarantine()
    self.report(.crashed(report), in: callback, of: generation)
    while let next = history.earlier, copyWorld(to: recovery, for: "going back") {
      let notice = ReloadNotice(cause: ReloadCauseCrash, from: 0, to: next.number, changedFiles: [])
      do throws(Refusal) {
        let passage = try carry(
          world, of: generation.image.layout, by: try plans(from: generation, to: next), into: next,
          notice: notice, isRunning: true)
        settle(passage)
      } catch {
        restoreWorld()
        next.quarantine()
        self.report(error.outcome ?? .failed, in: Callback(rawValue: error.stage) ?? .afterReload, of: next)
        continue
      }
      unseenSwap = nil
      history.select(next)
      updateGenerationFacts()
      events.record(
        "rolled-back",
        ["from": .unsigned(generation.number), "to": .unsigned(next.number), "cause": "crash"])
      // Should this one crash in the same tick, the world is to be put back in its layout.
      _ = copyWorld(to: recovery, for: "the tick")
      return next
    }
    isStopped = true
    updateGenerationFacts()
    return nil
  }

  /// Tells of a callback that crashed or failed.
  func report(_ outcome: CallOutcome, in callback: Callback, of generation: Generation) {
    switch outcome {
    case .crashed(let crash):
      events.record(
        crash.signal == nil ? "hung" : "crashed",
        [
          "generation": .unsigned(generation.number), "callback": .string(callback.rawValue),
          "signal": crash.signal.map { .integer(Int64($0)) } ?? .null, "reason": .string(crash.headline),
        ])
      board.overlay.raise(
        .init(
          source: "crash", title: "generation \(generation.number) crashed in \(callback.rawValue)",
          lines: [
            .init(crash.headline), .init("The world is as it was before. Save a file to try again.", .dim),
          ]))
    case .failed:
      board.post("generation \(generation.number): \(callback.rawValue) failed; see the log", .bad)
    case .ok, .none: break
    }
  }
}
