import SystemPackage

/// Both ends of a pipe. Neither is inherited by started programs unless they are given it.
@frozen public struct HostPipe: ~Copyable, Sendable {
  public let reading: OwnedDescriptor
  public let writing: OwnedDescriptor

  /// - Parameter nonblocking: for both ends: reads and writes fail with EAGAIN instead of waiting.
  public init(nonblocking: Bool = false) throws(Errno) {
    let ends = try FileDescriptor.pipe(options: nonblocking ? [.closeOnExec, .nonBlocking] : [.closeOnExec])
    reading = OwnedDescriptor(owning: ends.readEnd.rawValue)
    writing = OwnedDescriptor(owning: ends.writeEnd.rawValue)
  }
}
