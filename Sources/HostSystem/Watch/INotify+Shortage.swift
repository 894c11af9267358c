import Glibc
import SystemPackage

/// Why no instance could be made. The kernel has one error for two causes: the files of this process, and the instances of
/// its user.
extension INotify {
  /// Instances that one user may have; nil if the system does not tell.
  public static var instanceLimit: Int? {
    ["/proc/sys/fs/inotify/max_user_instances", "/proc/sys/user/max_inotify_instances"].compactMap { path in
      (try? DiskFile.readText(path)).flatMap { Int($0.split(whereSeparator: \.isWhitespace).first ?? "") }
    }.min()
  }

  /// Descriptors of an instance, with its wake-up pipe.
  private static let files = 3

  /// What is short, and what to do about it.
  public static func shortage(_ error: Errno) -> String {
    switch error {
    case .tooManyOpenFiles where OpenDescriptors.obstacle(toOpening: files) == nil:
      let limit = instanceLimit.map { " (the limit is \($0))" } ?? ""
      return
        "this user has no inotify instance left\(limit); end a program that watches files, or raise the limit: "
        + "sysctl fs.inotify.max_user_instances=1024"
    case .tooManyOpenFiles:
      var limit = rlimit()
      unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      return "this process may not open more than \(limit.rlim_cur) files; start it after: ulimit -n 4096"
    case .tooManyOpenFilesInSystem:
      return
        "the system may not open more files; end programs, or raise the limit: sysctl fs.file-max=1000000"
    default: return "inotify is not available (\(error))"
    }
  }

  /// The number of instances by program, as far as this user may see them.
  public static func instancesByProgram() -> [String: Int] {
    var counts: [String: Int] = [:]
    for process in DiskFile.names(in: "/proc") ?? [] where Int(process) != nil {
      let folder = "/proc/\(process)/fd"
      let count = (DiskFile.names(in: folder) ?? []).count {
        DiskFile.link(folder + "/" + $0) == "anon_inode:inotify"
      }
      guard count > 0 else { continue }
      // The first word of the command line: the kernel's name of a program that was started as /proc/self/exe is `exe`.
      let words = try? DiskFile.readText("/proc/\(process)/cmdline").split(separator: "\0")
      counts[words?.first.map { String(PathText.name(of: String($0))) } ?? process, default: 0] += count
    }
    return counts
  }
}
