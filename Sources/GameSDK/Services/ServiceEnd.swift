/// A service's end of the connection to the game. For the thread of the service, and for threads that end before it.
public struct ServiceEnd<Received: BitwiseCopyable & Sendable, Sent: BitwiseCopyable & Sendable>: Sendable {
  let handle: UInt64

  /// Waits for the next message of the game.
  ///
  /// - Returns: The message; nil if the service is to end.
  public func receive() -> Received? {
    guard case .message(let message) = Host.receive(Received.self, handle, limit: nil) else { return nil }
    return message
  }

  /// Waits for the next message of the game, but not for long. ``isEnding`` tells whether the service is to end.
  ///
  /// - Parameter limit: How long to wait.
  /// - Returns: The message; nil if there is none by then, or if the service is to end.
  public func receive(within limit: Duration) -> Received? {
    guard case .message(let message) = Host.receive(Received.self, handle, limit: limit) else { return nil }
    return message
  }

  /// Sends a message to the game, for its next tick. Waits while too many messages wait there, as in a game that is paused.
  ///
  /// - Parameter message: The message.
  /// - Returns: False if the service is to end; the message is not sent then.
  @discardableResult
  public func send(_ message: Sent) -> Bool { Host.reply(message, handle) }

  /// Whether the service is to end: it was stopped or restarted, or the game ends.
  public var isEnding: Bool { Host.isServiceEnding(handle, limit: .zero) }

  /// Waits.
  ///
  /// - Parameter duration: How long, unless the service is to end before.
  /// - Returns: False if the service is to end.
  @discardableResult
  public func sleep(for duration: Duration) -> Bool { !Host.isServiceEnding(handle, limit: duration) }
}
