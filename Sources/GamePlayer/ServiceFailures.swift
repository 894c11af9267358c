import Engine
import Synchronization

/// What failed in the services of a game that plays on: nobody reads a log. Any thread.
final class ServiceFailures: Sendable {
  private let found = Mutex<[HostEvent.ServiceChange]>([])

  /// One for each service and kind of failure, in the order of the first.
  var lines: [String] { found.withLock { $0.map(\.text) } }

  func receive(_ event: HostEvent) {
    guard case .serviceChanged(var change) = event, change.isProblem else { return }
    // A player has one generation.
    change.generation = nil
    guard let details = change.details else { return note(change) }
    change.details = nil
    details.whenComplete { [self, change] details in
      var change = change
      change.reason = details.reason
      note(change)
    }
  }

  private func note(_ change: HostEvent.ServiceChange) {
    found.withLock { found in
      if !found.contains(where: { $0.title == change.title }) { found.append(change) }
    }
  }
}
