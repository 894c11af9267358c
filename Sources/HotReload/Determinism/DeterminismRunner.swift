import CGameABI
import Engine
import HostSystem
import Synchronization
import SystemPackage
import Timeline
import WorldState

/// A tick that is stepped a second time, but for its worlds.
struct DeterminismSubject: Sendable {
  let generation: UInt64
  /// Of the image.
  let path: String
  let modules: [String]
  let layout: Layout
  let tick: PlayedTick
  let bytesReserved: Int
  /// The files that the step could read.
  let assets: [String: AssetStore.Asset]
  let stored: [String: AssetStore.Asset?]
  let literals: GameImage.LiteralValues?
}

/// Owns the child process, and compares its worlds with those of the running game on a worker thread. Any thread.
///
/// There is one tick at a time: `begin` is called by one thread, and only while `isReady`. Until the comparison has ended, the
/// arenas are the worker's.
@safe final class DeterminismRunner: @unchecked Sendable {
  /// Nanoseconds from the end of a process that could not do its work to the start of the next.
  private static let restartDelay: UInt64 = 5_000_000_000

  private let arguments: [String]
  private let callLimit: Double
  private let events: EventBus
  /// Shared with the child: the world before the tick, and then the child's world after it.
  private let exchange: Arena
  /// The running world after the tick.
  private let after: Arena
  private let state = Mutex(State())

  private struct State {
    var child: DeterminismChild?
    var isStopped = false
    /// The next tick, and a latch that is open when there is one, or nothing more comes.
    var subject: DeterminismSubject?
    var arrival = Latch()
    /// Open when the last check has ended.
    var idle = Latch()
    /// CLOCK_MONOTONIC, ns.
    var notBefore: UInt64 = 0
    /// Seconds.
    var lastDuration = 0.0
  }

  // Confined to the worker.
  private var loaded: String?
  private var knownAssets: [String: UInt64] = [:]
  private var knownStored: [String: UInt64] = [:]
  private var reports = DeterminismReports()

  init(arguments: [String], callLimit: Double, events: EventBus) throws {
    self.arguments = arguments
    self.callLimit = callLimit
    self.events = events
    exchange = try Arena(name: "hotloop checked tick", bytesReserved: DeterminismCheck.maxWorldBytes)
    after = try Arena(name: "hotloop checked world", bytesReserved: DeterminismCheck.maxWorldBytes)
    state.withLock { $0.idle.open() }
    // The loop's thread would lose its processor for some of the worker's time otherwise.
    try HostThread("hotloop.determinism", priority: .yielding) { [self] in work() }
  }

  /// Seconds that the last check took; 0 before the first.
  var lastDuration: Double { state.withLock { $0.lastDuration } }

  /// Whether a tick can be checked now.
  var isReady: Bool {
    waitUntilIdle(timeout: .zero) && state.withLock { !$0.isStopped && monotonicNow >= $0.notBefore }
  }

  /// - Returns: false if the timeout came first.
  func waitUntilIdle(timeout: Duration) -> Bool { state.withLock { $0.idle }.wait(timeout: timeout) }

  /// Copies the worlds, and returns while the rest is done.
  func begin(_ subject: DeterminismSubject, before: Arena, after world: Arena) {
    do throws(ArenaError) {
      try exchange.copy(from: before)
      try after.copy(from: world)
    } catch {
      // Both fit: their sizes were compared with the limit.
      preconditionFailure("\(error)")
    }
    let idle = Latch()
    let arrival: Latch? = state.withLock { state in
      if state.isStopped { return nil }
      state.idle = idle
      state.subject = subject
      return state.arrival
    }
    arrival?.open()
  }

  /// Ends the child, and a check in progress without a report.
  func stop() {
    let (child, arrival) = state.withLock { state in
      state.isStopped = true
      return (state.child, state.arrival)
    }
    child?.kill()
    arrival.open()
  }

  // MARK: On the worker

  private func work() {
    while true {
      state.withLock { $0.arrival }.wait()
      let (subject, idle) = state.withLock { state in
        if !state.isStopped { state.arrival = Latch() }
        return (state.subject.take(), state.idle)
      }
      if isStopped {
        idle.open()
        return
      }
      if let subject { check(subject) }
      idle.open()
    }
  }

  private func check(_ subject: DeterminismSubject) {
    do throws(DeterminismChild.Failure) {
      let child = try child(for: subject)
      let job = DeterminismJob(
        subject.tick, assets: DeterminismJob.changes(of: subject.assets, since: &knownAssets),
        stored: DeterminismJob.changes(of: subject.stored, since: &knownStored), literals: subject.literals)
      let start = monotonicNow
      let outcome = try child.step(job, callLimit: callLimit)
      let duration = monotonicNow - start
      state.withLock { $0.lastDuration = Double(duration) / 1e9 }
      report(outcome, of: subject, duration)
    } catch {
      restartLater()
      if !isStopped, reports.isNewUnchecked(subject.generation) {
        events.emit(.stepUnchecked(generation: subject.generation, reason: error.reason))
      }
    }
  }

  private func report(_ outcome: DeterminismChild.Outcome, of subject: DeterminismSubject, _ duration: UInt64)
  {
    var event: HostEvent.Nondeterminism?
    var fields: [WorldDifference] = []
    switch outcome {
    case .stepped(let kept):
      event = StepComparison.difference(
        of: after, and: exchange, layout: subject.layout, generation: subject.generation,
        tick: subject.tick.tick, kept: kept, fields: &fields)
    case .failed(let reason, let location):
      restartLater()
      var failed = HostEvent.Nondeterminism(generation: subject.generation, tick: subject.tick.tick)
      (failed.failure, failed.location) = (reason, location)
      event = failed
    }
    if isStopped { return }
    events.emit(
      .stepChecked(
        .init(
          generation: subject.generation, tick: subject.tick.tick, isSame: event == nil, duration: duration)))
    if let event, reports.isNew(event, fields: fields) { events.emit(.nondeterministic(event)) }
  }

  private var isStopped: Bool { state.withLock { $0.isStopped } }

  /// The child that has loaded the image of this tick. Each image gets a process of its own, in which variables have their
  /// initial values, as after a reload.
  private func child(for subject: DeterminismSubject) throws(DeterminismChild.Failure) -> DeterminismChild {
    if loaded == subject.path, let child = state.withLock({ $0.child }) { return child }
    dropChild()
    let child: DeterminismChild
    do throws(Errno) {
      child = try DeterminismChild(arguments: arguments, world: exchange.descriptor)
    } catch {
      throw DeterminismChild.Failure(reason: "no process can be started: \(error)")
    }
    let isWanted = state.withLock { state in
      if !state.isStopped { state.child = child }
      return !state.isStopped
    }
    if !isWanted { child.kill() }
    try child.load(
      DeterminismImage(
        path: subject.path, generation: subject.generation, modules: subject.modules,
        bytesReserved: subject.bytesReserved))
    loaded = subject.path
    return child
  }

  /// Ends the child. The next one is started some time later.
  private func restartLater() {
    dropChild()
    state.withLock { $0.notBefore = monotonicNow + Self.restartDelay }
  }

  private func dropChild() {
    state.withLock { $0.child.take() }?.finish()
    loaded = nil
    (knownAssets, knownStored) = ([:], [:])
  }
}
