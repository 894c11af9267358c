import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What `stat` says of a file, as far as it tells one content from another.
struct FileSignature: Hashable, Codable, Sendable {
  var size: Int64
  var modified: Int64
  var changed: Int64
  var node: UInt64
}

/// What went wrong with a file, in words.
struct FileError: Error {
  let path: String
  let errno: Errno
  /// What was tried: "read", "write".
  let action: String
}

/// The file system calls that building needs; this file is the only one here that makes them.
enum DiskFile {
  /// Nil where there is no such file.
  static func signature(of path: String) -> FileSignature? {
    var info = stat()
    // `info` outlives the call, which only fills it.
    guard unsafe stat(path, &info) == 0 else { return nil }
    return FileSignature(
      size: Int64(info.st_size),
      modified: Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec),
      changed: Int64(info.st_ctim.tv_sec) * 1_000_000_000 + Int64(info.st_ctim.tv_nsec),
      node: UInt64(info.st_ino))
  }

  static func isFolder(_ path: String) -> Bool {
    var info = stat()
    return unsafe stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
  }

  static func isFile(_ path: String) -> Bool {
    var info = stat()
    return unsafe stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG
  }

  static func isLink(_ path: String) -> Bool {
    var info = stat()
    return unsafe lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFLNK
  }

  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
  static func isExecutable(_ path: String) -> Bool { unsafe isFile(path) && access(path, X_OK) == 0 }
  static func isWritable(_ path: String) -> Bool { unsafe access(path, W_OK) == 0 }

  static func read(_ path: String) throws(FileError) -> [UInt8] {
    do {
      let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
      defer { try? file.close() }
      var size = stat()
      _ = unsafe fstat(file.rawValue, &size)
      var bytes: [UInt8] = []
      // One byte more than the size, so that a file of known size is read in one call and its end seen.
      var chunk = [UInt8](repeating: 0, count: max(Int(size.st_size) + 1, 4096))
      while true {
        let count = try unsafe chunk.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
        if count == 0 { return bytes }
        bytes.append(contentsOf: chunk[..<count])
      }
    } catch {
      throw FileError(path: path, errno: (error as? Errno) ?? .ioError, action: "read")
    }
  }

  static func readText(_ path: String) throws(FileError) -> String {
    String(decoding: try read(path), as: UTF8.self)
  }

  /// Writes a file so that it is there whole or not at all.
  static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let temporary = "\(path).\(getpid()).tmp"
    do {
      let file = try FileDescriptor.open(
        FilePath(temporary), .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      do {
        try file.closeAfter { _ = try file.writeAll(bytes) }
      } catch {
        remove(temporary)
        throw error
      }
    } catch {
      throw FileError(path: path, errno: (error as? Errno) ?? .ioError, action: "write")
    }
    try rename(temporary, to: path)
  }

  static func rename(_ path: String, to destination: String) throws(FileError) {
    guard unsafe Glibc.rename(path, destination) == 0 else {
      throw FileError(path: destination, errno: Errno(rawValue: errno), action: "write")
    }
  }

  static func remove(_ path: String) { _ = unsafe unlink(path) }

  /// Why nothing can be written to a folder; nil where it can. Tools that fail for this reason tell it badly, or
  /// not at all.
  static func obstacle(in folder: String) -> Errno? {
    guard unsafe access(folder, W_OK) == 0 else { return Errno(rawValue: errno) }
    var info = statvfs()
    guard unsafe statvfs(folder, &info) == 0 else { return Errno(rawValue: errno) }
    return info.f_bavail * UInt(info.f_frsize) < 64 << 10 ? .noSpace : nil
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws(FileError) {
    if isFolder(path) { return }
    let parent = FilePath(path).removingLastComponent().string
    if !parent.isEmpty && parent != path { try makeFolder(parent) }
    guard unsafe mkdir(path, 0o777) == 0 || errno == EEXIST else {
      throw FileError(path: path, errno: Errno(rawValue: errno), action: "make")
    }
  }

  /// The names in a folder, without `.` and `..`; nil where it cannot be read.
  static func names(in folder: String) -> [String]? {
    guard let stream = unsafe opendir(folder) else { return nil }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      // d_name is NUL-terminated, and good until the next readdir on this stream.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
        unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// The path with every symbolic link followed; nil where it does not exist.
  static func real(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  static var currentFolder: String {
    guard let buffer = unsafe getcwd(nil, 0) else { return "/" }
    defer { unsafe free(buffer) }
    return unsafe String(cString: buffer)
  }
}
