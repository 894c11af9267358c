/// Handlers of reloads, which any module of the game registers, in any file.
///
///     // In a library:
///     let dropPaths = Reloads.before { _ in paths = [:] }
///     let readTables = Reloads.after { reload in
///       if reload.hasChanged("Tables") { tables = try Tables() }
///     }
///
/// A global or static variable is enough: its handler is registered before the first reload. Handlers can also be registered, and
/// removed with ``ReloadHandler/remove()``, in a callback.
///
/// **Order.** First those of libraries, then those of modules that import them, and those of the game's module last; after
/// them, ``Game/beforeReload(_:_:)`` or ``Game/afterReload(_:_:)``. In a module: variables by file and line, then what callbacks have
/// registered, in that order.
///
/// **When.** With each call of these callbacks: *before* handlers are those of the build that is replaced, *after* handlers those of the
/// new one. In tests of a game, handlers of variables that no code uses are not registered.
///
/// **Failure.** An error, a crash or a hang of a handler is one of the callback: see there. The error names the handler's place.
///
/// **Threads.** The loop's thread, as callbacks.
public enum Reloads {
  /// Registers a handler that runs before this build is replaced.
  ///
  /// - Parameters:
  ///   - fileID: The file that registers it; leave it out.
  ///   - line: The line there; leave it out.
  ///   - body: Drops what is derived from the world or from other modules, and ends what only one build can hold.
  /// - Returns: The handler, which can be removed.
  @discardableResult
  public static func before(
    fileID: StaticString = #fileID, line: UInt = #line, _ body: @escaping (Reload) throws -> Void
  ) -> ReloadHandler {
    HandlerRegistry.add(.before, "\(fileID)", line, body)
  }

  /// Registers a handler that runs after this build has replaced another one.
  ///
  /// - Parameters:
  ///   - fileID: The file that registers it; leave it out.
  ///   - line: The line there; leave it out.
  ///   - body: Derives again what the module needs.
  /// - Returns: The handler, which can be removed.
  @discardableResult
  public static func after(
    fileID: StaticString = #fileID, line: UInt = #line, _ body: @escaping (Reload) throws -> Void
  ) -> ReloadHandler {
    HandlerRegistry.add(.after, "\(fileID)", line, body)
  }

  /// Tells which handlers variables hold. For code that HotLoop adds to optimised builds, whose compiler leaves out variables that
  /// nothing uses; not for games.
  ///
  /// - Parameter handler: The value of a variable.
  public static func hold(_ handler: ReloadHandler?) {
    if let handler { HandlerRegistry.hold(handler) }
  }
}

/// A registered handler of reloads. See ``Reloads``.
public struct ReloadHandler: Sendable, Hashable {
  let number: Int

  /// Ends the handler: it does not run any more. On the loop's thread.
  public func remove() { HandlerRegistry.remove(self) }
}
