import CCrashGuard
import CGameABI
import HostSystem
import Synchronization
import SystemPackage

extension GameImage {
  /// Calls the entry function under the crash guard, on a thread of its own.
  ///
  /// A trial child has called it before. The guard is for code that behaves differently each time.
  /// - Parameter limit: the time after which the call is ended; nil for any time.
  static func call(
    _ entry: Entry, _ host: UnsafePointer<HostTable>, limit: Duration?
  ) throws(LoadError) -> UnsafePointer<GameTable>? {
    let call = unsafe EntryCall(entry, host)
    do throws(Errno) {
      try HostThread("hotloop.entry") { call.make() }
    } catch {
      throw .defect(
        "its entry function cannot be called: no thread (\(error)); end other programs and save again")
    }
    return try unsafe call.result(limit: limit)
  }
}

/// A call of an entry function on one thread, for which another thread waits.
@safe private final class EntryCall: @unchecked Sendable {
  private let entry: GameImage.Entry
  private let host: UnsafePointer<HostTable>
  private var table: UnsafePointer<GameTable>?
  private var fault: CrashFault?
  private let done = Latch()
  /// The thread that makes the call, while it can be interrupted.
  private let guarded = Mutex<UInt?>(nil)

  init(_ entry: GameImage.Entry, _ host: UnsafePointer<HostTable>) {
    unsafe self.entry = entry
    unsafe self.host = host
  }

  func make() {
    defer { done.open() }
    guard let thread = unsafe crash_guard_enter_thread() else {
      // There is no memory for a signal stack. An unguarded call is better than none.
      unsafe table = unsafe entry(host)
      return
    }
    guarded.withLock { $0 = UInt(bitPattern: thread) }
    defer {
      guarded.withLock { $0 = nil }
      crash_guard_leave_thread()
    }
    var status: Int32 = 0
    var fault = CrashFault()
    let me = unsafe Unmanaged.passUnretained(self).toOpaque()
    let returned = unsafe crash_guard_call(
      { me, _ in
        // The caller keeps the object alive until this call ends.
        let call = unsafe Unmanaged<EntryCall>.fromOpaque(me!).takeUnretainedValue()
        unsafe call.table = unsafe call.entry(call.host)
        return 0
      }, me, nil, &status, &fault)
    if !returned { self.fault = fault }
  }

  /// Waits for the call to end, and ends it when it takes too long.
  func result(limit: Duration?) throws(LoadError) -> UnsafePointer<GameTable>? {
    // While a debugger is attached, calls take as long as the user looks at them.
    while !done.wait(timeout: limit) {
      if let limit, !isDebuggerAttached { interrupt(limit / .seconds(1)) }
    }
    if let fault { throw .crashed(CrashReport(fault)) }
    return unsafe table
  }

  private func interrupt(_ limit: Double) {
    guarded.withLock { address in
      guard let address, let thread = unsafe OpaquePointer(bitPattern: address) else { return }
      unsafe crash_guard_interrupt(thread, crash_guard_call_serial(thread), limit)
    }
  }
}
