/// The trial of a build: before the host swaps it in, it runs ``Game/afterReload(_:_:)`` (or ``Game/start(_:_:)``), a few ticks
/// and one ``Game/draw(_:on:)`` in another process, in a copy of the world.
///
/// What the game draws, prints and stores there is discarded. The process ends without ``Game/beforeReload(_:_:)``, and
/// everything it opened is closed.
public enum Trial {
  /// Whether this process is a trial, or the one in which the host steps ticks of the running game a second time to find out
  /// whether a step depends on something outside the world.
  ///
  /// The running game continues beside it and may hold what only one process can have: a port, a lock, a device. Do not
  /// ask for such a thing in a trial:
  ///
  ///     mutating func afterReload(_ world: inout World, _ reload: Reload) throws {
  ///       if !Trial.isRunning { server = try Server(port: 7777) }
  ///     }
  public static var isRunning: Bool { Host.isTrial }
}
