import Glibc
import SystemPackage

/// Files by their paths. These files are the only ones that make the system calls.
public enum DiskFile {
  /// Nil if there is no such file.
  public static func signature(of path: String) -> FileSignature? {
    status(of: path).map(FileSignature.init)
  }

  /// Whether there is a regular file at `path`, or a link to one.
  /// Nanoseconds since 1970; nil if there is no file.
  public static func modificationTime(_ path: String) -> Int64? { signature(of: path)?.modified }

  public static func isFile(_ path: String) -> Bool { type(of: path) == .regular }

  public static func isLink(_ path: String) -> Bool {
    status(of: path, followsLinks: false)?.type == .symbolicLink
  }

  enum Kind {
    case folder, link, other
    /// With the number of its names (hard links).
    case file(names: Int)
  }

  /// What is at a path itself: links are not followed. Nil if there is nothing.
  static func kind(of path: String) -> Kind? {
    guard let status = status(of: path, followsLinks: false) else { return nil }
    switch status.type {
    case .directory: return .folder
    case .symbolicLink: return .link
    case .regular: return .file(names: Int(status.rawValue.st_nlink))
    default: return .other
    }
  }

  /// Whether a file has other names: symbolic links to it are not counted.
  public static func isLinked(_ path: String) -> Bool {
    switch kind(of: path) {
    case .link: true
    case .file(let names): names > 1
    case .folder, .other, nil: false
    }
  }

  static func type(of path: String) -> FileType? { status(of: path)?.type }

  /// By the C string: FilePath is too slow for thousands of files in an unoptimised host.
  private static func status(of path: String, followsLinks: Bool = true) -> Stat? {
    // The string outlives the call.
    try? unsafe Stat(path, followTargetSymlink: followsLinks)
  }

  /// For the owner.
  /// - Parameter forAll: for other users, too.
  public static func makeExecutable(_ path: String, forAll: Bool = false) throws(FileError) {
    guard unsafe chmod(path, forAll ? 0o755 : 0o700) == 0 else {
      throw FileError(path: path, errno: Errno(rawValue: errno), action: .write)
    }
  }

  public static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
  public static func isExecutable(_ path: String) -> Bool { unsafe isFile(path) && access(path, X_OK) == 0 }
  /// Whether a file has the permission to be written for nobody. Root could write it all the same.
  public static func isReadOnly(_ path: String) -> Bool {
    guard let permissions = status(of: path)?.permissions else { return false }
    return permissions.isDisjoint(with: [.ownerWrite, .groupWrite, .otherWrite])
  }

  public static func isWritable(_ path: String) -> Bool { unsafe access(path, W_OK) == 0 }

  /// The whole content. Works for files of unknown size, such as those in /proc.
  public static func read(_ path: String) throws(FileError) -> [UInt8] {
    do {
      let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
      defer { try? file.close() }
      let size = (try? file.stat())?.size ?? 0
      var bytes: [UInt8] = []
      // One byte more than the size: one read gets all of it and sees the end.
      var chunk = [UInt8](repeating: 0, count: max(Int(size) + 1, 4096))
      while true {
        let count = try unsafe chunk.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
        if count == 0 { return bytes }
        bytes.append(contentsOf: chunk[..<count])
      }
    } catch {
      throw FileError(path: path, errno: (error as? Errno) ?? .ioError, action: .read)
    }
  }

  /// The first bytes of a file, at most `count`.
  public static func readBeginning(of path: String, count: Int) throws(FileError) -> [UInt8] {
    do {
      let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
      return try file.closeAfter {
        var bytes = [UInt8](repeating: 0, count: min(count, Int(try file.stat().size)))
        var filled = 0
        while filled < bytes.count {
          let read = try unsafe bytes.withUnsafeMutableBytes {
            try unsafe file.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
          }
          if read == 0 { break }
          filled += read
        }
        return Array(bytes[..<filled])
      }
    } catch {
      throw FileError(path: path, errno: (error as? Errno) ?? .ioError, action: .read)
    }
  }

  public static func readText(_ path: String) throws(FileError) -> String {
    String(decoding: try read(path), as: UTF8.self)
  }

  /// Writes a file by way of a temporary one, so that readers see the old content or the new one.
  /// - Parameter isDurable: whether the content must be on the disk on return, so that a loss of power cannot leave an
  ///   empty file. That takes milliseconds.
  public static func write(_ bytes: [UInt8], to path: String, isDurable: Bool = false) throws(FileError) {
    _ = try publish(at: path, permissions: [.ownerReadWrite, .groupRead, .otherRead]) { file in
      _ = try file.writeAll(bytes)
      if isDurable, fsync(file.rawValue) != 0 { throw Errno(rawValue: errno) }
      return true
    }
    if isDurable { syncFolder(of: path) }
  }

  /// Fills a temporary file beside a path and moves it there.
  /// - Parameter fill: returns whether to move it. If it does not, or throws, everything stays as it was.
  /// - Returns: whether it was moved.
  static func publish(
    at path: String, permissions: FilePermissions, fill: (FileDescriptor) throws -> Bool
  ) throws(FileError) -> Bool {
    // Not the process's number: processes in two containers may have the same.
    let temporary = "\(path).\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).tmp"
    do {
      let file = try FileDescriptor.open(
        FilePath(temporary), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
        permissions: permissions)
      guard try file.closeAfter({ try fill(file) }) else {
        remove(temporary)
        return false
      }
      try rename(temporary, to: path)
      return true
    } catch {
      remove(temporary)
      if let error = error as? FileError { throw error }
      throw FileError(path: path, errno: (error as? Errno) ?? .ioError, action: .write)
    }
  }

  /// Makes a rename durable. Not all file systems can sync a folder; the content is safe either way.
  private static func syncFolder(of path: String) {
    let folder = try? FileDescriptor.open(
      FilePath(PathText.folder(of: path)), .readOnly, options: [.closeOnExec, .directory])
    guard let folder else { return }
    _ = fsync(folder.rawValue)
    try? folder.close()
  }

  /// Overwrites a part of an existing file in place.
  public static func overwrite(
    _ bytes: UnsafeRawBufferPointer, at offset: UInt64, of path: String
  ) throws(FileError) {
    do {
      let file = try FileDescriptor.open(FilePath(path), .writeOnly, options: [.closeOnExec])
      try file.closeAfter { _ = try unsafe file.writeAll(toAbsoluteOffset: Int64(offset), bytes) }
    } catch {
      throw FileError(path: path, errno: (error as? Errno) ?? .ioError, action: .write)
    }
  }

  public static func rename(_ path: String, to destination: String) throws(FileError) {
    guard unsafe Glibc.rename(path, destination) == 0 else {
      throw FileError(path: destination, errno: Errno(rawValue: errno), action: .write)
    }
  }

  /// Removes a file. Does nothing if it does not exist.
  public static func remove(_ path: String) { _ = unsafe unlink(path) }
}
