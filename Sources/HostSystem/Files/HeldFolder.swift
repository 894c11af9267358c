import Glibc

/// A folder that stays the same one when it is renamed, or when a folder above it is. Any thread.
public final class HeldFolder: Sendable {
  /// A file or folder by device and inode.
  private struct Identity: Equatable {
    let device: UInt
    let node: UInt

    init(_ status: stat) {
      device = UInt(status.st_dev)
      node = UInt(status.st_ino)
    }

    /// Nil if there is nothing at the path.
    init?(path: String) {
      var status = stat()
      guard unsafe stat(path, &status) == 0 else { return nil }
      self.init(status)
    }
  }

  /// Where the folder is.
  public enum Place: Sendable, Equatable {
    /// At its path.
    case here
    case moved(to: String)
    case deleted
    /// Its path leads elsewhere, and no other path to it is known: its file system was unmounted, or replaced by another.
    case unreachable
  }

  /// Where it was when it was opened: absolute, without links.
  public let path: String
  private let descriptor: OwnedDescriptor
  private let identity: Identity

  /// Nil if there is no such folder.
  public init?(path: String) {
    let number = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0 else { return nil }
    descriptor = OwnedDescriptor(owning: number)
    var status = stat()
    guard unsafe fstat(number, &status) == 0 else { return nil }
    self.path = path
    identity = Identity(status)
  }

  public var place: Place {
    if Identity(path: path) == identity { return .here }
    // The kernel knows its present path; see proc(5).
    guard let link = DiskFile.link("/proc/self/fd/\(descriptor.number)") else { return .unreachable }
    if Identity(path: link) == identity { return .moved(to: link) }
    return link.hasSuffix(" (deleted)") ? .deleted : .unreachable
  }
}
