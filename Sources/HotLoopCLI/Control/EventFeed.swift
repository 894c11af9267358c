import Dispatch
import Engine
import HostSystem
import Synchronization

/// Sends the events of the run to the clients that follow them. Any thread.
final class EventFeed: Sendable {
  /// Events that a client may be behind. One that does not read must not cost memory without limit.
  private static let maxWaiting = 10_000

  private let clients = Mutex<[ObjectIdentifier: Client]>([:])

  private final class Client: Sendable {
    let channel: LineChannel
    let queue = DispatchQueue(label: "hotloop.feed")
    let waiting = Atomic(0)
    init(_ channel: LineChannel) { self.channel = channel }
  }

  /// Does not wait for clients.
  func receive(_ stamped: EventBus.Stamped) {
    for client in clients.withLock({ Array($0.values) }) {
      guard client.waiting.add(1, ordering: .relaxed).newValue <= Self.maxWaiting else {
        client.channel.shutDown()
        continue
      }
      client.queue.async {
        if let line = stamped.logLine, !client.channel.send(line) { client.channel.shutDown() }
        client.waiting.subtract(1, ordering: .relaxed)
      }
    }
  }

  /// Sends the events from now on, and returns when the client is gone.
  func follow(_ channel: LineChannel) {
    let client = Client(channel)
    clients.withLock { $0[ObjectIdentifier(client)] = client }
    while case .line = channel.receive() {}
    clients.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(client)) }
  }

  /// Waits for a moment until the clients have all events.
  func flush() {
    let end = DispatchTime.now() + .milliseconds(500)
    for client in clients.withLock({ Array($0.values) }) {
      let isSent = DispatchSemaphore(value: 0)
      client.queue.async { isSent.signal() }
      _ = isSent.wait(timeout: end)
    }
  }
}
