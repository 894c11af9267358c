import Glibc
import SystemPackage

/// A folder that exists while something works with it.
public enum ScratchFolder {
  /// Makes a folder, which only this user can read, in the system's one for temporary files, and removes it afterwards, also
  /// if `body` throws.
  /// - Parameters:
  ///   - name: the begin of its name.
  ///   - body: gets its path. It makes files there, and no folders.
  public static func with<Value>(
    _ name: String, _ body: (String) async throws -> Value
  ) async throws -> Value {
    let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/\(name)-XXXXXX".utf8CString)
    guard let made = unsafe mkdtemp(&template) else {
      throw FileError(path: parent, errno: Errno(rawValue: errno), action: .write)
    }
    let path = unsafe String(cString: made)
    defer { remove(path) }
    return try await body(path)
  }

  private static func remove(_ path: String) {
    for name in DiskFile.names(in: path) ?? [] { DiskFile.remove(path + "/" + name) }
    _ = unsafe rmdir(path)
  }
}
