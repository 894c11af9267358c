import CCrashGuard
import CGameABI
import Engine
import HostSystem

/// A service as the game describes it.
struct ServiceDescription: Sendable {
  /// `MODULE/NAME`.
  let name: String
  /// Hashes of the layouts of its messages, and their bytes; 0 for no messages.
  let receivedLayout: UInt64
  let receivedSize: Int
  let sentLayout: UInt64
  let sentSize: Int
}

/// The code of a service that is to run once.
// Safe: one thread at a time has it, and hands it over under a lock.
@safe final class ServiceLaunch: @unchecked Sendable {
  let description: ServiceDescription
  /// The generation that started it, and the path of its image.
  let generation: UInt64
  let image: String
  /// The time that a service has to end that runs while this one is to be started.
  let limit: Duration
  private let code: ServiceCode
  private var isUsed = false

  private static let reasonSize = 1024

  init(_ description: ServiceDescription, _ code: ServiceCode, generation: UInt64, image: String) {
    self.description = description
    self.generation = generation
    self.image = image
    limit = unsafe .milliseconds(Int64(code.limit))
    unsafe self.code = code
  }

  deinit { if !isUsed { unsafe code.discard?(code.body) } }

  /// How the code ended.
  enum End: Sendable {
    case returned
    /// `thrown` is where the error was thrown, if that is known.
    case failed(reason: String, thrown: CallStack?)
    case crashed(CrashReport)
  }

  /// Runs the code under the crash guard, on a thread of its own.
  func run(_ handle: UInt64) -> End {
    isUsed = true
    guard unsafe crash_guard_enter_thread() != nil else {
      unsafe code.discard?(code.body)
      return .failed(reason: "out of memory for the crash guard's stack", thrown: nil)
    }
    defer { crash_guard_leave_thread() }
    return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Self.reasonSize) { reason in
      unsafe reason.initialize(repeating: 0)
      var call = unsafe Call(code: code, handle: handle, reason: reason.baseAddress)
      var status: Int32 = 0
      var fault = CrashFault()
      throw_record_begin()
      let returned = unsafe withUnsafeMutablePointer(to: &call) { call in
        unsafe crash_guard_call(
          { call, _ in
            // It lives in the caller's frame.
            let call = unsafe call!.assumingMemoryBound(to: Call.self).pointee
            return unsafe call.code.run?(
              call.code.body, call.handle, call.reason, ServiceLaunch.reasonSize
            ).rawValue ?? HotloopStatusFailed.rawValue
          }, call, nil, &status, &fault)
      }
      if !returned { return .crashed(CrashReport(fault)) }
      if status != HotloopStatusFailed.rawValue { return .returned }
      return unsafe .failed(reason: String(cString: reason.baseAddress!), thrown: CallStack.ofLastThrow)
    }
  }

  @unsafe private struct Call {
    let code: ServiceCode
    let handle: UInt64
    let reason: UnsafeMutablePointer<CChar>?
  }
}
