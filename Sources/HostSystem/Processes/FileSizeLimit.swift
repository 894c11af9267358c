import Glibc

/// The largest file that this process and the programs it starts may write, memory files included (`ulimit -f`).
public enum FileSizeLimit {
  /// Nil if there is no limit.
  public static var bytes: Int? {
    guard let limit = current, limit.rlim_cur != rlim_t.max else { return nil }
    return Int(clamping: limit.rlim_cur)
  }

  /// Sets the limit as high as this process may.
  static func raise() {
    guard var limit = current, limit.rlim_cur != limit.rlim_max else { return }
    limit.rlim_cur = limit.rlim_max
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  }

  private static var current: rlimit? { rlimit(of: RLIMIT_FSIZE) }
}

extension rlimit {
  /// The limit of this process; nil if the system does not tell.
  init?(of resource: __rlimit_resource) {
    self.init()
    guard unsafe getrlimit(__rlimit_resource_t(resource.rawValue), &self) == 0 else { return nil }
  }
}
