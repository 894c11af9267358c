import CCrashGuard
import HostSystem

/// Ends calls into the game that take too long, from a thread of its own.
///
/// It counts how often it looked and not how late it is: while the whole process is stopped, it does not look either.
@safe public final class Watchdog: @unchecked Sendable {
  /// How often it looks at a call before that has had its time.
  private static let looks = 8

  private let watched: OpaquePointer
  private let interval: Duration
  private let isStopped = Latch()

  /// Watches the guarded calls of the calling thread.
  /// - Parameter limit: seconds that a call may take.
  public init?(limit: Double) {
    guard let thread = unsafe crash_guard_enter_thread() else { return nil }
    unsafe watched = thread
    interval = .seconds(limit / Double(Self.looks))
    guard (try? HostThread("hotloop.watchdog") { [self] in watch() }) != nil else { return nil }
  }

  /// Nothing is ended from here on.
  public func stop() { isStopped.open() }

  private func watch() {
    var last: UInt64 = 0
    var seen = 0
    while !isStopped.wait(timeout: interval) {
      let serial = unsafe crash_guard_call_serial(watched)
      seen = serial == last && serial % 2 == 1 ? seen + 1 : 0
      last = serial
      if seen >= Self.looks, !isDebuggerAttached {
        unsafe crash_guard_interrupt(watched, serial)
        seen = 0
      }
    }
  }
}
