import Foundation
import HostSystem

/// The lock that SwiftPM takes while it works in a package. Another SwiftPM waits for it without a limit.
public enum PackageLock {
  /// Between two looks at the lock.
  static let interval = Duration.milliseconds(300)

  /// The lock's file is in the folder for temporary files, named by the path of the build folder.
  static func path(root: String) -> String {
    let environment = ProcessInfo.processInfo.environment
    let folder = ["TMPDIR", "TEMP", "TMP"].lazy.compactMap { environment[$0] }.first ?? "/tmp"
    let name = Substring((root + "/.build").replacing("/", with: "_") + ".lock")
    return folder + "/" + String(decoding: name.utf8.suffix(Int(NAME_MAX)), as: UTF8.self)
  }

  /// Reports other processes that use SwiftPM in a package, each once, until the task is cancelled.
  public static func report(root: String, to receiver: @Sendable (LockHolder) -> Void) async {
    var last: LockHolder?
    while !Task.isCancelled {
      if let holder = holder(root: root), holder != last {
        last = holder
        receiver(holder)
      }
      try? await Task.sleep(for: interval)
    }
  }

  /// The process that uses SwiftPM in a package. Nil if there is none besides those that this one started.
  static func holder(root: String) -> LockHolder? {
    LockHolder.ofLock(path(root: root), recordedIn: root + "/.build/.lock")
  }
}
