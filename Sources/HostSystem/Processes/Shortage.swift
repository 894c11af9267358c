import Glibc

/// A limit of the system that made a program fail. Compilers and linkers report it in words that name neither the limit nor
/// how to raise it, or are killed without a word.
public enum Shortage: Sendable, Equatable {
  case fileSize, openFiles, openFilesInSystem, processes, space, writePermission

  /// - Parameters:
  ///   - signal: what killed the program; nil if nothing did.
  ///   - output: what it printed, or the description of an error.
  public init?(signal: Int32? = nil, output: String) {
    // Programs that start others print the number of the signal.
    if signal == SIGXFSZ
      || ["File too large", "File size limit exceeded", "signal 25"].contains(where: output.contains)
    {
      self = .fileSize
    } else if output.contains("Too many open files in system") {
      self = .openFilesInSystem
    } else if output.contains("Too many open files") {
      self = .openFiles
    } else if ["Resource temporarily unavailable", "Cannot fork"].contains(where: output.contains) {
      self = .processes
    } else if output.contains("No space left on device") {
      self = .space
    } else if output.contains("Read-only file system") {
      self = .writePermission
    } else {
      return nil
    }
  }

  /// What is short, and what to do about it.
  public var explanation: String {
    switch self {
    case .fileSize:
      "no file may be larger than \(Self.size(FileSizeLimit.bytes)) here (the file-size limit, ulimit -f); "
        + "start hotloop after: ulimit -f unlimited"
    case .openFiles:
      "a process may not open more than \(Self.number(of: RLIMIT_NOFILE)) files here; start hotloop after: ulimit -n 4096"
    case .openFilesInSystem:
      "the system may not open more files; end programs, or raise the limit: sysctl fs.file-max=1000000"
    case .processes:
      "no more processes or threads can be started: this user may have \(Self.number(of: __RLIMIT_NPROC)) (ulimit -u); "
        + "end programs, or raise the limit"
    case .space: "the disk is full; free space and save again"
    case .writePermission:
      "the file system is mounted read-only; mount it with permission to write, or play a copy"
    }
  }

  private static func size(_ bytes: Int?) -> String {
    guard let bytes else { return "an unknown size" }
    return bytes < 10 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB"
  }

  private static func number(of resource: __rlimit_resource) -> String {
    guard let limit = rlimit(of: resource) else { return "an unknown number of" }
    return limit.rlim_cur == rlim_t.max ? "no limited number of" : "\(limit.rlim_cur)"
  }
}
