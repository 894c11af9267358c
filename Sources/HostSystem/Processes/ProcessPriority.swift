import Foundation
import Glibc

/// How urgent this process is to the scheduler.
public enum ProcessPriority {
  /// The lowest: it runs when nothing else wants to. If that is refused, it stays as it is.
  public static func setLowest() {
    let nice: Int32 = 19
    _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, nice)
    // Where the kernel groups processes by session, the nice value above counts within this session only.
    let group = FileHandle(forWritingAtPath: "/proc/self/autogroup")
    try? group?.write(contentsOf: Data("\(nice)".utf8))
  }
}
