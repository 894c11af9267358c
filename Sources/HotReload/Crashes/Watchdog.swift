import CCrashGuard
import HostSystem

/// Interrupts calls into the game that exceed a time limit, from its own thread.
///
/// It counts its own checks instead of comparing times: while the whole process is stopped, it does not check either.
@safe public final class Watchdog: @unchecked Sendable {
  /// The number of checks within the limit.
  private static let checksPerLimit = 8

  private let watched: OpaquePointer
  /// Seconds.
  private let limit: Double
  private let interval: Duration
  private let isStopped = Latch()

  /// Watches the guarded calls of the calling thread.
  /// - Parameter limit: the time limit of a call, in seconds.
  public init?(limit: Double) {
    guard let thread = unsafe crash_guard_enter_thread() else { return nil }
    unsafe watched = thread
    self.limit = limit
    interval = .seconds(limit / Double(Self.checksPerLimit))
    guard (try? HostThread("hotloop.watchdog") { [self] in watch() }) != nil else { return nil }
  }

  /// Stops interrupting calls.
  public func stop() { isStopped.open() }

  private func watch() {
    var last: UInt64 = 0
    var seen = 0
    while !isStopped.wait(timeout: interval) {
      let serial = unsafe crash_guard_call_serial(watched)
      seen = serial == last && serial % 2 == 1 ? seen + 1 : 0
      last = serial
      if seen >= Self.checksPerLimit {
        // The limit begins anew when the debugger is gone.
        seen = 0
        if !isDebuggerAttached { unsafe crash_guard_interrupt(watched, serial, limit) }
      }
    }
  }
}
