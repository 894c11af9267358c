import Glibc
import SystemPackage

extension DiskFile {
  public static func isFolder(_ path: String) -> Bool { type(of: path) == .directory }

  /// Makes a folder and those above it.
  /// - Parameters:
  ///   - root: a folder above it that must exist; nil for none.
  ///   - permissions: of each folder that is made; the process's umask is subtracted.
  public static func makeFolder(
    _ path: String, in root: String? = nil, permissions: UInt32 = 0o777
  ) throws(FileError) {
    if isFolder(path) { return }
    if path == root { throw FileError(path: path, errno: .noSuchFileOrDirectory, action: .make) }
    let parent = FilePath(path).removingLastComponent().string
    if !parent.isEmpty && parent != path { try makeFolder(parent, in: root, permissions: permissions) }
    guard unsafe mkdir(path, permissions) == 0 || errno == EEXIST else {
      throw FileError(path: path, errno: Errno(rawValue: errno), action: .make)
    }
  }

  /// Takes a folder of this user from all others. Does nothing with one that belongs to somebody else.
  public static func makePrivate(_ folder: String) {
    var status = stat()
    guard unsafe stat(folder, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o077 != 0 else {
      return
    }
    _ = unsafe chmod(folder, status.st_mode & 0o700)
  }

  /// The names in a folder, without `.` and `..`, in no particular order. Nil if it cannot be read.
  public static func names(in folder: String) -> [String]? {
    guard let stream = unsafe opendir(folder) else { return nil }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      // d_name is NUL-terminated, and valid until the next readdir on this stream.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
        unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// Removes the files in a folder, not those in folders below. Does nothing if it is not there.
  public static func removeFiles(in folder: String) {
    for name in names(in: folder) ?? [] { remove("\(folder)/\(name)") }
  }

  /// Does nothing if something is in it.
  public static func removeEmptyFolder(_ path: String) { _ = unsafe rmdir(path) }

  /// Removes all but the newest files.
  /// - Parameters:
  ///   - names: of files in the folder.
  ///   - count: of those that stay.
  public static func removeOldest(_ names: [String], in folder: String, keeping count: Int) {
    guard names.count > count else { return }
    let aged = names.map { (age: signature(of: "\(folder)/\($0)")?.modified ?? 0, name: $0) }
    for file in aged.sorted(by: { $0.age < $1.age }).prefix(names.count - count) {
      remove("\(folder)/\(file.name)")
    }
  }

  /// Why nothing can be written to a folder: permission, or a full disk. Nil if writing is possible. Tools that fail for
  /// this reason often do not report it.
  public static func obstacle(in folder: String) -> Errno? {
    guard unsafe access(folder, W_OK) == 0 else { return Errno(rawValue: errno) }
    var info = statvfs()
    guard unsafe statvfs(folder, &info) == 0 else { return Errno(rawValue: errno) }
    return info.f_bavail * UInt(info.f_frsize) < 64 << 10 ? .noSpace : nil
  }

  /// The absolute path with all symbolic links resolved. Nil if it does not exist.
  public static func real(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  /// What a symbolic link holds. Nil if it is none.
  public static func link(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink(path, &buffer, buffer.count)
    return count < 0 ? nil : String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// What is wrong with a link that leads nowhere.
  public static func deadLinkReason(_ path: String) -> String {
    let target = link(path) ?? "another file"
    return real(path) == nil
      ? "is a link to \(target), which does not exist" : "is a link to \(target), a folder that contains it"
  }

  public static var currentFolder: String {
    guard let buffer = unsafe getcwd(nil, 0) else { return "/" }
    defer { unsafe free(buffer) }
    return unsafe String(cString: buffer)
  }
}
