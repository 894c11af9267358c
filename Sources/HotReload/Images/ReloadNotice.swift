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
  var changedModules: [String] = []
  /// Each behind those that it imports; empty for those of the image that is called.
  var modules: [String] = []

  /// Lends the C form for the duration of a call of an image.
  func withInfo<R>(of image: GameImage, _ body: (UnsafePointer<ReloadInfo>) -> R) -> R {
    let order = modules.isEmpty ? image.modules : modules
    return unsafe withTexts(changedFiles) { files in
      unsafe withTexts(order) { modules in
        unsafe withTexts(changedModules) { changed in
          unsafe image.variables.handlers.withUnsafeBufferPointer { handlers in
            let functions = unsafe UnsafeRawPointer(handlers.baseAddress)
            let info = unsafe ReloadInfo(
              struct_size: UInt32(MemoryLayout<ReloadInfo>.size), cause: cause.reloadCause,
              from_generation: from, to_generation: to, changed_files: files,
              changed_file_count: UInt32(changedFiles.count), unused: 0, modules: modules,
              changed_modules: changed, module_count: UInt32(order.count),
              changed_module_count: UInt32(changedModules.count),
              handlers: functions?.assumingMemoryBound(
                to: (@convention(c) () -> UnsafeMutableRawPointer?)?.self),
              handler_count: UInt64(handlers.count))
            return unsafe withUnsafePointer(to: info) { unsafe body($0) }
          }
        }
      }
    }
  }

  private func withTexts<R>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> R
  ) -> R {
    let texts = unsafe texts.map { unsafe UnsafePointer(strdup($0)) }
    defer { for index in unsafe texts.indices { unsafe free(UnsafeMutablePointer(mutating: texts[index])) } }
    return unsafe texts.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
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
