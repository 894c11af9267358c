import Glibc

/// Descriptors that programs started later must not inherit.
public enum OpenDescriptors {
  /// Sets close-on-exec on all descriptors of this process above standard error. A started program that inherited one
  /// would keep the other end of a pipe waiting until it ends.
  public static func closeOnExec() {
    for name in DiskFile.names(in: "/proc/self/fd") ?? [] {
      guard let descriptor = Int32(name), descriptor > STDERR_FILENO else { continue }
      closeOnExec(descriptor)
    }
  }

  public static func closeOnExec(_ descriptor: Int32) { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
}
