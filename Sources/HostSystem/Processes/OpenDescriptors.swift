import Glibc
import SystemPackage

/// The descriptors of this process: what programs started later must not inherit, and whether there are enough.
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

  /// Why this process cannot open so many more files; nil if it can.
  public static func obstacle(toOpening count: Int) -> Errno? {
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    for _ in 0..<count {
      let descriptor = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
      if descriptor < 0 { return Errno(rawValue: errno) }
      opened.append(descriptor)
    }
    return nil
  }
}
