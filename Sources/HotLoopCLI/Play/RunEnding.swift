import Engine
import Glibc
import HostSystem

extension EndingSignals {
  /// Ends a headless run normally on signals that would otherwise kill it.
  init(gateway: LoopGateway<GameLoop>) { self.init { _, name in gateway.post { $0.requestExit(name) } } }
}

/// Ends the run normally when the supervisor is gone, or at least soon: nobody else could end a host that hangs.
enum SupervisorCheck {
  /// Seconds.
  private static let endTimeout: Int32 = 10

  static func begin(supervisor: pid_t, _ gateway: LoopGateway<GameLoop>) throws {
    try ParentProcess.watch(supervisor) {
      ParentProcess.endThisProcess(within: endTimeout)
      gateway.post { $0.requestExit("its supervisor is gone") }
    }
  }
}

/// Ends a run of a fixed length that cannot reach it: nothing can be played, or the only generation crashed.
struct EndingWithoutGame {
  let gateway: LoopGateway<GameLoop>

  func receive(_ event: HostEvent) {
    switch event {
    case .buildFailed(let build): if !build.isBackground { end(build.reason) }
    case .preflight(let trial):
      guard trial.isRejection else { return }
      end(describe(trial.title, trial.location, trial.reason ?? "no reason was given"))
    case .rejected(let rejection):
      // The verdict is reported before.
      if rejection.stage == "preflight" { return }
      let title = "Generation \(rejection.generation) rejected (\(rejection.stage))"
      guard let crash = rejection.crash else { return end("\(title): \(rejection.reason)") }
      crash.details.whenComplete { end(describe(crash.title, $0.location, $0.reason)) }
    case .crashHandled(let crash, .tickUndone(successor: nil)):
      crash.details.whenComplete { end(describe(crash.title, $0.location, $0.reason)) }
    case .resumed(let event):
      // No save will come that could continue the run.
      if event.generation == 0 { end("the host died: \(event.death)") }
    default: break
    }
  }

  private func describe(_ title: String, _ location: String?, _ reason: String) -> String {
    "\(title)\(location.map { " at " + $0 } ?? ""): \(reason)"
  }

  /// Ends the run if nothing can run now.
  private func end(_ reason: String) {
    gateway.post { loop in
      if loop.game.generation == 0 {
        loop.requestExit("there is nothing to play:\n\(reason)")
      } else if loop.game.status.isStopped {
        loop.requestExit(reason)
      }
    }
  }
}
