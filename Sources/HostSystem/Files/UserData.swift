import Foundation

/// Where programs keep data of this user, by the XDG Base Directory Specification.
public enum UserData {
  public static var folder: String {
    let environment = ProcessInfo.processInfo.environment
    // The specification says to ignore a relative path.
    if let folder = environment["XDG_DATA_HOME"], folder.hasPrefix("/") { return folder }
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? NSHomeDirectory()
    return home + "/.local/share"
  }
}
