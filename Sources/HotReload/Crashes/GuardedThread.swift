import CCrashGuard

/// The thread that calls the game.
public enum GuardedThread {
  public struct Failure: Error, CustomStringConvertible {
    public var description: String { "out of memory for the crash guard's stack" }
  }

  /// Lets the calling thread make calls whose crashes are caught.
  public static func enter() throws(Failure) {
    if unsafe crash_guard_enter_thread() == nil { throw Failure() }
  }
}
