import Engine
import HostSystem
import Synchronization

/// The connection of a window to a host: what the host sends is collected by a thread of its own.
final class HostConnection: Sendable {
  private let channel: LineChannel
  private let inbox = Mutex(Inbox())

  private struct Inbox {
    var lines: [[UInt8]] = []
    var hasEnded = false
  }

  /// Connects and asks for a page; nil if no host answers there.
  /// - Parameter wake: called when something has arrived. Any thread.
  init?(
    _ host: RunningHost, page: WindowPage, size: CellSize, wake: @escaping @Sendable () -> Void
  ) {
    let request = ControlRequest(command: .attach, argument: page.rawValue, field: size.plain)
    guard let channel = try? host.connect(), channel.send(request.line) else { return nil }
    self.channel = channel
    // It ends with the connection.
    guard
      (try? HostThread(
        "hotloop.attach",
        { [self] in
          while case .line(let line) = channel.receive() {
            inbox.withLock { $0.lines.append(line) }
            wake()
          }
          inbox.withLock { $0.hasEnded = true }
          wake()
        })) != nil
    else { return nil }
  }

  deinit { channel.shutDown() }

  /// What has arrived since the last call, and whether the host is gone.
  func takeReceived() -> (lines: [[UInt8]], hasEnded: Bool) {
    inbox.withLock { inbox in
      defer { inbox.lines = [] }
      return (inbox.lines, inbox.hasEnded)
    }
  }

  func send(_ input: WindowInput) { _ = channel.send(input.line) }

  func end() { channel.shutDown() }
}
