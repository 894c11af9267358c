import CGameABI
import Engine
import WorldState

/// The reload itself. Everything slow (compile, check, load, layout) was done on other threads before.
extension ReloadableGame {
  /// Takes a new generation in, or says why not.
  func adopt(_ next: Generation, cause: ReloadCause, savedAt: UInt64?) {
    if !hasWorld {
      startWorld(in: next)
    } else if !swap(to: next, cause: cause, savedAt: savedAt) {
      return
    }
  }

  /// One swap, from the old generation's `before_reload` to the new one's `after_reload`. Whatever fails on the way
  /// leaves the old code and the old world exactly as they were.
  @discardableResult
  func swap(to next: Generation, cause: ReloadCause, savedAt: UInt64? = nil) -> Bool {
    precondition(!GameCalls.isInsideGame, "a swap while a game function is on the stack")
    guard let old = history.current else { return false }
    let start = board.clock.now()
    guard layoutFits(next) else { return false }
    guard copyWorld(to: recovery, for: "the reload") else { return false }
    let notice = ReloadNotice(
      cause: cause, from: old.number, to: next.number, changedFiles: changedFiles(from: old, to: next))

    // The old code drops derived data, which the new code does not share. If it cannot, the reload goes on all
    // the same: the mended `before_reload` must be able to come in.
    let before =
      isStopped ? .none : unsafe GameCalls(image: old.image).beforeReload(world.headerPointer, notice)
    if !before.succeeded {
      restoreWorld()
      report(before, in: .beforeReload, of: old)
    }

    let after = unsafe GameCalls(image: next.image).afterReload(world.headerPointer, notice)
    guard after.succeeded else {
      restoreWorld()
      let back = ReloadNotice(cause: cause, from: 0, to: old.number, changedFiles: [])
      if !isStopped { _ = unsafe GameCalls(image: old.image).afterReload(world.headerPointer, back) }
      next.quarantine()
      reject(next, stage: "after_reload", outcome: after)
      return false
    }

    history.select(next)
    isStopped = false
    world.header.world_version = next.image.worldVersion
    unseenSwap = Swap(generation: next, cause: cause, savedAt: savedAt, changedFiles: notice.changedFiles)
    board.overlay.clearProblem(source: "reload")
    board.overlay.clearProblem(source: "crash")
    updateGenerationFacts()
    let stall = board.clock.now() - start
    events.record(
      "swapped",
      [
        "generation": .unsigned(next.number), "from": .unsigned(old.number), "cause": .string(cause.name),
        "stall_us": .number(Double(stall) / 1000), "files": .array(notice.changedFiles.map { .string($0) }),
        "migration": [:],
      ])
    return true
  }

  /// The first generation makes the world.
  private func startWorld(in first: Generation) {
    do throws(ArenaError) {
      try world.prepareFreshWorld(
        layout: first.image.layout, worldVersion: first.image.worldVersion, seed: seed)
    } catch {
      reject(first, stage: "start", reason: "\(error)")
      return
    }
    let outcome = unsafe GameCalls(image: first.image).start(world.headerPointer)
    guard outcome == .ok else {
      first.quarantine()
      reject(first, stage: "start", outcome: outcome)
      return
    }
    hasWorld = true
    history.select(first)
    unseenSwap = Swap(generation: first, cause: ReloadCauseSave, savedAt: nil, changedFiles: [])
    board.overlay.clearProblem(source: "reload")
    updateGenerationFacts()
    events.record(
      "swapped",
      [
        "generation": .unsigned(first.number), "from": 0, "cause": "start", "stall_us": 0, "files": [],
        "migration": [:],
      ])
  }

  func rollBack() {
    guard let target = history.earlier else {
      board.post("no earlier generation to roll back to", .bad)
      return
    }
    move(to: target)
  }

  func goForward() {
    guard let target = history.later else {
      board.post("generation \(generation) is the newest", .bad)
      return
    }
    move(to: target)
  }

  private func move(to target: Generation) {
    let from = generation
    guard swap(to: target, cause: ReloadCauseRollback) else { return }
    events.record(
      "rolled-back", ["from": .unsigned(from), "to": .unsigned(target.number), "cause": "player"])
  }

  /// Puts the world back as `recovery` kept it.
  func restoreWorld() {
    do throws(ArenaError) {
      try world.copy(from: recovery)
    } catch {
      // Both arenas have one size, and what is in `recovery` was copied out of `world`.
      preconditionFailure("\(error)")
    }
  }

  /// A generation whose world looks different cannot take over this one.
  private func layoutFits(_ next: Generation) -> Bool {
    guard let old = history.current, old.image.layout != next.image.layout else { return true }
    let differences = old.image.layout.differences(to: next.image.layout)
    reject(
      next, stage: "layout",
      lines: [.init("The running world has another layout than the new code:")]
        + differences.map { .init("  \($0)", .code) }
        + [.init("Undo the change of the layout, or start again to play in a fresh world.", .dim)])
    return false
  }
}

extension ReloadCause {
  /// As the event log writes it.
  var name: String {
    switch self {
    case ReloadCauseSave: "save"
    case ReloadCauseForce: "force"
    case ReloadCauseOptimised: "optimised"
    case ReloadCauseRollback: "rollback"
    case ReloadCauseCrash: "crash"
    default: "unknown"
    }
  }
}

extension ReloadableGame {
  /// Source files that are not the same in both, relative to the package.
  private func changedFiles(from old: Generation, to new: Generation) -> [String] {
    new.sources.changes(since: old.sources).map { path in
      path.hasPrefix(packageRoot + "/") ? String(path.dropFirst(packageRoot.count + 1)) : path
    }
  }
}
