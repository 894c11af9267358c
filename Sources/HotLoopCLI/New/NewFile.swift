import HostSystem

/// A file of a new package.
struct NewFile: Equatable {
  /// Relative to the package.
  let path: String
  let bytes: [UInt8]

  init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  init(path: String, text: String) { self.init(path: path, bytes: Array(text.utf8)) }

  /// Whether it is a text; others, such as recordings, have zeros, or bytes that no text has.
  var isText: Bool { !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Writes files into a folder, which is made if it does not exist: all of them, or none.
  static func write(_ files: [NewFile], into root: String) throws(FileError) {
    var (folders, written): ([String], [String]) = ([], [])
    do throws(FileError) {
      for file in files {
        let path = root + "/" + file.path
        try makeFolder(PathText.folder(of: path), &folders)
        try DiskFile.write(file.bytes, to: path)
        written.append(path)
      }
    } catch {
      for path in written { DiskFile.remove(path) }
      for path in folders.reversed() { DiskFile.removeEmptyFolder(path) }
      throw error
    }
  }

  /// Adds what it makes, from the outermost folder inwards.
  private static func makeFolder(_ path: String, _ made: inout [String]) throws(FileError) {
    if DiskFile.exists(path) { return }
    let parent = PathText.folder(of: path)
    if parent != path { try makeFolder(parent, &made) }
    try DiskFile.makeFolder(path)
    // It may be a link that leads nowhere.
    if DiskFile.isFolder(path) { made.append(path) }
  }
}
