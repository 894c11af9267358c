/// An entry of a content file, under its name.
protocol ContentEntry {
  var name: String { get }
  init(name: String)
}

/// The entries of a content file, in its order, with a fast look-up by id.
struct ContentTable<Entry: ContentEntry> {
  private(set) var entries: [Entry] = []
  private var indices: [UInt32: Int] = [:]

  /// nil for an id without an entry: the entry was removed from the file.
  subscript(id: UInt32) -> Entry? { indices[id].map { entries[$0] } }

  /// Throws if two names have the same id. Change one of them.
  mutating func add(_ entry: Entry, _ line: Line) throws {
    let id = contentID(entry.name)
    if indices[id] != nil { throw line.error("there is a second `\(entry.name)`") }
    indices[id] = entries.count
    entries.append(entry)
  }

  /// The id of a name in another file. Throws if there is no such entry, unless the table is empty: then its file was not read.
  ///
  /// - Parameters:
  ///   - kind: What an entry is called.
  ///   - file: The path of the file that has the entries.
  func id(of name: Substring, _ line: Line, kind: String, file: String) throws -> UInt32 {
    let id = contentID(name)
    if indices[id] != nil || entries.isEmpty { return id }
    throw line.error(
      "`\(name)` is no \(kind); \(file) has \(entries.map(\.name).joined(separator: ", "))")
  }
}

extension ContentTable {
  /// Reads a file in which each entry begins with `keyword NAME`, with its properties in the lines below.
  ///
  /// - Parameters:
  ///   - maxWords: The greatest number of words in a name.
  ///   - read: Reads a line of properties.
  init(
    text: String, keyword: String, maxWords: Int = 1,
    read: (inout Entry, Line, [Substring]) throws -> Void
  ) throws {
    for line in Line.all(of: text) where !line.isBlank {
      let words = line.words
      if words[0] == keyword {
        guard (2...maxWords + 1).contains(words.count) else { throw line.error("expected `\(keyword) NAME`") }
        try add(Entry(name: words.dropFirst().joined(separator: " ")), line)
      } else if entries.isEmpty {
        throw line.error("this line stands before the first `\(keyword) NAME`")
      } else {
        try read(&entries[entries.count - 1], line, words)
      }
    }
  }
}
