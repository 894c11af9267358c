import CGameABI

/// The argument of ``Game/beforeReload(_:_:)`` and ``Game/afterReload(_:_:)``.
public struct Reload: Sendable {
  /// Why the host installs a build.
  public enum Cause: Sendable {
    /// A source file was saved.
    case save
    /// The player or the game requested it.
    case force
    /// An optimised build of the same source; only with `hotloop play --swap-optimised`.
    case optimised
    /// A rollback to an earlier generation, or the way forward again.
    case rollback
    /// The previous generation crashed or hung.
    case crash
  }

  /// Why the host installs this build.
  public let cause: Cause
  /// The number of the generation before the swap; 0 if the world was restored instead.
  public let fromGeneration: Int
  /// The number of the generation after the swap.
  public let toGeneration: Int
  /// The paths of the source files that differ between the two generations, relative to the package.
  public let changedFiles: [String]

  init(_ info: ReloadInfo) {
    cause =
      switch unsafe info.cause {
      case ReloadCauseSave: .save
      case ReloadCauseOptimised: .optimised
      case ReloadCauseRollback: .rollback
      case ReloadCauseCrash: .crash
      default: .force
      }
    fromGeneration = unsafe Int(clamping: info.from_generation)
    toGeneration = unsafe Int(clamping: info.to_generation)
    let paths = unsafe UnsafeBufferPointer(start: info.changed_files, count: Int(info.changed_file_count))
    changedFiles = unsafe paths.compactMap { path in unsafe path.map { unsafe String(cString: $0) } }
  }
}
