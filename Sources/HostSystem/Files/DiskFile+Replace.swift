import Glibc
import SystemPackage

extension DiskFile {
  /// Replaces the content of an existing file by way of a temporary one, so that readers see the old content or the new one.
  /// The file keeps its permissions and its owner; a link to it stays a link.
  /// - Parameter signature: of the content that may be replaced.
  /// - Returns: false if the file has changed since.
  public static func replace(
    _ path: String, with bytes: [UInt8], ifStill signature: FileSignature
  ) throws(FileError) -> Bool {
    let target = real(path) ?? path
    let temporary = "\(target).\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).tmp"
    do {
      let old = try unsafe Stat(target, followTargetSymlink: true)
      let file = try FileDescriptor.open(
        FilePath(temporary), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
        permissions: [.ownerReadWrite])
      do {
        try file.closeAfter {
          _ = try file.writeAll(bytes)
          let (owner, group) = (old.rawValue.st_uid, old.rawValue.st_gid)
          if owner != geteuid() || group != getegid(), fchown(file.rawValue, owner, group) != 0 {
            throw Errno(rawValue: errno)
          }
          if fchmod(file.rawValue, old.rawValue.st_mode & 0o7777) != 0 { throw Errno(rawValue: errno) }
          // A loss of power must not leave an empty source.
          if fsync(file.rawValue) != 0 { throw Errno(rawValue: errno) }
        }
        guard self.signature(of: target) == signature else {
          remove(temporary)
          return false
        }
      } catch {
        remove(temporary)
        throw error
      }
    } catch {
      throw FileError(path: path, errno: (error as? Errno) ?? .ioError, action: .write)
    }
    do throws(FileError) { try rename(temporary, to: target) } catch {
      remove(temporary)
      throw error
    }
    return true
  }
}
