/// Where the literals of each file lie in the table of an image: an array of slots of 8 bytes.
///
/// A file keeps its region as long as its literals fit, so that other files' objects stay valid when it changes.
struct LiteralTable: Codable, Equatable {
  private struct Region: Codable, Equatable {
    let start: Int
    let count: Int
  }

  private var regions: [String: Region] = [:]
  /// The number of slots of all regions.
  private(set) var count = 0

  /// The first slot of a file.
  /// - Parameter needed: the number of slots of its literals.
  mutating func start(of path: String, needed: Int) -> Int {
    if let region = regions[path], region.count >= needed { return region.start }
    // With space, so that a few more literals do not move it.
    let region = Region(start: count, count: (needed + needed / 2 + 63) & ~63)
    regions[path] = region
    count += region.count
    return region.start
  }

  /// Whether most of it is regions that files have left.
  var isSparse: Bool { count > 4096 && count > 4 * regions.values.reduce(0) { $0 + $1.count } }
}
