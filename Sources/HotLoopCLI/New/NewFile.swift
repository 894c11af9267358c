import HostSystem

/// A text file of a new package.
struct NewFile: Equatable {
  /// Relative to the package.
  let path: String
  let text: String

  /// Writes files into a folder, which is made if it does not exist: all of them, or none.
  static func write(_ files: [NewFile], into root: String) throws(FileError) {
    var made: [String] = []
    do throws(FileError) {
      for file in files {
        let path = root + "/" + file.path
        try makeFolder(PathText.folder(of: path), &made)
        made.append(path)
        try DiskFile.write(Array(file.text.utf8), to: path)
      }
    } catch {
      for path in made.reversed() {
        if DiskFile.isFolder(path) { DiskFile.removeEmptyFolder(path) } else { DiskFile.remove(path) }
      }
      throw error
    }
  }

  /// Adds what it makes, from the outermost folder inwards.
  private static func makeFolder(_ path: String, _ made: inout [String]) throws(FileError) {
    if DiskFile.isFolder(path) { return }
    let parent = PathText.folder(of: path)
    if parent != path { try makeFolder(parent, &made) }
    try DiskFile.makeFolder(path)
    made.append(path)
  }
}
