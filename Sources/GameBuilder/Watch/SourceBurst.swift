/// Files that were saved, made, renamed or deleted together. Absolute paths, sorted.
public struct SourceBurst: Sendable, Equatable {
  /// Files that the game is compiled from: Swift files, headers, C files.
  public var sources: [String] = []
  /// Files under `assets/`.
  public var assets: [String] = []
  /// Package.swift and Package.resolved.
  public var manifests: [String] = []
  /// When the first report of the burst was received, in nanoseconds of CLOCK_MONOTONIC.
  public var time: UInt64 = 0
  /// Reports may have been lost: the kernel's queue was full, or other folders are at the paths. Then all files are listed,
  /// changed or not.
  public var isRescan = false
  /// Folders in which a change came without a report of the kernel. They are polled from now on.
  public var unreportedIn: [String] = []
  /// Set if not all folders are watched any more. Then the paths may be empty.
  public var problem: WatchError?

  public var isEmpty: Bool {
    sources.isEmpty && assets.isEmpty && manifests.isEmpty && problem == nil && unreportedIn.isEmpty
  }
}
