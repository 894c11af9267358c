import CGameABI

/// The host's log. May be used on any thread. The output of `print` goes there too.
public enum Log {
  /// Writes a line with details for debugging.
  public static func debug(_ text: @autoclosure () -> String) { Host.log(LogLevelDebug, text()) }
  /// Writes a line about normal operation.
  public static func info(_ text: String) { Host.log(LogLevelInfo, text) }
  /// Writes a line about a problem that the game can handle.
  public static func warning(_ text: String) { Host.log(LogLevelWarning, text) }
  /// Writes a line about a failure.
  public static func error(_ text: String) { Host.log(LogLevelError, text) }
}
