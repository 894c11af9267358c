import CCrashGuard
import Foundation

/// Ends calls into the game that take too long, from a thread of its own.
///
/// It counts how often it looked and not how late it is: while the whole process is stopped, it does not look either.
@safe public final class Watchdog: @unchecked Sendable {
  /// How often it looks at a call before that has had its time.
  private static let looks = 8

  private let watched: OpaquePointer
  private let interval: TimeInterval
  private let condition = NSCondition()
  private var isStopped = false

  /// Watches the guarded calls of the calling thread.
  /// - Parameter limit: seconds that a call may take.
  public init?(limit: Double) {
    guard let thread = unsafe crash_guard_enter_thread() else { return nil }
    unsafe watched = thread
    interval = limit / Double(Self.looks)
    let looking = Thread { [self] in watch() }
    looking.name = "hotloop.watchdog"
    looking.start()
  }

  /// Nothing is ended from here on.
  public func stop() {
    condition.lock()
    isStopped = true
    condition.signal()
    condition.unlock()
  }

  private func watch() {
    var last: UInt64 = 0
    var seen = 0
    condition.lock()
    defer { condition.unlock() }
    while !isStopped {
      _ = condition.wait(until: Date(timeIntervalSinceNow: interval))
      let serial = unsafe crash_guard_call_serial(watched)
      seen = serial == last && serial % 2 == 1 ? seen + 1 : 0
      last = serial
      if !isStopped, seen >= Self.looks, !isDebugged {
        unsafe crash_guard_interrupt(watched, serial)
        seen = 0
      }
    }
  }

  /// Whether a debugger holds the process, in which calls take as long as somebody looks at them.
  private var isDebugged: Bool {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("TracerPid:") })
    else { return false }
    return line.split(separator: "\t").last != "0"
  }
}
