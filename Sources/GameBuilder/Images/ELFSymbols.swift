/// The symbol table that a linker leaves in a file, beside the smaller one of what is exported.
extension ELFImage {
  public struct SymbolEntry {
    /// Where its entry is in the file.
    public let offset: UInt64
    /// Where its name is in the file.
    public let nameOffset: UInt64
    public let binding: UInt8
    public let type: UInt8
    public let section: UInt16
    public let value: UInt64
    public let size: UInt64

    public static let local: UInt8 = 0
    public static let global: UInt8 = 1
    public static let weak: UInt8 = 2
    public static let object: UInt8 = 1
    public static let function: UInt8 = 2

    public var isDefined: Bool { section != 0 }
    public var isGlobal: Bool { binding == SymbolEntry.global }
    public var range: Range<UInt64> { value..<value &+ max(size, 1) }
  }

  /// Empty where there is no such table.
  public func symbolEntries() throws(Truncated) -> [SymbolEntry] {
    let sections = try sections()
    guard let table = sections.first(where: { $0.type == ELFImage.allSymbols && $0.entrySize == 24 }),
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

  /// The NUL-terminated string at `offset`, without its NUL.
  public func string(at offset: UInt64) -> ArraySlice<UInt8> {
    guard offset < UInt64(bytes.count) else { return [] }
    return bytes[Int(offset)...].prefix { $0 != 0 }
  }
}
