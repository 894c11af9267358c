import Glibc

/// Symbol tables and strings.
extension ELFImage {
  public struct SymbolEntry: Sendable {
    /// Offset of this entry in the file.
    public let offset: UInt64
    /// Offset of its name in the file.
    public let nameOffset: UInt64
    public let binding: UInt8
    public let type: UInt8
    /// Index of the section that defines it; 0 if it is undefined.
    public let section: UInt16
    /// In an object: offset in the section. In an image: address.
    public let value: UInt64
    public let size: UInt64

    // Bindings.
    public static let local: UInt8 = 0
    public static let global: UInt8 = 1
    public static let weak: UInt8 = 2
    // Types.
    public static let object: UInt8 = 1
    public static let function: UInt8 = 2

    public var isDefined: Bool { section != 0 }
    public var isGlobal: Bool { binding == SymbolEntry.global }
    public var range: Range<UInt64> { value..<value &+ max(size, 1) }
  }

  /// Empty if the file has no such table.
  /// - Parameter type: of the table; the full one, which the dynamic loader does not read, if not given.
  public func symbolEntries(in type: UInt32 = 2) throws(Truncated) -> [SymbolEntry] {
    let sections = try sections()
    guard let table = sections.first(where: { $0.type == type && $0.entrySize == 24 }),
      sections.indices.contains(Int(table.link))
    else { return [] }
    let part = "symbol table"
    try require(table.offset, table.size, part)
    let names = sections[Int(table.link)]
    try require(names.offset, names.size, "symbol names")
    var entries: [SymbolEntry] = []
    entries.reserveCapacity(Int(table.size / 24))
    for offset in stride(from: table.offset, to: table.offset + table.size, by: 24) {
      let name = UInt64(try integer(UInt32.self, at: offset, part))
      guard name < names.size else { throw Truncated(part: part) }
      let info = try integer(UInt8.self, at: offset + 4, part)
      entries.append(
        SymbolEntry(
          offset: offset, nameOffset: names.offset + name, binding: info >> 4, type: info & 15,
          section: try integer(UInt16.self, at: offset + 6, part),
          value: try integer(UInt64.self, at: offset + 8, part),
          size: try integer(UInt64.self, at: offset + 16, part)))
    }
    return entries
  }

  /// The NUL-terminated string at `offset`, without its NUL. Empty outside the file.
  public func string(at offset: UInt64) -> ArraySlice<UInt8> {
    guard offset < UInt64(bytes.count) else { return [] }
    return bytes[Int(offset)...].prefix { $0 != 0 }
  }

  /// Whether the NUL-terminated string at `offset` ends with `suffix`. False outside the file. Tables have tens of thousands
  /// of strings: this one is fast in an unoptimised host, too.
  public func string(at offset: UInt64, endsWith suffix: StaticString) -> Bool {
    guard offset < UInt64(bytes.count) else { return false }
    let start = Int(offset)
    return unsafe bytes.withUnsafeBytes { bytes in
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
      guard let first = rest.baseAddress, let end = unsafe memchr(first, 0, rest.count) else { return false }
      return unsafe UnsafeRawPointer(end) - first >= suffix.utf8CodeUnitCount
        && memcmp(end - suffix.utf8CodeUnitCount, suffix.utf8Start, suffix.utf8CodeUnitCount) == 0
    }
  }

  /// Whether the NUL-terminated string at `offset` is `text`. False outside the file.
  public func hasString(_ text: String, at offset: UInt64) -> Bool {
    let wanted = text.utf8
    guard offset < UInt64(bytes.count), bytes.count - Int(offset) > wanted.count else { return false }
    let end = Int(offset) + wanted.count
    // Cheap comparisons first: most names differ in length or in the first byte.
    return bytes[end] == 0 && bytes[Int(offset)] == wanted.first
      && bytes[Int(offset)..<end].elementsEqual(wanted)
  }

  /// Where the datum of a symbol lies in the file, and in memory from the first byte that is loaded. Nil if there is no such
  /// datum, or if the file does not hold its content.
  func place(of symbol: String) -> (offset: UInt64, address: UInt64)? {
    guard let entries = try? symbolEntries(), let segments = try? segments(),
      let entry = entries.first(where: { $0.isDefined && hasString(symbol, at: $0.nameOffset) }),
      let segment = segments.first(where: {
        $0.type == Segment.load && $0.address <= entry.value
          && entry.value &+ entry.size <= $0.address &+ $0.fileSize
      })
    else { return nil }
    return (segment.offset + (entry.value - segment.address), entry.value)
  }

  /// The addresses that code of an image can write to. Empty if it cannot be read.
  public var writableRanges: [Range<UInt64>] {
    guard let segments = try? segments() else { return [] }
    // The dynamic loader makes them read-only once it has relocated them.
    let constant = segments.filter { $0.type == Segment.relocatedReadOnly }.map(\.address)
    return segments.filter {
      $0.type == Segment.load && $0.flags & Segment.writable != 0 && !constant.contains($0.address)
    }.map { $0.address..<$0.address &+ max($0.memorySize, 1) }
  }
}
