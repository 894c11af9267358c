import Engine
import HostSystem
import Synchronization
import WorldState

/// The memory file that passes the running world to children. There is one trial at a time.
///
/// A small world is copied at one safe point. A large one is copied on another thread while the game runs on, from the
/// checkpoint, and what has changed meanwhile again; see `TrialCopy`.
final class TrialWorld: @unchecked Sendable {
  /// Bytes that may be copied at a safe point: more would delay the loop by more than 2 ms.
  static let maxBytesAtOnce = 8 << 20
  /// Copies beside the game, before what still changes is copied at a safe point, however much that is.
  private static let maxRounds = 5
  /// The world's copy, what the child changes of it, a migrated one, and one for the game's `migrate`.
  private static let memoryFactor = 4

  let descriptor: Int32
  /// Written to at safe points, and under the lock.
  private let arena: Arena
  /// The number of the last trial. Held by any thread but the loop's that writes to the file.
  private let trial = Mutex<UInt64>(0)

  init() throws(ArenaError) {
    arena = try Arena(name: "hotloop trial", bytesReserved: RunMemory.defaultReservation)
    descriptor = arena.descriptor
  }

  /// Copies the running world and collects the other data of a trial.
  /// - Returns: nil if the task was cancelled.
  func takeSubject(from gateway: LoopGateway<ReloadableGame>) async throws(TrialFailure) -> TrialSubject? {
    // A superseded trial does not write from here on.
    let number = trial.withLock { last in
      last += 1
      return last
    }
    guard let size = await gateway.value({ $0.trialWorldSize }) else { return nil }
    try Self.requireMemory(for: size)
    var subject: TrialSubject?
    if size > Self.maxBytesAtOnce {
      subject = try await copyLarge(number, from: gateway)
    } else {
      // The page faults happen here instead of on the loop's thread.
      guard write(number, { arena.populate(size) }) else { return nil }
      subject = try await gateway.value { [self] in $0.trialSubject(copyingInto: arena) }?.get()
    }
    subject?.trial = number
    return subject
  }

  /// Returns the memory of a large world to the system, when the child does not need it any more.
  func release(_ subject: TrialSubject) {
    _ = write(subject.trial) { if arena.bytesUsed > Self.maxBytesAtOnce { arena.clear() } }
  }

  private func copyLarge(
    _ number: UInt64, from gateway: LoopGateway<ReloadableGame>
  ) async throws(TrialFailure) -> TrialSubject? {
    guard var copy = try await gateway.value({ $0.beginTrialCopy() })?.get() else { return nil }
    guard write(number, { arena.clear() }) else { return nil }
    while true {
      var hasEnded = false
      let isCurrent = write(number) { hasEnded = copy.copyPages(to: arena) { !Task.isCancelled } }
      guard isCurrent, hasEnded else { return nil }
      if copy.isComplete { return copy.subject }
      let isLast = copy.rounds >= Self.maxRounds
      guard
        let next = try await gateway.value({ [self, copy] in
          $0.continueTrialCopy(copy, in: arena, isLast: isLast)
        })?.get()
      else { return nil }
      if next.isComplete { return next.subject }
      copy = next
    }
  }

  /// Does work that writes to the file, unless another trial has begun.
  private func write(_ number: UInt64, _ work: () -> Void) -> Bool {
    trial.withLock { last in
      guard last == number else { return false }
      work()
      return true
    }
  }

  private static func requireMemory(for size: Int) throws(TrialFailure) {
    guard size > maxBytesAtOnce, let available = AvailableMemory.bytes() else { return }
    let needed = size * memoryFactor
    if needed > available {
      throw TrialFailure(
        "the world has \(size >> 20) MiB, so that its trial may need \(needed >> 20) MiB of memory, and "
          + "\(available >> 20) MiB are available")
    }
  }
}
