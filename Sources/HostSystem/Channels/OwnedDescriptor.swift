import Glibc
import SystemPackage

/// A file descriptor that is closed with its owner.
public struct OwnedDescriptor: ~Copyable, Sendable {
  public let number: Int32

  public init(owning number: Int32) { self.number = number }

  deinit { close(number) }

  /// Gives up ownership: the caller closes the descriptor.
  public consuming func release() -> Int32 {
    let number = number
    discard self
    return number
  }
}

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
