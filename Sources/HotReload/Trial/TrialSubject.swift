import CGameABI
import Engine
import Foundation
import GameBuilder
import HostSystem
import WorldState

/// The memory file that passes the running world to children. There is one trial at a time.
///
/// Written only on the loop's thread, at a safe point.
final class TrialWorld: @unchecked Sendable {
  /// Larger worlds are not tried: the copy would delay the loop by more than 2 ms.
  static let maxBytes = 8 << 20

  let descriptor: Int32
  private let arena: Arena

  init() throws(ArenaError) {
    arena = try Arena(name: "hotloop trial", bytesReserved: Self.maxBytes)
    descriptor = arena.descriptor
  }

  /// Copies the running world and collects the other data of a trial.
  /// - Returns: nil if the task was cancelled.
  func takeSubject(from gateway: LoopGateway<ReloadableGame>) async throws(TrialFailure) -> TrialSubject? {
    guard let size = await gateway.value({ $0.trialWorldSize }) else { return nil }
    if size > Self.maxBytes {
      throw TrialFailure("the world has \(size >> 20) MiB; worlds up to \(Self.maxBytes >> 20) MiB are tried")
    }
    // The page faults happen here instead of on the loop's thread.
    arena.populate(size)
    return try await gateway.value { [self] in $0.trialSubject(copyingInto: arena) }?.get()
  }
}

/// The running game at one safe point. Its world is in the memory file.
struct TrialSubject: Sendable {
  var generation: UInt64 = 0
  var sources: SourceTree?
  /// Of the world; nil if there is none yet.
  var layout: Layout?
  var worldBytes = 0
  var renames: [DeclaredRename] = []
  var seed: UInt64
  var inputs: [InputSample] = []
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
      layout: layout.map { Data($0.encoded) }, worldBytes: worldBytes, seed: seed,
      renames: renames.map(RenameRecord.init), inputs: inputs.map(TrialInput.init), actions: actions,
      ticksPerSecond: ticksPerSecond, columns: size.columns, rows: size.rows)
  }
}

extension ReloadableGame {
  /// Bytes of the world that a new generation would take over.
  fileprivate var trialWorldSize: Int {
    store.state.isEmpty ? initialWorld?.bytes.count ?? 0 : store.world.bytesUsed
  }

  fileprivate func trialSubject(copyingInto arena: Arena) -> Result<TrialSubject, TrialFailure> {
    let start = monotonicNow
    var subject = TrialSubject(seed: seed, size: frameSize, packageRoot: packageRoot)
    do throws(ArenaError) {
      if !store.state.isEmpty, let current = history.current {
        try arena.copy(from: store.world)
        subject.generation = current.number
        subject.sources = current.sources
        subject.layout = current.image.layout
        subject.renames = current.image.renames
        subject.actions = actions
        // If a tick crashed, the new code runs that tick first.
        subject.inputs = (store.state.retry.map { [$0.input] } ?? []) + recentInput.samples
      } else if let initialWorld {
        let copied = unsafe initialWorld.bytes.withUnsafeBytes { bytes in
          Result { () throws(ArenaError) in try unsafe arena.copy(from: bytes) }
        }
        try copied.get()
        subject.layout = initialWorld.layout
      }
    } catch {
      return .failure(TrialFailure("the world cannot be copied: \(error)"))
    }
    if subject.layout != nil { subject.worldBytes = arena.bytesUsed }
    subject.stall = monotonicNow - start
    return .success(subject)
  }
}
