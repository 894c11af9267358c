import CHostSystem
import Glibc
import Synchronization
import SystemPackage

/// A started process. Owns its number, and reaps it exactly once. Any thread.
///
/// Until the child is reaped, no other process can get its number. So it is waited for with `waitid(WNOWAIT)`, which
/// leaves it unreaped, and reaped under the lock that ``signal(_:)`` takes: a signal never reaches another process.
public final class ChildProcess: Sendable {
  /// The number stays valid after the end, but then it may be another process's.
  public let pid: pid_t
  private let leadsGroup: Bool
  private let reaped = Mutex<ProcessEnd?>(nil)

  /// Starts a process.
  public init(_ launch: ProcessLaunch) throws(Errno) {
    pid = try launch.start()
    leadsGroup = launch.startsSession
  }

  /// Kills and reaps a process that still runs.
  deinit {
    kill()
    wait()
  }

  public var isAlive: Bool { end == nil }

  /// How it ended; nil while it runs. Reaps it if it has ended. Does not wait.
  public var end: ProcessEnd? {
    reaped.withLock { end in
      if end == nil, hasEnded(waiting: false) { end = reap() }
      return end
    }
  }

  /// Sends a signal to the process. Does nothing once it has been reaped.
  public func signal(_ number: Int32) {
    reaped.withLock { if $0 == nil { _ = Glibc.kill(pid, number) } }
  }

  /// Sends SIGKILL; to its whole process group if it was started with ``ProcessLaunch/startsSession``. Does nothing once it
  /// has been reaped.
  public func kill() {
    reaped.withLock { if $0 == nil { _ = Glibc.kill(leadsGroup ? -pid : pid, SIGKILL) } }
  }

  /// Waits for the end and reaps the child.
  /// - Parameter timeout: nil waits for ever.
  /// - Returns: nil if the timeout came first.
  @discardableResult
  public func wait(timeout: Duration? = nil) -> ProcessEnd? {
    let deadline = Deadline.after(timeout)
    if let end = reaped.withLock({ $0 }) { return end }
    if case .never = deadline { _ = hasEnded(waiting: true) } else { waitForEnd(until: deadline) }
    return end
  }

  private func waitForEnd(until deadline: Deadline) {
    let descriptor = host_pidfd_open(pid)
    guard descriptor >= 0 else {
      // No pidfd on this kernel, or reaped by another thread meanwhile.
      while end == nil && !deadline.hasPassed { poll(nil, 0, min(deadline.pollTimeout, 2)) }
      return
    }
    defer { close(descriptor) }
    waitUntilReadable(descriptor, until: deadline)
  }

  /// Leaves the child unreaped. True also if it is reaped already.
  private func hasEnded(waiting: Bool) -> Bool {
    var info = unsafe siginfo_t()
    let options = WEXITED | WNOWAIT | (waiting ? 0 : WNOHANG)
    while unsafe waitid(P_PID, id_t(pid), &info, options) != 0 {
      if errno != EINTR { return true }
    }
    // Without an ended child, WNOHANG succeeds and leaves this zero.
    return unsafe info.si_signo != 0
  }

  /// Under the lock, after `hasEnded`.
  private func reap() -> ProcessEnd {
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) < 0 {
      // Something else in this process reaped it, so its status is lost.
      if errno != EINTR { return .signalled(SIGKILL) }
    }
    return ProcessEnd(waitStatus: status)
  }
}
