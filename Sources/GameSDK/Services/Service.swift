/// A background thread of the game, and the types of the messages that it exchanges with it.
///
///     struct Query: BitwiseCopyable, Sendable { var from, to: Int32 }
///     struct Route: BitwiseCopyable, Sendable { var first, length: Int32 }
///
///     let pathfinder = Service("pathfinder", receives: Query.self, sends: Route.self)
///
///     pathfinder.start { game in
///       while let query = game.receive() { game.send(search(query)) }
///     }
///     pathfinder.send(Query(from: 3, to: 17))
///     for route in tick.messages(from: pathfinder) { … }
///
/// **Life.** A service keeps running through reloads and rollbacks, in the code that it was started with. ``start(_:)`` does
/// nothing while it runs, and starts it again if it has ended; ``restart(within:_:)`` runs it in new code. It ends with the
/// process: start it in both ``Game/start(_:_:)`` and ``Game/afterReload(_:_:)``, because another process may continue a run.
///
/// **Messages** are values without pointers. Those to the service wait until it takes them; those from it are delivered to the next
/// ``Game/step(_:_:)``, and are recorded as input is: replays and rewinding do not need the service. In each direction at most
/// 1,024 messages or 4 MiB wait. If the type of a message is edited, restart the service: messages of another type are dropped, and reported.
///
/// **Effect.** What a callback starts, stops and sends takes effect when it has returned, and not if it crashes or throws. In a
/// build's ``Trial``, and when a tick is computed again, nothing of it has an effect.
///
/// **Failure.** A crash or an error ends the service alone, and is reported. `start`, and `restart` in ``Game/afterReload(_:_:)``, then start it in the next build
/// only, so that it does not crash again and again.
///
/// **Threads.** ``start(_:)``, ``restart(within:_:)``, ``stop(within:)`` and ``send(_:)`` are for callbacks of the game, on the loop's thread.
public struct Service<Received: BitwiseCopyable & Sendable, Sent: BitwiseCopyable & Sendable>: Sendable {
  /// The name, unique in the module.
  public let name: String
  let module: String

  /// Describes a service. Does not start it.
  ///
  /// - Parameters:
  ///   - name: The name, unique in the module: 1 to 64 bytes of UTF-8 without control characters.
  ///   - received: The messages that it receives from the game: at most 64 KiB each.
  ///   - sent: The messages that it sends to the game: at most 64 KiB each.
  ///   - fileID: A file of the module; leave it out.
  public init(
    _ name: String, receives received: Received.Type = NoMessage.self, sends sent: Sent.Type = NoMessage.self,
    fileID: StaticString = #fileID
  ) {
    self.name = name
    module = KeptSlot.module(of: fileID)
  }

  /// Starts the service, unless it runs.
  ///
  /// - Parameter body: Runs on a thread of its own. What it captures is shared with this build. When it returns or throws, the
  ///   service has ended.
  public func start(_ body: @escaping @Sendable (ServiceEnd<Received, Sent>) throws -> Void) {
    Host.startService(self, restarts: false, limit: .zero, body)
  }

  /// Starts the service in this build. One that runs is asked to end first, and the new one begins when it has ended.
  ///
  /// In ``Game/afterReload(_:_:)``, which is also called when this build takes over another world, one that runs in this build runs on.
  ///
  /// - Parameters:
  ///   - limit: The time that the one that runs has to end: then it is left alone and reported, and the new one begins.
  ///   - body: As in ``start(_:)``.
  public func restart(
    within limit: Duration = .seconds(2),
    _ body: @escaping @Sendable (ServiceEnd<Received, Sent>) throws -> Void
  ) {
    Host.startService(self, restarts: true, limit: limit, body)
  }

  /// Asks the service to end. Does not wait for that.
  ///
  /// - Parameter limit: The time that it has to end: then it is left alone and reported.
  public func stop(within limit: Duration = .seconds(2)) { Host.stopService(self, limit: limit) }

  /// Sends a message to the service, which may be started later.
  ///
  /// If too many messages wait, it is dropped, and the player is told.
  ///
  /// - Parameter message: The message.
  public func send(_ message: Received) { Host.send(message, to: self) }
}

/// The messages of a service that receives or sends none.
public struct NoMessage: BitwiseCopyable, Sendable {}

extension Tick {
  /// The messages that a service has sent since the last tick, in order. The same in a replay.
  ///
  /// - Parameter service: The service.
  /// - Returns: The messages; the same ones if it is called again in this tick.
  public func messages<Received, Sent>(from service: Service<Received, Sent>) -> [Sent] {
    Host.messages(from: service)
  }
}
