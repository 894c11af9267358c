import CGameABI
import Engine
import Glibc

/// The argument of `before_reload` and `after_reload`.
struct ReloadNotice {
  var cause: SwapCause
  /// The generation whose world is taken over; 0 if it is not the running world.
  var from: UInt64
  var to: UInt64
  /// Relative to the package.
  var changedFiles: [String] = []

  /// Lends the C form for the duration of a call.
  func withInfo<R>(_ body: (UnsafePointer<ReloadInfo>) -> R) -> R {
    let names = unsafe changedFiles.map { unsafe UnsafePointer(strdup($0)) }
    defer { for index in unsafe names.indices { unsafe free(UnsafeMutablePointer(mutating: names[index])) } }
    return unsafe names.withUnsafeBufferPointer { names in
      let info = unsafe ReloadInfo(
        struct_size: UInt32(MemoryLayout<ReloadInfo>.size), cause: cause.reloadCause, from_generation: from,
        to_generation: to, changed_files: names.baseAddress, changed_file_count: UInt32(names.count),
        unused: 0)
      return unsafe withUnsafePointer(to: info) { unsafe body($0) }
    }
  }
}

extension SwapCause {
  /// The value in the contract with the game.
  var reloadCause: ReloadCause {
    switch self {
    case .save: ReloadCauseSave
    case .force, .start: ReloadCauseForce
    // For the game, both are the same source in another image.
    case .optimised, .tweak: ReloadCauseOptimised
    case .rollback: ReloadCauseRollback
    case .crash: ReloadCauseCrash
    }
  }
}
