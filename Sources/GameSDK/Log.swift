import CGameABI

/// The host's log. Usable anywhere in a game. `print` goes there too.
public enum Log {
  public static func debug(_ text: @autoclosure () -> String) { Host.log(LogLevelDebug, text()) }
  public static func info(_ text: String) { Host.log(LogLevelInfo, text) }
  public static func warning(_ text: String) { Host.log(LogLevelWarning, text) }
  public static func error(_ text: String) { Host.log(LogLevelError, text) }
}
