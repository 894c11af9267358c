/// Where the dynamic loader looks for the libraries of a program.
extension ELFImage {
  /// Why the folders cannot be changed.
  public enum LibraryPathError: Error, CustomStringConvertible {
    case damaged(part: String)
    case noPath
    case noRoom(bytes: Int)

    public var description: String {
      switch self {
      case .damaged(let part): "its \(part) points outside the file"
      case .noPath: "it has no list of folders for libraries"
      case .noRoom(let bytes): "its list of folders for libraries has room for \(bytes) bytes only"
      }
    }
  }

  // Tags: DT_NULL, DT_STRTAB, DT_RPATH, DT_RUNPATH.
  private static let end: UInt64 = 0
  private static let strings: UInt64 = 5
  private static let path: UInt64 = 15
  private static let ownPath: UInt64 = 29

  /// Replaces the folders, in place. From then on they count for the libraries of libraries, too, as DT_RPATH does and
  /// DT_RUNPATH, which linkers write, does not.
  /// - Parameter folders: `$ORIGIN` stands for the folder of the program. No longer than what is there.
  public mutating func setLibraryPath(_ folders: String) throws(LibraryPathError) {
    let found: (entry: UInt64, string: UInt64)?
    do throws(Truncated) { found = try libraryPath() } catch { throw .damaged(part: error.part) }
    guard let place = found else { throw .noPath }
    let room = string(at: place.string).count
    guard folders.utf8.count <= room else { throw .noRoom(bytes: room) }
    write(Self.path, at: place.entry)
    let bytes = Array(folders.utf8) + Array(repeating: 0, count: room - folders.utf8.count)
    for (index, byte) in bytes.enumerated() { write(byte, at: place.string + UInt64(index)) }
  }

  /// The offsets of the entry in the dynamic section, and of its string.
  private func libraryPath() throws(Truncated) -> (entry: UInt64, string: UInt64)? {
    let part = "dynamic section"
    let segments = try segments()
    guard let dynamic = segments.first(where: { $0.type == Segment.dynamic }) else { return nil }
    try require(dynamic.offset, dynamic.fileSize, part)
    var found: (entry: UInt64, name: UInt64)?
    var table: UInt64?
    for entry in stride(from: dynamic.offset, to: dynamic.offset + dynamic.fileSize / 16 * 16, by: 16) {
      let tag = try integer(UInt64.self, at: entry, part)
      let value = try integer(UInt64.self, at: entry + 8, part)
      if tag == Self.end { break }
      if tag == Self.path || tag == Self.ownPath { found = (entry, value) }
      if tag == Self.strings { table = value }
    }
    guard let found, let table,
      let segment = segments.first(where: {
        $0.type == Segment.load && $0.address <= table && table - $0.address < $0.fileSize
      })
    else { return nil }
    let offset = try sum(try sum(segment.offset, table - segment.address, part), found.name, part)
    try require(offset, 1, part)
    return (found.entry, offset)
  }
}
