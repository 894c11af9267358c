import Dispatch
import Engine
import HostSystem
import Synchronization

/// The connection of a window to a host: what the host sends is collected by a thread of its own, and what it is sent waits in a
/// queue, so that the window never waits for the host. Any thread.
final class HostConnection: Sendable {
  private let channel: LineChannel
  private let inbox = Mutex(Inbox())
  private let outbox = Mutex(Outbox())
  private let sender = DispatchQueue(label: "hotloop.attach.send")

  private struct Inbox {
    var lines: [[UInt8]] = []
    var hasEnded = false
  }

  private struct Outbox {
    var inputs = WindowInputQueue()
    var isSending = false
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

  /// Does not wait.
  /// - Returns: false if it is dropped, because the host takes inputs more slowly than they come.
  func send(_ input: WindowInput) -> Bool {
    let (isTaken, begins) = outbox.withLock { outbox in
      let isTaken = outbox.inputs.append(input)
      defer { outbox.isSending = true }
      return (isTaken, !outbox.isSending)
    }
    if begins { sender.async { self.sendAll() } }
    return isTaken
  }

  private func sendAll() {
    while let input = nextInput(), channel.send(input.line) {}
  }

  private func nextInput() -> WindowInput? {
    outbox.withLock { outbox in
      let input = outbox.inputs.take()
      if input == nil { outbox.isSending = false }
      return input
    }
  }

  func end() { channel.shutDown() }
}
