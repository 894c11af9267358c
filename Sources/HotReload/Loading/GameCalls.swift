import CCrashGuard
import CGameABI
import Glibc

/// A callback of the contract, by the name that messages call it.
public enum Callback: String, Sendable {
  case start, step, draw
  case beforeReload = "before_reload"
  case afterReload = "after_reload"
  case migrate, stop
}

/// How a callback ended.
public enum CallOutcome: Equatable, Sendable {
  case ok
  /// The game has no such callback, or nothing to do in it.
  case none
  /// It answered that it failed; the reason is in the log.
  case failed
  case crashed(CrashReport)

  var succeeded: Bool { self == .ok || self == .none }
}

/// The only way into the game: every callback goes through the crash guard. The loop's thread.
///
/// Between two of these calls no game function is on any stack of this thread, which is what makes a swap safe;
/// `isInsideGame` is how the swap checks it.
struct GameCalls {
  let image: GameImage

  static var isInsideGame: Bool { crash_guard_is_inside_call() }

  func start(_ world: UnsafeMutablePointer<WorldHeader>) -> CallOutcome {
    unsafe call(image.table.pointee.start.map { unsafe unsafeBitCast($0, to: Function.self) }, world, nil)
  }

  func step(_ world: UnsafeMutablePointer<WorldHeader>, _ tick: TickInfo) -> CallOutcome {
    unsafe withUnsafePointer(to: tick) { tick in
      unsafe call(image.table.pointee.step.map { unsafe unsafeBitCast($0, to: Function.self) }, world, tick)
    }
  }

  func draw(_ world: UnsafeMutablePointer<WorldHeader>, _ frame: Frame) -> CallOutcome {
    unsafe withUnsafePointer(to: frame) { frame in
      unsafe call(image.table.pointee.draw.map { unsafe unsafeBitCast($0, to: Function.self) }, world, frame)
    }
  }

  func stop(_ world: UnsafeMutablePointer<WorldHeader>) -> CallOutcome {
    unsafe call(image.table.pointee.stop.map { unsafe unsafeBitCast($0, to: Function.self) }, world, nil)
  }

  func beforeReload(_ world: UnsafeMutablePointer<WorldHeader>, _ notice: ReloadNotice) -> CallOutcome {
    unsafe notice.withInfo { info in
      unsafe call(
        image.table.pointee.before_reload.map { unsafe unsafeBitCast($0, to: Function.self) }, world, info)
    }
  }

  func afterReload(_ world: UnsafeMutablePointer<WorldHeader>, _ notice: ReloadNotice) -> CallOutcome {
    unsafe notice.withInfo { info in
      unsafe call(
        image.table.pointee.after_reload.map { unsafe unsafeBitCast($0, to: Function.self) }, world, info)
    }
  }

  /// One step of the game's own migration. The first argument of this callback is not the world but `info`.
  func migrate(_ info: MigrationInfo) -> CallOutcome {
    unsafe withUnsafePointer(to: info) { info in
      unsafe call(
        image.table.pointee.migrate.map { unsafe unsafeBitCast($0, to: Function.self) },
        UnsafeMutableRawPointer(mutating: info), nil)
    }
  }

  // Every callback takes one pointer (the world, mostly) and at most one more and returns a status, so all of them can be
  // called as this type; see CrashGuardFunction.
  private typealias Function = CrashGuardFunction

  private func call(_ function: Function?, _ world: UnsafeMutableRawPointer?, _ argument: UnsafeRawPointer?)
    -> CallOutcome
  {
    guard let function = unsafe function else { return .none }
    var status: Int32 = 0
    var fault = CrashFault()
    guard unsafe crash_guard_call(function, world, argument, &status, &fault) else {
      return .crashed(CrashReport(fault))
    }
    return switch status {
    case HotloopStatusOK.rawValue: .ok
    case HotloopStatusNone.rawValue: .none
    default: .failed
    }
  }
}

/// What `before_reload` and `after_reload` are told.
struct ReloadNotice {
  var cause: ReloadCause
  var from: UInt64
  var to: UInt64
  var changedFiles: [String]

  /// Lends the C form for the duration of a call.
  func withInfo<R>(_ body: (UnsafePointer<ReloadInfo>) -> R) -> R {
    let names = unsafe changedFiles.map { unsafe UnsafePointer(strdup($0)) }
    defer { for index in unsafe names.indices { unsafe free(UnsafeMutablePointer(mutating: names[index])) } }
    return unsafe names.withUnsafeBufferPointer { names in
      let info = unsafe ReloadInfo(
        struct_size: UInt32(MemoryLayout<ReloadInfo>.size), cause: cause, from_generation: from,
        to_generation: to, changed_files: names.baseAddress, changed_file_count: UInt32(names.count),
        unused: 0)
      return unsafe withUnsafePointer(to: info) { unsafe body($0) }
    }
  }
}
