import Glibc
import SystemPackage

/// A pipe with a path, for a short text to a process that this one does not start itself.
///
/// This process holds both ends, so that writing never waits and never raises SIGPIPE. If it ends, the reader sees the end
/// of the text.
public struct NamedPipe: ~Copyable, Sendable {
  /// Bytes. The buffer of a pipe holds as much.
  public static let maxBytes = 60_000

  public let path: String
  private let ends: OwnedDescriptor

  public init(path: String) throws(Errno) {
    guard unsafe mkfifo(path, 0o600) == 0 else { throw Errno(rawValue: errno) }
    let number = unsafe open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
    guard number >= 0 else {
      let error = Errno(rawValue: errno)
      _ = unsafe unlink(path)
      throw error
    }
    self.path = path
    ends = OwnedDescriptor(owning: number)
  }

  deinit { _ = unsafe unlink(path) }

  /// Call it once. Returns false if the text is too long.
  public borrowing func write(_ text: [UInt8]) -> Bool {
    guard text.count <= Self.maxBytes else { return false }
    return unsafe text.withUnsafeBytes { unsafe Glibc.write(ends.number, $0.baseAddress, $0.count) }
      == text.count
  }

  /// Opens the end of a reader, in another process. Reads wait for text, and see its end if the owner has ended.
  public static func openForReading(_ path: String) -> OwnedDescriptor? {
    // Without this flag, opening waits forever if the owner has ended.
    let number = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard number >= 0 else { return nil }
    _ = fcntl(number, F_SETFL, O_RDONLY)
    return OwnedDescriptor(owning: number)
  }
}
