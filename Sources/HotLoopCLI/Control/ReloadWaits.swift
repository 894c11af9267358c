import Engine
import HostSystem
import Synchronization

/// The reloads whose end control clients wait for. Any thread.
final class ReloadWaits: Sendable {
  private let waits = Mutex<[ObjectIdentifier: ReloadWait]>([:])

  /// Does not wait.
  func receive(_ stamped: EventBus.Stamped) {
    for wait in waits.withLock({ Array($0.values) }) { wait.receive(stamped.event) }
  }

  /// Waits until a reload has drawn its first frame or has failed. Not on the loop's thread.
  /// - Parameter begin: begins it.
  func outcome(of begin: () throws(ControlError) -> Void) throws(ControlError) -> ReloadWait.Outcome {
    let wait = ReloadWait()
    waits.withLock { $0[ObjectIdentifier(wait)] = wait }
    defer { waits.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(wait)) } }
    try begin()
    return wait.outcome.wait()
  }
}

/// What the events since a request tell about the reload that it began.
final class ReloadWait: Sendable {
  enum Outcome: Sendable {
    /// The generation that was swapped in, and why no frame of it is shown; nil if one is.
    case runs(UInt64, unseen: String? = nil)
    case failed(String, [HostEvent.Diagnostic])
  }

  private struct State {
    /// A save may take over from the build that was asked for.
    var isSaved = false
    /// The last trial.
    var trial: HostEvent.Preflight?
    /// What was swapped in.
    var generation: UInt64?
    var isDone = false
  }

  private let state = Mutex(State())
  let outcome = Deferred<Outcome>()
  var isDone: Bool { state.withLock(\.isDone) }

  func receive(_ event: HostEvent) {
    switch event {
    case .saved: state.withLock { $0.isSaved = true }
    case .buildFailed(let build) where !build.isBackground: finish(.failed(build.reason, build.diagnostics))
    case .preflight(let trial): state.withLock { $0.trial = trial }
    case .rejected(let rejection) where !rejection.isTakeover:
      var reason = "generation \(rejection.generation) was rejected (\(rejection.stage)): \(rejection.reason)"
      if rejection.stage == "preflight", let trial = state.withLock(\.trial) {
        reason = "\(trial.title): \(rejection.reason)"
      }
      finish(reason, (rejection.crash?.details ?? rejection.details))
    case .swapped(let swap), .worldRolledBack(let swap):
      if let before = state.withLock(\.generation), swap.cause == .rollback, swap.generation != before {
        finish(
          .failed(
            "generation \(before) was left for generation \(swap.generation) before it drew a frame", []))
      }
      state.withLock { state in
        // What runs instead of it contains it.
        if state.generation != nil || swap.cause == .force || swap.heldSaves > 0
          || swap.delay?.end == .request || swap.cause == .save && state.isSaved
        {
          state.generation = swap.generation
        }
      }
    case .crashed(let crash) where isMeant(crash.generation):
      finish(
        "\(crash.callback) \(crash.isHang ? "took too long" : "crashed"): \(crash.headline)", crash.details)
    case .tickStopped(let stop) where isMeant(stop.generation):
      finish(.failed("generation \(stop.generation) stopped: \(stop.callback) \(stop.cause)", []))
    case .firstFrame(let generation) where isMeant(generation): finish(.runs(generation))
    case .firstFrameKept(let generation, let reason) where isMeant(generation):
      finish(.runs(generation, unseen: reason))
    case .packageMoved(_, _, let reason, _): finish(.failed("nothing is built: \(reason)", []))
    case .unchanged(_, let generation) where state.withLock(\.isSaved): finish(.runs(generation))
    case .stopped: finish(.failed("hotloop ended before the reload did", []))
    default: break
    }
  }

  private func isMeant(_ generation: UInt64) -> Bool { state.withLock { $0.generation == generation } }

  private func finish(_ reason: String, _ details: Deferred<HostEvent.CrashDetails>?) {
    guard let details else { return finish(reason, at: state.withLock { $0.trial?.location }) }
    details.whenComplete { [self] details in finish(reason, at: details.location) }
  }

  private func finish(_ reason: String, at location: String?) {
    finish(.failed(reason, location.map { [HostEvent.Diagnostic(at: $0, message: reason)] } ?? []))
  }

  private func finish(_ result: Outcome) {
    let isFirst = state.withLock { state in
      defer { state.isDone = true }
      return !state.isDone
    }
    if isFirst { outcome.complete(result) }
  }
}

extension HostEvent.Diagnostic {
  /// - Parameter location: `Game/Player.swift:12`.
  fileprivate init(at location: String, message: String) {
    let colon = location.lastIndex(of: ":") ?? location.endIndex
    self.init(
      severity: .error, file: String(location[..<colon]), line: Int(location[colon...].dropFirst()) ?? 0,
      column: 0,
      message: message, sourceLine: nil, notes: [])
  }
}

extension ControlHandler {
  /// Rebuilds, and answers when the first frame of the new code is shown, must wait for the terminal, or cannot be drawn.
  func reloadAndWait() throws(ControlError) -> JSONValue {
    let outcome = try reloads.outcome { () throws(ControlError) in
      guard loop.call(timeout: Self.timeout, { $0.perform(.reload) }) != nil else { throw .loopTimeout }
    }
    switch outcome {
    case .runs(let generation, nil): return ["ok": true, "generation": .unsigned(generation)]
    case .runs(let generation, let reason?):
      return [
        "ok": true, "generation": .unsigned(generation), "drawn": false,
        "reason": .string("generation \(generation) is swapped in, but not shown: \(reason)"),
      ]
    case .failed(let reason, let problems):
      return ["ok": false, "error": .string(reason), "problems": .array(problems.map(\.json))]
    }
  }
}
