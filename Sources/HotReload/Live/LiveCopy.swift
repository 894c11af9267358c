import Engine
import GameBuilder
import HostSystem

/// A copy of a live image, loaded ahead: none of its code has run, so its variables still have to get their initial values.
///
/// A save that changes only values of literals fills the table of literals of such a copy and enters it. So its variables are
/// initialised with the new values, as those of any other generation.
struct LiveCopy: Sendable {
  let image: LiveImage
  private let library: LoadedLibrary
  private let variables: LibraryVariables

  /// Copies the file of the image and loads the copy. Takes some milliseconds; any thread except the loop's.
  /// - Parameter path: of a file that does not exist.
  init(of image: LiveImage, at path: String, services: HostServices) throws {
    self.image = image
    try DiskFile.write(DiskFile.read(image.path), to: path)
    library = try LoadedLibrary.load(path: path, services: services)
    variables = library.variables(for: .reloads(sources: image.sourceFiles))
  }

  /// Fills the table and gets the image's own table. Once only.
  func enter(_ edit: LiveEdit, services: HostServices) throws -> GameImage {
    try fill(edit.table)
    let game = try GameImage.enter(library, variables, services: services)
    game.live = unsafe LiveTable(
      edit, memory: table.assumingMemoryBound(to: UInt64.self),
      marks: UnsafeMutableRawPointer(mutating: library.entry + image.marksDistance)
        .assumingMemoryBound(to: UInt8.self))
    return game
  }

  /// The table lies in the library's data, which is writable.
  private var table: UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(mutating: library.entry + image.tableDistance)
  }

  var path: String { library.path }

  /// Writes the table in memory, and in the file, so that another process loads the same.
  private func fill(_ table: [UInt64]) throws {
    // No code of the library runs yet.
    try unsafe table.withUnsafeBytes { bytes in
      unsafe self.table.copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
      try unsafe DiskFile.overwrite(bytes, at: image.tableOffset, of: path)
    }
  }
}
