import CGameABI
import Engine
import WorldState

/// Worlds that were kept or saved, and their way back into the game.
extension ReloadableGame {
  /// A copy of the world, for a file; nil while there is none. At a safe point.
  public func snapshot() throws(SnapshotError) -> Snapshot? {
    guard hasWorld, let current = history.current else { return nil }
    return try Snapshot(of: world, layout: current.image.layout)
  }

  /// Goes on from a saved world, migrated where the running code has another layout. At a safe point.
  /// - Returns: nil, or why it was refused; the world is then as it was.
  public func load(_ snapshot: Snapshot, name: String) -> String? {
    guard let current = history.current else { return "there is no game yet; it is still being built" }
    do throws(Refusal) {
      let passage = try enter(current, with: snapshot, cause: ReloadCauseForce)
      board.overlay.clearProblem(source: "world")
      board.post("\(name) loaded\(passage.notice) · tick \(world.header.tick)", .good)
      events.record(
        "world-loaded",
        [
          "path": .string(name), "generation": .unsigned(current.number), "migration": passage.eventMember,
        ])
      return nil
    } catch {
      events.record(
        "rejected",
        [
          "generation": .unsigned(current.number), "stage": .string(error.stage),
          "reason": .string("\(name): \(error.reason)"),
        ])
      let title = "\(name) was not loaded (\(error.stage)); the world is as it was"
      board.overlay.raise(.init(source: "world", title: title, lines: [.init(error.reason)]))
      return "\(error.stage): \(error.reason)"
    }
  }

  /// Back to the generation that ran before this one, with the world as it was when that one was left.
  func rollBackWorld() {
    guard let current = history.current else { return }
    guard let left = worldHistory.before(current.number) else {
      board.post(
        "no world was kept from before generation \(current.number); a rollback takes this one along", .bad)
      return
    }
    guard !left.generation.isQuarantined else {
      board.post("generation \(left.generation.number) crashed; it cannot run again", .bad)
      return
    }
    let from = current.number
    let tick: UInt64
    do throws(Refusal) {
      let snapshot: Snapshot
      do throws(SnapshotError) { snapshot = try checkpoint.snapshot(of: left.world) } catch {
        throw Refusal(stage: "world", reason: "the retained world is damaged: \(error)")
      }
      tick = snapshot.header.tick
      _ = try enter(
        history.latest(of: left.generation) ?? left.generation, with: snapshot, cause: ReloadCauseRollback)
    } catch {
      reject(left.generation, error)
      return
    }
    unseenSwap = Swap(
      generation: left.generation, cause: ReloadCauseRollback, savedAt: nil, changedFiles: [],
      worldNote: " with its world of tick \(tick)")
    events.record(
      "rolled-back",
      ["from": .unsigned(from), "to": .unsigned(left.generation.number), "cause": "player", "world": "kept"])
  }

  /// Has a generation run a world that was kept or saved. Where this throws, code and world are as they were.
  @discardableResult
  func enter(
    _ next: Generation, with snapshot: Snapshot, cause: ReloadCause
  ) throws(Refusal) -> WorldPassage {
    precondition(!GameCalls.isInsideGame, "a swap while a game function is on the stack")
    let old = hasWorld && !isStopped ? history.current : nil
    if hasWorld, !copyWorld(for: "the change of worlds") {
      throw Refusal(stage: "world", reason: "the running world cannot be kept, so it is not replaced")
    }
    if let old {
      let notice = ReloadNotice(cause: cause, from: old.number, to: next.number, changedFiles: [])
      let before = unsafe GameCalls(image: old.image).beforeReload(world.headerPointer, notice)
      if !before.succeeded {
        report(before, in: .beforeReload, of: old, outcome: "The other world is entered all the same.")
      }
    }
    do throws(Refusal) {
      let notice = ReloadNotice(cause: cause, from: 0, to: next.number, changedFiles: [])
      let passage = try carry(snapshot, into: next, notice: notice)
      settle(passage)
      hasWorld = true
      isStopped = false
      install(next)
      board.overlay.clearProblem(source: "reload")
      board.overlay.clearProblem(source: "crash")
      updateGenerationFacts()
      return passage
    } catch {
      if hasWorld { restoreWorld() }
      if let old {
        let back = ReloadNotice(cause: cause, from: 0, to: old.number, changedFiles: [])
        _ = unsafe GameCalls(image: old.image).afterReload(world.headerPointer, back)
      }
      throw error
    }
  }

  /// Has the code of a generation take over a world that was kept.
  /// - Parameter renames: those that the code states which the world comes from, where they are known.
  func carry(
    _ snapshot: Snapshot, into next: Generation, notice: ReloadNotice, renames: [DeclaredRename] = []
  ) throws(Refusal) -> WorldPassage {
    let plans = try plans(from: snapshot, to: next, renames)
    return try carry(
      try lay(out: snapshot), of: snapshot.layout, by: plans, into: next, notice: notice, isRunning: false)
  }

  private func plans(
    from snapshot: Snapshot, to next: Generation, _ renames: [DeclaredRename]
  ) throws(Refusal) -> [MigrationPlan] {
    if snapshot.layout == next.image.layout { return [] }
    do throws(MigrationError) {
      return [
        try MigrationPlan(
          from: snapshot.layout, to: next.image.layout,
          renames: DeclaredRename.inverted(renames) + next.image.renames, defaults: next.image.defaults)
      ]
    } catch {
      throw Refusal(stage: "migration", reason: "\(error)")
    }
  }

  /// Puts a saved world into a spare arena.
  private func lay(out snapshot: Snapshot) throws(Refusal) -> Arena {
    let arena = spareArena(beside: world, recovery)
    do throws(ArenaError) {
      let result: Result<Void, ArenaError> = unsafe snapshot.bytes.withUnsafeBytes { bytes in
        Result { () throws(ArenaError) in try unsafe arena.copy(from: bytes) }
      }
      try result.get()
    } catch {
      throw Refusal(stage: "world", reason: "\(error)")
    }
    return arena
  }
}

extension WorldPassage {
  /// How many fields each kind of action had, for the event log.
  var eventMember: JSONValue {
    var counts: [String: Int64] = [:]
    for plan in plans { for (kind, count) in plan.summary { counts[kind, default: 0] += Int64(count) } }
    return .object(counts.mapValues { .integer($0) })
  }

  /// What became of the world, in a few words: ` · world: 1 added, 2 moved`; empty where nothing did.
  var notice: String {
    var counts: [String: Int] = [:]
    for action in plans.flatMap(\.actions) where !action.isUnchanged {
      if let word = action.word { counts[word, default: 0] += 1 }
    }
    var parts = ["added", "dropped", "renamed", "retyped", "resized", "moved"].compactMap { word in
      counts[word].map { "\($0) \(word)" }
    }
    if plans.isEmpty == false, parts.isEmpty { parts = ["laid out anew"] }
    if versionSteps > 0 { parts.append("the game's own migration") }
    return parts.isEmpty ? "" : " · world: " + parts.joined(separator: ", ")
  }
}

extension FieldAction {
  fileprivate var word: String? {
    switch kind {
    case .zero, .default: "added"
    case .drop: "dropped"
    case .convert, .saturate, .replace: "retyped"
    case .resize: "resized"
    case .copy: oldName != nil ? "renamed" : "moved"
    case .recurse, .pool: nil
    }
  }
}
