import CCrashGuard
import CGameABI
import Engine
import Glibc
import Timeline

/// A callback of the contract. The raw value is its name in messages.
public enum Callback: String, Sendable {
  case start, step, draw
  case beforeReload = "before_reload"
  case afterReload = "after_reload"
  case mayReload = "may_reload"
  case migrate, stop, inspect
}

/// The outcome of a callback.
public enum CallOutcome: Equatable, Sendable {
  case ok
  /// The game does not implement the callback, or did nothing in it.
  case none
  /// The callback returned an error. The reason is what the game logged about it; nil if it logged nothing. `thrown` is the call
  /// stack of its `throw`, if that is known.
  case failed(reason: String?, thrown: CallStack? = nil)
  case crashed(CrashReport)

  var succeeded: Bool { self == .ok || self == .none }
}

/// Calls the game. Every callback goes through the crash guard. Used on the loop's thread.
///
/// Between two of these calls no game function is on any stack of this thread, which makes a swap safe. A reload
/// checks it with `isInsideGame`.
struct GameCalls {
  let image: GameImage

  static var isInsideGame: Bool { crash_guard_is_inside_call() }

  func start(_ world: UnsafeMutablePointer<WorldHeader>) -> CallOutcome {
    unsafe call(image.table.pointee.start.map { unsafe unsafeBitCast($0, to: Function.self) }, world, nil)
  }

  func step(_ world: UnsafeMutablePointer<WorldHeader>, _ tick: PlayedTick) -> CallOutcome {
    image.services.messages = tick.messages
    defer { image.services.messages = TickMessages() }
    return unsafe withUnsafePointer(to: tick.info) { tick in
      unsafe call(image.table.pointee.step.map { unsafe unsafeBitCast($0, to: Function.self) }, world, tick)
    }
  }

  /// Draws the world over `picture`, from row `top` down.
  /// - Parameters:
  ///   - top: at most the picture's number of rows.
  ///   - alpha: how far the frame lies between the last tick (0) and the next (1).
  func draw(
    _ world: UnsafeMutablePointer<WorldHeader>, into picture: inout CellBuffer, top: Int, alpha: Float
  ) -> CallOutcome {
    let size = picture.size
    return unsafe picture.withUnsafeMutableCells { cells in
      // `top` is at most the number of rows, so this stays within the cells or at their end.
      let first = unsafe cells.baseAddress.map { unsafe $0 + top * size.columns }
      let frame = unsafe Frame(
        cells: first, columns: UInt32(size.columns), rows: UInt32(size.rows - top), alpha: alpha, unused: 0)
      return unsafe withUnsafePointer(to: frame) { frame in
        unsafe call(
          image.table.pointee.draw.map { unsafe unsafeBitCast($0, to: Function.self) }, world, frame)
      }
    }
  }

  func stop(_ world: UnsafeMutablePointer<WorldHeader>) -> CallOutcome {
    unsafe call(image.table.pointee.stop.map { unsafe unsafeBitCast($0, to: Function.self) }, world, nil)
  }

  /// Asks whether a save may be swapped in now. It may if the game cannot answer.
  func mayReload(_ world: UnsafeMutablePointer<WorldHeader>) -> (outcome: CallOutcome, mayReload: Bool) {
    var question = ReloadQuestion(struct_size: UInt32(MemoryLayout<ReloadQuestion>.size), must_wait: 0)
    let outcome = unsafe withUnsafeMutablePointer(to: &question) { question in
      unsafe call(
        image.table.pointee.may_reload.map { unsafe unsafeBitCast($0, to: Function.self) }, world, question)
    }
    return (outcome, !outcome.succeeded || question.must_wait == 0)
  }

  func beforeReload(_ world: UnsafeMutablePointer<WorldHeader>, _ notice: ReloadNotice) -> CallOutcome {
    unsafe notice.withInfo(of: image) { info in
      unsafe call(
        image.table.pointee.before_reload.map { unsafe unsafeBitCast($0, to: Function.self) }, world, info)
    }
  }

  func afterReload(_ world: UnsafeMutablePointer<WorldHeader>, _ notice: ReloadNotice) -> CallOutcome {
    image.services.isTakingOver = true
    defer { image.services.isTakingOver = false }
    return unsafe notice.withInfo(of: image) { info in
      unsafe call(
        image.table.pointee.after_reload.map { unsafe unsafeBitCast($0, to: Function.self) }, world, info)
    }
  }

  /// Runs one step of the game's own migration. This callback takes `info` in place of the world.
  func migrate(_ info: MigrationInfo) -> CallOutcome {
    unsafe withUnsafePointer(to: info) { info in
      unsafe call(
        image.table.pointee.migrate.map { unsafe unsafeBitCast($0, to: Function.self) },
        UnsafeMutableRawPointer(mutating: info), nil)
    }
  }

  /// Asks what is drawn at a cell.
  func inspect(
    _ world: UnsafeMutablePointer<WorldHeader>, _ info: UnsafePointer<InspectionInfo>
  ) -> CallOutcome {
    unsafe call(
      image.table.pointee.inspect.map { unsafe unsafeBitCast($0, to: Function.self) }, world, info)
  }

  /// Runs code that was compiled after the image.
  func evaluate(
    _ world: UnsafeMutablePointer<WorldHeader>, _ info: UnsafePointer<EvaluationInfo>
  ) -> CallOutcome {
    unsafe call(
      image.table.pointee.evaluate.map { unsafe unsafeBitCast($0, to: Function.self) }, world, info)
  }

  // Every callback takes one or two pointers and returns a status, so all of them can be called as this type; see
  // CrashGuardFunction.
  private typealias Function = CrashGuardFunction

  private func call(_ function: Function?, _ world: UnsafeMutableRawPointer?, _ argument: UnsafeRawPointer?)
    -> CallOutcome
  {
    guard let function = unsafe function else { return .none }
    var status: Int32 = 0
    var fault = CrashFault()
    image.services.errors.beginCall()
    image.services.assets.reader = ObjectIdentifier(image)
    image.services.kept.setGeneration(image.generation)
    image.services.caller = (image.path, image.generation)
    throw_record_begin()
    guard unsafe crash_guard_call(function, world, argument, &status, &fault) else {
      image.services.endCall(hasFailed: false)
      image.services.kept.dropDraftsOfThread()
      image.services.serviceRequests.endCall(hasSucceeded: false)
      return .crashed(CrashReport(fault))
    }
    let hasFailed = status != HotloopStatusOK.rawValue && status != HotloopStatusNone.rawValue
    let reason = image.services.endCall(hasFailed: hasFailed)
    image.services.serviceRequests.endCall(hasSucceeded: !hasFailed)
    if hasFailed { return .failed(reason: reason, thrown: CallStack.ofLastThrow) }
    return status == HotloopStatusOK.rawValue ? .ok : .none
  }
}
