import CGameABI

/// What a game is told of a reload.
public struct Reload: Sendable {
  public enum Cause: Sendable {
    /// A source file was saved.
    case save
    /// The player asked for it, or the game did.
    case force
    /// The same source, optimised.
    case optimised
    /// The same source: whole, after only the changed functions had been compiled.
    case completed
    /// Back to an earlier generation, or forward again.
    case rollback
    /// The generation before it crashed or hung.
    case crash
  }

  public let cause: Cause
  /// The generation that runs until the swap; 0 where the world was restored and there is no such generation.
  public let fromGeneration: Int
  /// The generation that runs from the swap on.
  public let toGeneration: Int
  /// The source files that differ between the two, relative to the package.
  public let changedFiles: [String]

  init(_ info: ReloadInfo) {
    cause =
      switch unsafe info.cause {
      case ReloadCauseSave: .save
      case ReloadCauseOptimised: .optimised
      case ReloadCauseCompleted: .completed
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
