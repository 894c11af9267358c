import Glibc
import SystemPackage

/// Two connected stream sockets. Neither is inherited by started programs unless they are given it.
///
/// The corresponding C function is `socketpair`.
@frozen public struct SocketPair: ~Copyable, Sendable {
  public let ours: OwnedDescriptor
  public let theirs: OwnedDescriptor

  /// - Parameter nonblocking: for both: reads and writes fail with EAGAIN instead of waiting.
  public init(nonblocking: Bool = false) throws(Errno) {
    var ends: [Int32] = [-1, -1]
    let flags = SOCK_CLOEXEC.rawValue | (nonblocking ? SOCK_NONBLOCK.rawValue : 0)
    guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | flags), 0, &ends) == 0 else {
      throw Errno(rawValue: errno)
    }
    ours = OwnedDescriptor(owning: ends[0])
    theirs = OwnedDescriptor(owning: ends[1])
  }
}
