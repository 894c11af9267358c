import CCrashGuard
import CGameABI
import HostSystem
import SystemPackage

extension GameImage {
  /// Calls the entry function, on a thread of its own that the crash guard watches over.
  ///
  /// It crashed nowhere when the image was checked (see ``LoadCheck``); this is for code that does not do the
  /// same each time, and for hosts that do without a check.
  static func call(
    _ entry: Entry, _ host: UnsafePointer<HostTable>
  ) throws(LoadError) -> UnsafePointer<GameTable>? {
    let call = unsafe EntryCall(entry, host)
    do throws(Errno) {
      try HostThread("hotloop.entry") { call.make() }
    } catch {
      throw .defect(
        "its entry function cannot be called: no thread (\(error)); end other programs and save again")
    }
    return try unsafe call.result()
  }
}

/// One call of an entry function: made on one thread, waited for on another.
@safe private final class EntryCall: @unchecked Sendable {
  private let entry: GameImage.Entry
  private let host: UnsafePointer<HostTable>
  private var table: UnsafePointer<GameTable>?
  private var fault: CrashFault?
  private let done = Latch()

  init(_ entry: GameImage.Entry, _ host: UnsafePointer<HostTable>) {
    unsafe self.entry = entry
    unsafe self.host = host
  }

  func make() {
    defer { done.open() }
    guard unsafe crash_guard_enter_thread() != nil else {
      // No memory for a second stack. The call is worth more than the guard.
      unsafe table = unsafe entry(host)
      return
    }
    defer { crash_guard_leave_thread() }
    var status: Int32 = 0
    var fault = CrashFault()
    let me = unsafe Unmanaged.passUnretained(self).toOpaque()
    let returned = unsafe crash_guard_call(
      { me, _ in
        // The object waits for this call to end.
        let call = unsafe Unmanaged<EntryCall>.fromOpaque(me!).takeUnretainedValue()
        unsafe call.table = unsafe call.entry(call.host)
        return 0
      }, me, nil, &status, &fault)
    if !returned { self.fault = fault }
  }

  /// Waits for the call.
  func result() throws(LoadError) -> UnsafePointer<GameTable>? {
    done.wait()
    if let fault { throw .crashed(CrashReport(fault)) }
    return unsafe table
  }
}
