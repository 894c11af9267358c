import Engine
import Synchronization

/// Ends a run that nothing can continue: the game has no other code than the one that failed. Any thread.
final class RunFailure: Sendable {
  private let gateway: LoopGateway<GameLoop>
  private let first = Mutex<String?>(nil)

  init(gateway: LoopGateway<GameLoop>) { self.gateway = gateway }

  /// Why the run ended; nil if nothing failed.
  var reason: String? { first.withLock { $0 } }

  func receive(_ event: HostEvent) {
    switch event {
    case .crashHandled(let crash, .tickUndone(successor: nil)):
      crash.details.whenComplete { [self] in end("the game crashed in \(crash.callback): \($0.reason)") }
    case .rejected(let rejection):
      guard let crash = rejection.crash else { return end("the game cannot start: \(rejection.reason)") }
      crash.details.whenComplete { [self] in end("the game cannot start: \($0.reason)") }
    case .worldDamaged(_, let reason): end("the game cannot continue: \(reason)")
    default: break
    }
  }

  private func end(_ reason: String) {
    first.withLock { if $0 == nil { $0 = reason } }
    gateway.post { $0.requestExit(reason) }
  }
}
