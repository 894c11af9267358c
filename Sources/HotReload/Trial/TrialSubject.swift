import Engine
import Foundation
import GameBuilder
import HostSystem
import Timeline
import WorldState

/// The running game at one safe point. Its world is in the memory file of `TrialWorld`.
struct TrialSubject: Sendable {
  /// The number of the trial, from `TrialWorld`.
  var trial: UInt64 = 0
  var generation: UInt64 = 0
  var sources: SourceTree?
  /// Of the world; nil if there is none yet.
  var layout: Layout?
  var worldBytes = 0
  var renames: [DeclaredRename] = []
  var seed: UInt64
  var inputs: [PlayedTick] = []
  var actions: [String] = []
  var size: CellSize
  var packageRoot: String
  /// The time that the copy took on the loop's thread, in nanoseconds.
  var stall: UInt64 = 0

  func job(_ built: BuiltImage, number: UInt64, cause: SwapCause, ticksPerSecond: Int?) -> TrialJob {
    let changes = sources.map { built.sources.changes(since: $0) } ?? []
    return TrialJob(
      generation: number, from: generation, cause: cause.rawValue,
      changedFiles: changes.map { PathText.relative($0, to: packageRoot) },
      changedModules: sources.map { built.sources.changedModules(since: $0) } ?? [],
      modules: built.sources.modules.map(\.name),
      layout: layout.map { Data($0.encoded) }, seed: seed,
      renames: renames.map(RenameRecord.init), inputs: inputs.map(TrialInput.init), actions: actions,
      ticksPerSecond: ticksPerSecond, columns: size.columns, rows: size.rows)
  }
}

extension ReloadableGame {
  /// Bytes of the world that a new generation would take over.
  var trialWorldSize: Int {
    store.state.isEmpty ? initialWorld?.bytes.count ?? 0 : store.world.bytesUsed
  }

  /// The running game as it is now, without a copy of its world.
  func trialSubject() -> TrialSubject {
    var subject = TrialSubject(seed: seed, size: frameSize, packageRoot: packageRoot)
    if !store.state.isEmpty, let current = history.current {
      subject.generation = current.number
      subject.sources = current.sources
      subject.layout = current.image.layout
      subject.renames = current.image.renames
      subject.actions = actions
      // If a tick crashed, the new code runs that tick first.
      subject.inputs = (store.state.retry.map { [$0] } ?? []) + recentInput.ticks
    } else {
      subject.layout = initialWorld?.layout
    }
    subject.worldBytes = trialWorldSize
    return subject
  }

  func trialSubject(copyingInto arena: Arena) -> Result<TrialSubject, TrialFailure> {
    let start = monotonicNow
    var subject = trialSubject()
    do throws(ArenaError) {
      if !store.state.isEmpty {
        try arena.copy(from: store.world)
      } else if let initialWorld {
        try arena.copy(from: initialWorld.bytes)
      }
    } catch {
      return .failure(TrialFailure("the world cannot be copied: \(error)"))
    }
    subject.stall = monotonicNow - start
    return .success(subject)
  }
}
