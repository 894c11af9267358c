import CGameABI

/// The argument of ``Game/beforeReload(_:_:)``, ``Game/afterReload(_:_:)`` and of the handlers of ``Reloads``.
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
  /// The modules that these files belong to, and those that were added or removed: each behind those that it imports.
  public let changedModules: [String]

  /// Whether a module of the game has changed, by its name in `import`.
  ///
  /// - Parameter module: A target of the package, or of one that is required by path.
  public func hasChanged(_ module: String) -> Bool { changedModules.contains(module) }

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
    changedFiles = unsafe HandlerRegistry.texts(info.changed_files, Int(info.changed_file_count))
    changedModules = unsafe HandlerRegistry.texts(info.changed_modules, Int(info.changed_module_count))
  }
}
