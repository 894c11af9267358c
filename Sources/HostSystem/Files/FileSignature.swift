import Glibc
import SystemPackage

/// What stat(2) reports of a file, as far as it tells one content from another. Times are nanoseconds since 1970.
public struct FileSignature: Hashable, Codable, Sendable {
  public var size: Int64
  public var modified: Int64
  public var changed: Int64
  /// The inode.
  public var node: UInt64

  init(_ status: Stat) {
    size = status.size
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
    node = UInt64(status.rawValue.st_ino)
  }
}

/// A file that could not be read, written, made or renamed.
public struct FileError: Error, Sendable, CustomStringConvertible {
  public enum Action: String, Sendable {
    case read, write, make, rename
  }

  public let path: String
  public let errno: Errno
  public let action: Action

  public var description: String { "\(path): cannot \(action.rawValue) (\(errno))" }
}
