import Dispatch
import Engine
import Foundation
import GameBuilder
import HostSystem
import Synchronization
import WorldState

/// Tries each image in a process of its own before this process loads it: first the load itself, which cannot be guarded
/// (the dynamic loader holds a lock while constructors run), then a few ticks in a copy of the world.
///
/// A child is started ahead and waits, so that a reload waits only for the load and the ticks. Each child tries one
/// image.
public final class TrialRunner: Sendable {
  /// Seconds that constructors and the entry function of an image may take.
  public static let loadTimeout = TrialChild.loadTimeout

  /// Whether images also run ticks, or are only loaded.
  let runsTicks: Bool
  private let arguments: [String]
  private let callLimit: Double
  private let ticksPerSecond: Int?
  private let gateway: LoopGateway<ReloadableGame>
  private let world: TrialWorld
  /// Starts children and exchanges messages with them. Its work blocks.
  private let worker = DispatchQueue(label: "hotloop.trial")
  private let state = Mutex(State())

  private struct State {
    var waiting: TrialChild?
    var isStopped = false
  }

  /// Starts the first child.
  /// - Parameters:
  ///   - arguments: the subcommand of this program that calls ``TrialProgram``, with its options.
  ///   - callLimit: seconds that one call into the game may take; 0 for no limit.
  ///   - ticksPerSecond: nil for the game's own rate.
  ///   - runsTicks: whether images also run ticks; if not, they are only loaded.
  public init(
    arguments: [String], callLimit: Double, ticksPerSecond: Int?, runsTicks: Bool,
    gateway: LoopGateway<ReloadableGame>
  ) throws(ArenaError) {
    self.arguments = arguments
    self.callLimit = callLimit
    self.ticksPerSecond = ticksPerSecond
    self.runsTicks = runsTicks
    self.gateway = gateway
    world = try TrialWorld()
    prepareNext()
  }

  /// Starts the child for the next image, if none waits. Returns at once.
  func prepareNext() { worker.async { [self] in prepare() } }

  /// Kills the waiting child and starts no more.
  func stop() {
    let waiting = state.withLock { state in
      state.isStopped = true
      return state.waiting.take()
    }
    waiting?.kill()
  }

  // MARK: One trial

  /// Loads the image in a child. Cancelling the task kills the child.
  /// - Returns: nil if the task was cancelled.
  func load(_ built: BuiltImage) async -> LoadedTrial? {
    let cancellation = Cancellation()
    return await withTaskCancellationHandler {
      await onWorker { self.load(built.path, cancellation) }
    } onCancel: {
      cancellation.cancel()
    }
  }

  /// Copies the running world for a trial, while a child loads the image.
  /// - Returns: nil if the task was cancelled.
  func prepare(
    _ built: BuiltImage, number: UInt64, cause: SwapCause
  ) async -> Result<PreparedTrial, TrialFailure>? {
    do throws(TrialFailure) {
      guard let subject = try await world.takeSubject(from: gateway) else { return nil }
      let job = subject.job(built, number: number, cause: cause, ticksPerSecond: ticksPerSecond)
      guard let message = try? JSONEncoder().encode(job) else {
        throw TrialFailure("its input cannot be written")
      }
      return .success(PreparedTrial(subject: subject, job: Array(message)))
    } catch {
      return .failure(error)
    }
  }

  /// Runs a few ticks of an image that a child has loaded. Cancelling the task kills the child.
  /// - Parameter prepared: a call of `prepare`; nil runs nothing.
  /// - Returns: nil if nothing was to be run, or if the task was cancelled.
  func run(
    _ trial: LoadedTrial, _ prepared: Task<Result<PreparedTrial, TrialFailure>?, Never>?, number: UInt64
  ) async -> HostEvent.Preflight? {
    guard let prepared = await prepared?.value else { return nil }
    let start = monotonicNow
    return await withTaskCancellationHandler {
      var report: HostEvent.Preflight
      do throws(TrialFailure) {
        let prepared = try prepared.get()
        report = try await onWorker {
          defer { self.world.release(prepared.subject) }
          return self.run(prepared.job, trial)
        }.get().report(number)
        report.stall = prepared.subject.stall
      } catch {
        report = HostEvent.Preflight(generation: number, verdict: .skipped, reason: error.reason)
      }
      if Task.isCancelled { return nil }
      report.duration = monotonicNow - start
      return report
    } onCancel: {
      trial.end()
    }
  }

  private func onWorker<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      worker.async { continuation.resume(returning: work()) }
    }
  }

  // MARK: On the worker

  private func load(_ path: String, _ cancellation: Cancellation) -> LoadedTrial? {
    // If the waiting child was killed from outside, the image is not at fault: try once more.
    for _ in 0..<2 {
      prepare()
      guard let child = state.withLock({ $0.waiting.take() }), cancellation.begin(child) else { break }
      do throws(TrialFailure) {
        let failure = try child.load(path)
        return cancellation.isCancelled ? nil : LoadedTrial(child: child, failure: failure)
      } catch {
        if cancellation.isCancelled { return nil }
      }
    }
    return cancellation.isCancelled ? nil : LoadedTrial(child: nil, failure: nil)
  }

  private func run(_ job: [UInt8], _ trial: LoadedTrial) -> Result<TrialVerdict, TrialFailure> {
    guard let child = trial.child else {
      return .failure(TrialFailure("no process could be started"))
    }
    do throws(TrialFailure) {
      let verdict = try child.run(job, callLimit: callLimit)
      if verdict.mustEnd { child.finish() } else { worker.async { child.finish() } }
      return .success(verdict)
    } catch {
      child.finish()
      return .failure(error)
    }
  }

  /// Starts a child unless one is waiting.
  private func prepare() {
    if state.withLock({ $0.isStopped || $0.waiting?.isAlive == true }) { return }
    guard let child = try? TrialChild(arguments: arguments, world: world.descriptor) else { return }
    let isWanted = state.withLock { state in
      if !state.isStopped { state.waiting = child }
      return !state.isStopped
    }
    if !isWanted { child.kill() }
  }
}

/// What a child runs an image with.
struct PreparedTrial: Sendable {
  let subject: TrialSubject
  /// A ``TrialJob``, encoded.
  let job: [UInt8]
}

/// The result of loading an image in a child.
struct LoadedTrial: Sendable {
  /// Nil if no process could be started.
  let child: TrialChild?
  /// Why this process must not load the image; nil if it may.
  let failure: LoadFailure?

  /// Ends the child.
  func end() { child?.kill() }
}

/// Kills the child of a trial that a newer save supersedes. Any thread.
private final class Cancellation: Sendable {
  private struct State {
    var isCancelled = false
    var child: TrialChild?
  }

  private let state = Mutex(State())

  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// False if it was cancelled before.
  func begin(_ child: TrialChild) -> Bool {
    state.withLock { state in
      state.child = child
      return !state.isCancelled
    }
  }

  func cancel() {
    let child = state.withLock { state in
      state.isCancelled = true
      return state.child
    }
    child?.kill()
  }
}
