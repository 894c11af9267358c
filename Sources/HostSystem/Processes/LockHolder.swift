import Glibc

/// The process that holds a lock on a file, by flock(2).
public struct LockHolder: Sendable, Equatable {
  public let pid: pid_t
  /// The name of the program; empty if it is unknown.
  public let program: String
  /// Stopped by a signal or a debugger: it will not release the lock by itself.
  public let isStopped: Bool

  /// How often the holder is looked up: it may have ended when it is found.
  private static let attempts = 3

  /// Who holds the lock of a file. Nil if nobody does, or only this process and those that it started.
  /// - Parameter record: a file into which the holder writes its number, for systems that do not show /proc/locks.
  public static func ofLock(_ path: String, recordedIn record: String) -> LockHolder? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var holder: pid_t?
    for _ in 0..<attempts {
      if flock(file, LOCK_SH | LOCK_NB) == 0 { return nil }
      guard errno == EWOULDBLOCK else { return nil }
      holder = pid(file) ?? recordedPid(record)
      // One that has ended meanwhile has released the lock, unless it is in another namespace and cannot be seen.
      if let holder, parentOfProcess(holder) != nil { break }
    }
    guard let pid = holder, !isOurs(pid) else { return nil }
    let program = try? DiskFile.readText("/proc/\(pid)/comm").split(separator: "\n").first.map(String.init)
    let state = stateOfProcess(pid)
    return LockHolder(pid: pid, program: program ?? "", isStopped: state == "T" || state == "t")
  }

  /// By the kernel's table: lines such as `1: FLOCK  ADVISORY  WRITE 8058 fe:00:16238237 0 EOF`.
  private static func pid(_ file: Int32) -> pid_t? {
    var status = stat()
    guard unsafe fstat(file, &status) == 0, let table = try? DiskFile.readText("/proc/locks") else {
      return nil
    }
    for line in table.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 5, words[1] == "FLOCK", words[5].hasSuffix(":\(status.st_ino)") else { continue }
      return pid_t(words[4])
    }
    return nil
  }

  private static func recordedPid(_ path: String) -> pid_t? {
    (try? DiskFile.readText(path)).flatMap { pid_t($0.split(whereSeparator: \.isWhitespace).first ?? "") }
  }

  /// Whether a process is this one, or was started by it, directly or not.
  private static func isOurs(_ pid: pid_t) -> Bool {
    var pid = pid
    while pid > 1 {
      if pid == getpid() { return true }
      guard let parent = parentOfProcess(pid) else { return false }
      pid = parent
    }
    return false
  }
}

extension LockHolder: CustomStringConvertible {
  /// For the holder of SwiftPM's lock.
  public var explanation: String {
    "SwiftPM waits for \(self), which uses it in this package"
      + (isStopped ? "; continue it (kill -CONT \(pid)) or end it" : "")
  }

  /// `swift-build (process 8663, stopped)`
  public var description: String {
    (program.isEmpty ? "another process" : program) + " (process \(pid)\(isStopped ? ", stopped" : ""))"
  }
}
