import CGameABI
import Engine
import Foundation
import GameBuilder
import HostSystem
import Synchronization
import WorldState

/// The memory file in which worlds are handed to children: one for all of them, as there is one trial at a time.
///
/// Written on the loop's thread, at a safe point, and only there.
final class PreflightWorld: @unchecked Sendable {
  /// Larger worlds are not tried out: the copy would hold up the loop by more than 2 ms.
  static let most = 8 << 20

  let descriptor: Int32
  private let arena: Arena

  init() throws(ArenaError) {
    arena = try Arena(name: "hotloop preflight", bytesReserved: Self.most)
    descriptor = arena.descriptor
  }

  /// Copies the running world with what belongs to it.
  /// - Returns: nil if the attempt was cancelled.
  func takeSubject(
    from queue: SafePointQueue<GameLoop>, _ attempt: Attempt
  ) async throws(PreflightFailure) -> PreflightSubject? {
    let size = await onLoop(queue, attempt) { ($0.game as? ReloadableGame)?.subjectSize }
    guard let size else { return nil }
    if size > Self.most {
      throw PreflightFailure(
        "the world has \(size >> 20) MiB; worlds up to \(Self.most >> 20) MiB are tried out")
    }
    // Here and not while the loop waits for it.
    arena.populate(size)
    let subject = await onLoop(queue, attempt) { [self] loop in
      (loop.game as? ReloadableGame)?.subject(copyingInto: arena, loop)
    }
    return try subject?.get()
  }

  /// Has something done at the next safe point. Nil if the attempt was cancelled, or if there is nothing to be had.
  private func onLoop<Value: Sendable>(
    _ queue: SafePointQueue<GameLoop>, _ attempt: Attempt,
    _ work: @escaping @Sendable (GameLoop) -> Value?
  ) async -> Value? {
    await withCheckedContinuation { continuation in
      let once = Once(continuation)
      attempt.onCancel { once.resume(nil) }
      queue.post { loop in if !attempt.isCancelled { once.resume(work(loop)) } }
    }
  }
}

/// A continuation that whoever comes first resumes.
private final class Once<Value: Sendable>: Sendable {
  private let continuation: Mutex<CheckedContinuation<Value?, Never>?>

  init(_ continuation: CheckedContinuation<Value?, Never>) { self.continuation = Mutex(continuation) }

  func resume(_ value: Value?) { continuation.withLock { $0.take() }?.resume(returning: value) }
}

/// What runs, as of one safe point. Its world lies in the memory file.
struct PreflightSubject: Sendable {
  var generation: UInt64 = 0
  var sources: SourceTree?
  /// Of the world; nil if there is none yet.
  var layout: Layout?
  var worldBytes = 0
  var renames: [DeclaredRename] = []
  var seed: UInt64
  var inputs: [InputSample] = []
  var actions: [String] = []
  var ticksPerSecond: Int?
  var size: CellSize
  var packageRoot: String
  /// What it cost the loop, in nanoseconds.
  var stall: UInt64 = 0

  func job(_ built: BuiltImage, number: UInt64, cause: ReloadCause) -> PreflightJob {
    let changes = sources.map { built.sources.changes(since: $0) } ?? []
    return PreflightJob(
      image: built.path, generation: number, from: generation, cause: cause.rawValue,
      changedFiles: changes.map { PathText.relative($0, to: packageRoot) },
      layout: layout.map { Data($0.encoded) }, worldBytes: worldBytes, seed: seed,
      renames: renames.map(PreflightRename.init), inputs: inputs.map(PreflightInput.init), actions: actions,
      ticksPerSecond: ticksPerSecond, columns: size.columns, rows: size.rows)
  }
}

extension ReloadableGame {
  /// Bytes of the world that a new generation would take over.
  fileprivate var subjectSize: Int { hasWorld ? world.bytesUsed : initialWorld?.bytes.count ?? 0 }

  fileprivate func subject(
    copyingInto arena: Arena, _ loop: GameLoop
  ) -> Result<PreflightSubject, PreflightFailure> {
    let start = MonotonicClock.now()
    var subject = PreflightSubject(
      seed: seed, ticksPerSecond: loop.options.ticksPerSecond, size: loop.terminal.size,
      packageRoot: packageRoot)
    do throws(ArenaError) {
      if hasWorld, let current = history.current {
        try arena.copy(from: world)
        subject.generation = current.number
        subject.sources = current.sources
        subject.layout = current.image.layout
        subject.renames = current.image.renames
        subject.actions = actions
        // The tick that nobody survived is the one that the new code begins with.
        subject.inputs = (unfinishedTick.map { [$0.input] } ?? []) + recentInput.samples
      } else if let initialWorld {
        let copied = unsafe initialWorld.bytes.withUnsafeBytes { bytes in
          Result { () throws(ArenaError) in try unsafe arena.copy(from: bytes) }
        }
        try copied.get()
        subject.layout = initialWorld.layout
      }
    } catch {
      return .failure(PreflightFailure("the world cannot be copied: \(error)"))
    }
    if subject.layout != nil { subject.worldBytes = arena.bytesUsed }
    subject.stall = MonotonicClock.now() - start
    return .success(subject)
  }
}

/// What the last ticks saw.
struct RecentInput {
  /// How many ticks.
  static let most = 30

  private var ring: [InputSample] = []
  private var next = 0

  mutating func note(_ sample: InputSample) {
    if ring.count < Self.most {
      ring.append(sample)
    } else {
      ring[next] = sample
    }
    next = (next + 1) % Self.most
  }

  /// Oldest first.
  var samples: [InputSample] { ring.count < Self.most ? ring : Array(ring[next...] + ring[..<next]) }
}
