/// The id under which the world refers to an entry of a content file: the 32-bit FNV-1a hash of its name
/// (http://www.isthe.com/chongo/tech/comp/fnv/).
///
/// An id depends only on the name: entries may be added, moved and removed while their creatures live.
func contentID(_ name: some StringProtocol) -> UInt32 {
  name.utf8.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
}

/// The entries of a content file, in its order, with a fast look-up by id.
struct ContentTable<Entry> {
  private(set) var entries: [Entry] = []
  private var indices: [UInt32: Int] = [:]

  /// nil for an id without an entry: the entry was removed from the file.
  subscript(id: UInt32) -> Entry? { indices[id].map { entries[$0] } }

  /// Throws if two names have the same id. Change one of them.
  mutating func add(_ entry: Entry, named name: String, _ line: Line) throws {
    if indices[contentID(name)] != nil { throw line.error("there is a second `\(name)`") }
    indices[contentID(name)] = entries.count
    entries.append(entry)
  }

  /// Replaces the last entry.
  mutating func replaceLast(_ entry: Entry) { entries[entries.count - 1] = entry }
}
