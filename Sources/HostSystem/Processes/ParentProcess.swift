import CHostSystem
import Glibc

/// The process that started this one.
public enum ParentProcess {
  /// Calls `onEnd` once when the parent has ended, on a separate thread. The kernel continues this process then if it is
  /// stopped.
  /// - Parameter pid: the parent's number. It may have ended before this call.
  public static func watch(_ pid: pid_t, onEnd: @escaping @Sendable () -> Void) throws {
    host_continue_without_parent()
    try HostThread("hotloop.parent") {
      let descriptor = host_pidfd_open(pid)
      defer { if descriptor >= 0 { close(descriptor) } }
      // Its number may already be another process's.
      if descriptor >= 0, getppid() == pid { waitUntilReadable(descriptor) }
      while getppid() == pid { poll(nil, 0, 1000) }
      onEnd()
    }
  }

  /// Kills this process after the given time unless it has ended by then, even if it stops or hangs.
  public static func endThisProcess(within seconds: Int32) { host_end_within(seconds) }
}
