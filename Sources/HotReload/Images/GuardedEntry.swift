import CCrashGuard
import CGameABI
import HostSystem
import SystemPackage

extension GameImage {
  /// Calls the entry function under the crash guard, on a thread of its own.
  ///
  /// A trial child has called it before. The guard is for code that behaves differently each time.
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

/// A call of an entry function on one thread, for which another thread waits.
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
      // There is no memory for a signal stack. An unguarded call is better than none.
      unsafe table = unsafe entry(host)
      return
    }
    defer { crash_guard_leave_thread() }
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

  /// Waits for the call to end.
  func result() throws(LoadError) -> UnsafePointer<GameTable>? {
    done.wait()
    if let fault { throw .crashed(CrashReport(fault)) }
    return unsafe table
  }
}
