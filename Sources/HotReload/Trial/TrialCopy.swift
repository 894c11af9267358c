import Engine
import HostSystem
import WorldState

/// A copy of a large world that is being made beside the running game.
///
/// A round copies pages of the checkpoint on another thread; ticks overwrite some meanwhile, and the next round copies those.
/// It is complete at a safe point at which nothing was overwritten since the round began, or so little that it is copied there.
struct TrialCopy: Sendable {
  /// As of the begin of the round.
  var subject: TrialSubject
  /// What to copy in this round.
  fileprivate var source: Source
  fileprivate(set) var rounds = 0
  fileprivate(set) var isComplete = false

  fileprivate enum Source: Sendable {
    case checkpoint(CheckpointPages, OverwrittenPages)
    /// A world that no generation has taken over yet. Nothing changes it.
    case snapshot(Snapshot)
  }

  /// Any thread.
  /// - Returns: false if `continues` said so.
  mutating func copyPages(to arena: Arena, while continues: () -> Bool) -> Bool {
    rounds += 1
    switch source {
    case .checkpoint(let pages, _): return pages.copy(to: arena, while: continues)
    case .snapshot(let snapshot):
      isComplete = true
      return (try? arena.copy(from: snapshot.bytes)) != nil
    }
  }
}

/// At safe points.
extension ReloadableGame {
  func beginTrialCopy() -> Result<TrialCopy, TrialFailure> {
    if store.state.isEmpty, let initialWorld {
      return .success(TrialCopy(subject: trialSubject(), source: .snapshot(initialWorld)))
    }
    let start = monotonicNow
    return takeTrialCheckpoint().map {
      var copy = TrialCopy(
        subject: trialSubject(),
        source: .checkpoint(store.checkpointPages(), store.noteOverwrittenPages()))
      copy.subject.stall = monotonicNow - start
      return copy
    }
  }

  /// Ends the copy, if that delays the loop little or `isLast`; otherwise begins another round.
  func continueTrialCopy(
    _ copy: TrialCopy, in arena: Arena, isLast: Bool
  ) -> Result<TrialCopy, TrialFailure> {
    guard case .checkpoint(_, let overwritten) = copy.source else { return .success(copy) }
    let start = monotonicNow
    var copy = copy
    if !overwritten.isEmpty {
      if case .failure(let failure) = takeTrialCheckpoint() { return .failure(failure) }
      let stall = copy.subject.stall
      copy.subject = trialSubject()
      copy.subject.stall = stall
    }
    let pages = store.checkpointPages(overwritten)
    copy.source = .checkpoint(pages, overwritten)
    if isLast || pages.byteCount <= TrialWorld.maxBytesAtOnce {
      _ = pages.copy(to: arena)
      // A smaller world may have begun to run. Memory beyond a world is zero.
      arena.clear(from: copy.subject.worldBytes)
      copy.isComplete = true
    }
    copy.subject.stall += monotonicNow - start
    return .success(copy)
  }

  private func takeTrialCheckpoint() -> Result<Void, TrialFailure> {
    do throws(ArenaError) { return .success(try store.takeCheckpoint()) } catch {
      return .failure(TrialFailure("the world cannot be copied: \(error)"))
    }
  }
}
