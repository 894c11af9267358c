import SystemPackage

/// Files that were saved, made, renamed or deleted together. Absolute paths, sorted.
public struct SourceBurst: Sendable, Equatable {
  /// What the game is compiled from: Swift files, headers, C files.
  public var sources: [String] = []
  /// Files under `assets/`.
  public var assets: [String] = []
  /// Package.swift and Package.resolved.
  public var manifests: [String] = []
  /// CLOCK_MONOTONIC, in nanoseconds, when the kernel's first report of the burst was received.
  public var time: UInt64 = 0
  /// Whether reports were lost (the kernel's queue was full). Then every file is named, changed or not.
  public var isRescan = false
  /// Set when watching is no longer complete; then the paths may be empty.
  public var problem: WatchError?

  public var isEmpty: Bool { sources.isEmpty && assets.isEmpty && manifests.isEmpty && problem == nil }
}

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
      return "saves cannot be watched: inotify is not available (\(reason)); "
        + "raise fs.inotify.max_user_instances, or reload with the key"
    case .tooMany(let folder):
      return "\(folder): cannot be watched, the kernel's limit is reached; "
        + "raise it with: sysctl fs.inotify.max_user_watches=524288"
    case .unreadable(let folder, let reason):
      return "\(folder): cannot be watched (\(reason)); check its permissions"
    }
  }
}
