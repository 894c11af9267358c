import CGameABI
import Engine
import GameBuilder
import HostSystem
import WorldState

/// The reload itself. Everything slow (compile, check, load, layout) was done on other threads before.
extension ReloadableGame {
  /// Takes a new generation in, or says why not.
  func adopt(_ next: Generation, cause: ReloadCause, savedAt: UInt64?) {
    if hasWorld {
      swap(to: next, cause: cause, savedAt: savedAt)
    } else {
      startWorld(in: next)
    }
  }

  /// Has a generation run in another image of its source. One that crashed meanwhile, or was refused, stays out.
  func refineNow(_ better: Generation, cause: ReloadCause) {
    guard !better.isQuarantined, history.contains(better) else { return }
    if history.current?.number == better.number, !isStopped {
      swap(to: better, cause: cause)
    } else {
      history.replace(with: better)
    }
  }

  /// One swap, from the old generation's `before_reload` to the new one's `after_reload`. Whatever fails on the way
  /// leaves the old code and the old world exactly as they were.
  @discardableResult
  func swap(to next: Generation, cause: ReloadCause, savedAt: UInt64? = nil) -> Bool {
    precondition(!GameCalls.isInsideGame, "a swap while a game function is on the stack")
    guard let old = history.current else { return false }
    let start = board.clock.now()
    guard copyWorld(for: "the reload") else { return false }
    let notice = ReloadNotice(
      cause: cause, from: old.number, to: next.number, changedFiles: changedFiles(from: old, to: next))

    // The old code drops derived data, which the new code does not share. If it cannot, the reload goes on all
    // the same: the mended `before_reload` must be able to come in.
    let before =
      isStopped ? .none : unsafe GameCalls(image: old.image).beforeReload(world.headerPointer, notice)
    if !before.succeeded {
      restoreWorld()
      report(before, in: .beforeReload, of: old, outcome: "The reload goes on without it.")
    }

    // The world goes over, migrated where the layouts differ, and the new code takes it.
    let passage: WorldPassage
    do throws(Refusal) {
      passage = try carry(
        world, of: old.image.layout, by: try plans(from: old, to: next), into: next, notice: notice,
        isRunning: true)
    } catch {
      restoreWorld()
      let back = ReloadNotice(cause: cause, from: 0, to: old.number, changedFiles: [])
      if !isStopped { _ = unsafe GameCalls(image: old.image).afterReload(world.headerPointer, back) }
      reject(next, error)
      return false
    }

    settle(passage)
    keepLeftWorld(of: old, entering: next)
    install(next)
    isStopped = false
    if old.number != next.number {
      unseenSwap = Swap(
        generation: next, cause: cause, savedAt: savedAt, changedFiles: notice.changedFiles,
        worldNote: passage.notice)
    }
    board.overlay.clearProblem(source: "reload")
    board.overlay.clearProblem(source: "crash")
    updateGenerationFacts()
    let stall = board.clock.now() - start
    events.record(
      "swapped",
      [
        "generation": .unsigned(next.number), "from": .unsigned(old.number), "cause": .string(cause.name),
        "optimised": .bool(next.isOptimised),
        "stall_us": .number(Double(stall) / 1000), "files": .array(notice.changedFiles.map { .string($0) }),
        "migration": passage.eventMember,
      ])
    return true
  }

  /// Keeps the world that a reload was begun with, for going back to code and world together.
  private func keepLeftWorld(of old: Generation, entering next: Generation) {
    guard next.number > old.number, !old.isQuarantined else { return }
    worldHistory.retain(from: checkpoint, of: old, entering: next.number)
  }

  /// The first generation makes the world, or takes over the one that the run was begun with.
  private func startWorld(in first: Generation) {
    var passage = WorldPassage(arena: world)
    do throws(Refusal) {
      if let initialWorld {
        passage = try enter(first, with: initialWorld, cause: ReloadCauseForce)
        self.initialWorld = nil
      } else {
        try makeFreshWorld(in: first, seed: seed)
      }
    } catch {
      reject(first, error)
      return
    }
    hasWorld = true
    install(first)
    unseenSwap = Swap(
      generation: first, cause: ReloadCauseSave, savedAt: nil, changedFiles: [], worldNote: passage.notice)
    board.overlay.clearProblem(source: "reload")
    updateGenerationFacts()
    events.record(
      "swapped",
      [
        "generation": .unsigned(first.number), "from": 0, "cause": "start", "stall_us": 0, "files": [],
        "migration": passage.eventMember,
      ])
  }

  func makeFreshWorld(in first: Generation, seed: UInt64) throws(Refusal) {
    do throws(ArenaError) {
      try world.prepareFreshWorld(
        layout: first.image.layout, worldVersion: first.image.worldVersion, seed: seed)
    } catch {
      throw Refusal(stage: "start", reason: "\(error)")
    }
    let outcome = unsafe GameCalls(image: first.image).start(world.headerPointer)
    guard outcome == .ok else { throw Refusal(.start, outcome) }
  }

  /// Makes a generation the one that runs, in the world as it now is.
  func install(_ generation: Generation) {
    history.select(generation)
    commitRun()
  }

  /// Writes down what runs, and where its world is, for a host that may have to go on with it.
  func commitRun() {
    let entries = history.inOrderOfRunning.suffix(Self.generationsWrittenDown).map {
      RunJournal.Entry(record: $0.record, isQuarantined: $0.isQuarantined)
    }
    memory.journal.commit(entries, place: worldIndex)
  }

  private static let generationsWrittenDown = 8

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
      try checkpoint.restore(world)
    } catch {
      // Both arenas have one size, and what is in `recovery` was copied out of `world`.
      preconditionFailure("\(error)")
    }
  }
}

extension ReloadCause {
  /// As the event log writes it.
  var name: String {
    switch self {
    case ReloadCauseSave: "save"
    case ReloadCauseForce: "force"
    case ReloadCauseOptimised: "optimised"
    case ReloadCauseCompleted: "completed"
    case ReloadCauseRollback: "rollback"
    case ReloadCauseCrash: "crash"
    default: "unknown"
    }
  }
}

extension ReloadableGame {
  /// Source files that are not the same in both, relative to the package.
  private func changedFiles(from old: Generation, to new: Generation) -> [String] {
    new.sources.changes(since: old.sources).map { PathText.relative($0, to: packageRoot) }
  }
}
