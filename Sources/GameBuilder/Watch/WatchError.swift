import SystemPackage

/// Why folders cannot be watched.
public enum WatchError: Error, Equatable, Sendable, CustomStringConvertible {
  case unavailable(reason: String)
  case tooMany(folder: String)
  case unreadable(folder: String, reason: String)

  init(_ errno: Errno, folder: String) {
    self = errno == .noSpace ? .tooMany(folder: folder) : .unreadable(folder: folder, reason: "\(errno)")
  }

  public var description: String {
    switch self {
    case .unavailable(let reason):
      return "saves are not seen: \(reason). The reload key reads them; watching is tried again by itself"
    case .tooMany(let folder):
      return "\(folder): cannot be watched, the kernel's limit is reached; "
        + "raise it with: sysctl fs.inotify.max_user_watches=524288"
    case .unreadable(let folder, let reason):
      return "\(folder): cannot be watched (\(reason)); check its permissions"
    }
  }
}
