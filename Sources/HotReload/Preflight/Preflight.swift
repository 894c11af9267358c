import CGameABI
import Dispatch
import Engine
import GameBuilder
import HostSystem
import Synchronization
import WorldState

/// Tries generations out before they may touch the running world: in a process of its own, in a copy of that world, with
/// the input of the last ticks.
///
/// A child is started ahead and waits, so that what a reload waits for is only the image being loaded there and a few
/// ticks. Each child does one job.
public final class Preflight: Sendable {
  /// What a child needs before it knows its job.
  private let arguments: [String]
  private let callLimit: Double
  private let queue: SafePointQueue<GameLoop>
  private let world: PreflightWorld
  /// Starts children and talks to them.
  private let worker = DispatchQueue(label: "hotloop.preflight")
  private let state = Mutex(State())

  private struct State {
    var waiting: Line?
    var isStopped = false
  }

  /// A child and our end of the socket to it, which is the worker's.
  private struct Line: Sendable {
    let child: PreflightChild
    let channel: PreflightChannel
  }

  /// How long a child may take to come to the game's code, and to load it, in seconds: a bound for what cannot be
  /// foreseen, on a machine however busy.
  private static let patience = 20.0

  /// Starts the first child.
  /// - Parameters:
  ///   - arguments: the subcommand of this program that is a child, with what it needs to know.
  ///   - callLimit: seconds that one call into the game may take; 0 for no limit.
  public init(arguments: [String], callLimit: Double, queue: SafePointQueue<GameLoop>) throws(ArenaError) {
    self.arguments = arguments
    self.callLimit = callLimit
    self.queue = queue
    world = try PreflightWorld()
    worker.async { [self] in prepare() }
  }

  /// Starts the child that will be asked next, if none waits. Returns at once.
  func prepareNext() { worker.async { [self] in prepare() } }

  /// Ends the child that waits; no more are started.
  func stop() {
    let waiting = state.withLock { state in
      state.isStopped = true
      return state.waiting.take()
    }
    waiting?.child.kill()
  }

  /// Tries an image out.
  /// - Returns: nil if the task was cancelled.
  func judge(_ built: BuiltImage, number: UInt64, cause: ReloadCause) async -> Account? {
    let start = MonotonicClock.now()
    let attempt = Attempt()
    return await withTaskCancellationHandler {
      var account = Account()
      do throws(PreflightFailure) {
        guard let subject = try await world.takeSubject(from: queue, attempt) else { return nil }
        account.stall = subject.stall
        guard let verdict = await run(subject.job(built, number: number, cause: cause), attempt) else {
          return nil
        }
        account.verdict = verdict
      } catch {
        account.verdict = PreflightVerdict(kind: .skipped, reason: error.reason)
      }
      account.duration = MonotonicClock.now() - start
      return account
    } onCancel: {
      attempt.cancel()
    }
  }

  /// What came of it.
  struct Account {
    var verdict = PreflightVerdict(kind: .skipped)
    /// What the copy of the world cost the loop, and what all of it added to the reload, in nanoseconds.
    var stall: UInt64 = 0
    var duration: UInt64 = 0
  }

  // MARK: On the worker

  private func run(_ job: PreflightJob, _ attempt: Attempt) async -> PreflightVerdict? {
    await withCheckedContinuation { continuation in
      worker.async { [self] in
        continuation.resume(returning: attempt.isCancelled ? nil : tryOut(job, attempt))
      }
    }
  }

  private func tryOut(_ job: PreflightJob, _ attempt: Attempt) -> PreflightVerdict? {
    var reason = ""
    // One that was ended from outside while it waited, or on its way, says nothing of the game.
    for _ in 0..<2 {
      prepare()
      guard let line = state.withLock({ $0.waiting.take() }) else { break }
      defer { line.child.kill() }
      guard attempt.begin(line.child) else { return nil }
      do throws(PreflightFailure) {
        let verdict = try converse(job, line)
        return attempt.isCancelled ? nil : verdict
      } catch {
        if attempt.isCancelled { return nil }
        reason = error.reason
      }
    }
    return PreflightVerdict(kind: .skipped, reason: "no process to try it out in: \(reason)")
  }

  /// Has one that lives wait for a job.
  private func prepare() {
    if state.withLock({ $0.isStopped || $0.waiting?.child.isAlive == true }) { return }
    guard let line = try? start() else { return }
    let isWanted = state.withLock { state in
      if !state.isStopped { state.waiting = line }
      return !state.isStopped
    }
    if !isWanted { line.child.kill() }
  }

  private func start() throws(PreflightFailure) -> Line {
    let (ours, its) = try PreflightChannel.pair()
    let child = try PreflightChild(arguments: arguments, channel: its, world: world.descriptor)
    return Line(child: child, channel: ours)
  }

  /// Throws where the child fails before it comes to the game's code.
  private func converse(_ job: PreflightJob, _ line: Line) throws(PreflightFailure) -> PreflightVerdict {
    guard line.channel.send(job) else { throw PreflightFailure(line.child.end().phrase) }
    var stage: PreflightStage?
    while true {
      switch line.channel.receive(within: limit(in: stage)) {
      case .line(let data):
        switch try PreflightMessage(line: data) {
        case .stage(let next): stage = next
        case .unable(let reason): return PreflightVerdict(kind: .skipped, reason: reason)
        case .verdict(let verdict): return verdict
        }
      case .end:
        let end = line.child.endByItself()
        guard let stage else { throw PreflightFailure(end.phrase) }
        return PreflightVerdict(
          kind: .died, callback: stage.callback, reason: "\(end.phrase) \(stage.phrase)")
      case .silence:
        _ = line.child.end()
        guard let stage else { throw PreflightFailure("it was not ready within \(Int(Self.patience)) s") }
        return PreflightVerdict(
          kind: .hung, callback: stage.callback, reason: "it took too long \(stage.phrase)")
      }
    }
  }

  /// How long a child may be silent, in seconds. Its own watchdog ends calls that take too long; this is for what that
  /// cannot end.
  private func limit(in stage: PreflightStage?) -> Double? {
    switch stage {
    case nil, .load, .investigation: Self.patience
    case .start, .takeover, .step, .draw: callLimit > 0 ? 2 * callLimit + Self.patience / 4 : nil
    }
  }
}

/// One trial, which a newer save may end. Any thread.
final class Attempt: Sendable {
  private let state = Mutex(State())

  private struct State {
    var isCancelled = false
    var child: PreflightChild?
    var onCancel: (@Sendable () -> Void)?
  }

  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// False if it was cancelled already.
  func begin(_ child: PreflightChild) -> Bool {
    state.withLock { state in
      state.child = child
      return !state.isCancelled
    }
  }

  /// Calls `body` when it is cancelled; at once if it was.
  func onCancel(_ body: @escaping @Sendable () -> Void) {
    let isCancelled = state.withLock { state in
      state.onCancel = body
      return state.isCancelled
    }
    if isCancelled { body() }
  }

  func cancel() {
    let (child, body) = state.withLock { state in
      state.isCancelled = true
      return (state.child, state.onCancel)
    }
    child?.kill()
    body?()
  }
}
