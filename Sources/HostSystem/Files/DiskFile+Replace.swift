import Glibc
import SystemPackage

extension DiskFile {
  /// Writes a file that only this user can read, by way of a temporary one, so that readers see the old content or the new one.
  /// - Parameter parts: the content, one after the other.
  public static func writePrivate(_ parts: [UnsafeRawBufferPointer], to path: String) throws(FileError) {
    _ = try publish(at: path, permissions: [.ownerReadWrite]) { file in
      for index in unsafe parts.indices { _ = try unsafe file.writeAll(parts[index]) }
      return true
    }
  }

  /// Replaces the content of an existing file by way of a temporary one, so that readers see the old content or the new one.
  /// The file keeps its permissions and its owner; a link to it stays a link.
  /// - Parameter signature: of the content that may be replaced.
  /// - Returns: false if the file has changed since.
  public static func replace(
    _ path: String, with bytes: [UInt8], ifStill signature: FileSignature
  ) throws(FileError) -> Bool {
    let target = real(path) ?? path
    do {
      let old = try unsafe Stat(target, followTargetSymlink: true).rawValue
      return try publish(at: target, permissions: [.ownerReadWrite]) { file in
        _ = try file.writeAll(bytes)
        if old.st_uid != geteuid() || old.st_gid != getegid(),
          fchown(file.rawValue, old.st_uid, old.st_gid) != 0
        {
          throw Errno(rawValue: errno)
        }
        if fchmod(file.rawValue, old.st_mode & 0o7777) != 0 { throw Errno(rawValue: errno) }
        // A loss of power must not leave an empty source.
        if fsync(file.rawValue) != 0 { throw Errno(rawValue: errno) }
        return self.signature(of: target) == signature
      }
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError(path: path, errno: (error as? Errno) ?? .ioError, action: .write)
    }
  }
}
