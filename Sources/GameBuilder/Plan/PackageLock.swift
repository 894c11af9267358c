import Foundation
import HostSystem

/// The lock that SwiftPM takes while it works in a package. Another SwiftPM waits for it without a limit.
enum PackageLock {
  /// The lock's file is in the folder for temporary files, named by the path of the build folder.
  static func path(root: String) -> String {
    let environment = ProcessInfo.processInfo.environment
    let folder = ["TMPDIR", "TEMP", "TMP"].lazy.compactMap { environment[$0] }.first ?? "/tmp"
    let name = Substring((root + "/.build").replacing("/", with: "_") + ".lock")
    return folder + "/" + String(decoding: name.utf8.suffix(Int(NAME_MAX)), as: UTF8.self)
  }

  /// The process that uses SwiftPM in a package. Nil if there is none besides those that this one started.
  static func holder(root: String) -> LockHolder? {
    LockHolder.ofLock(path(root: root), recordedIn: root + "/.build/.lock")
  }
}
