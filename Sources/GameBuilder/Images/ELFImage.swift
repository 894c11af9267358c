/// Reads the tables of a 64-bit little-endian ELF file. Every access is checked against the size of the file, which may be
/// half written, damaged, or no ELF file at all.
public struct ELFImage {
  /// A table points outside the file.
  public struct Truncated: Error {
    public let part: String
  }

  public struct Section {
    /// Offset of its name in the section of names.
    public let name: UInt32
    public let type: UInt32
    public let offset: UInt64
    public let size: UInt64
    /// Index of a related section, such as the names of symbols.
    public let link: UInt32
    public let entrySize: UInt64
    public let flags: UInt64
    /// For relocations: index of the section that they apply to.
    public let info: UInt32

    // Types: SHT_SYMTAB, SHT_STRTAB, SHT_NOBITS, SHT_DYNSYM, SHT_GNU_versym.
    static let symbolTable: UInt32 = 2
    static let stringTable: UInt32 = 3
    static let noBits: UInt32 = 8
    static let dynamicSymbolTable: UInt32 = 11
    static let symbolVersions: UInt32 = 0x6FFF_FFFF

    // Flags: SHF_ALLOC, SHF_EXECINSTR, SHF_MERGE.
    static let allocated: UInt64 = 2
    static let executable: UInt64 = 4
    static let mergeable: UInt64 = 16
  }

  struct Segment {
    let type: UInt32
    let flags: UInt32
    let offset: UInt64
    let address: UInt64
    let fileSize: UInt64
    let memorySize: UInt64

    // Types: PT_LOAD, PT_DYNAMIC, PT_GNU_RELRO.
    static let load: UInt32 = 1
    static let dynamic: UInt32 = 2
    static let relocatedReadOnly: UInt32 = 0x6474_E552
    // Flags: PF_W.
    static let writable: UInt32 = 2
  }

  static let headerSize = 64

  public private(set) var bytes: [UInt8]

  public init(bytes: [UInt8]) { self.bytes = bytes }

  func integer<Value: FixedWidthInteger & UnsignedInteger>(
    _ type: Value.Type, at offset: UInt64, _ part: String
  ) throws(Truncated) -> Value {
    try require(offset, UInt64(MemoryLayout<Value>.size), part)
    // Within the file, as was just checked.
    return unsafe bytes.withUnsafeBytes { buffer in
      Value(littleEndian: unsafe buffer.loadUnaligned(fromByteOffset: Int(offset), as: Value.self))
    }
  }

  /// Overwrites what ``integer(_:at:_:)`` read at `offset`.
  mutating func write<Value: FixedWidthInteger & UnsignedInteger>(_ value: Value, at offset: UInt64) {
    for index in 0..<MemoryLayout<Value>.size {
      bytes[Int(offset) + index] = UInt8(truncatingIfNeeded: value >> Value(8 * index))
    }
  }

  /// Throws unless [offset, offset + size) is within the file.
  func require(_ offset: UInt64, _ size: UInt64, _ part: String) throws(Truncated) {
    guard offset <= UInt64(bytes.count), size <= UInt64(bytes.count) - offset else {
      throw Truncated(part: part)
    }
  }

  func segments() throws(Truncated) -> [Segment] {
    let part = "program header table"
    let table = try integer(UInt64.self, at: 32, "header")
    let entrySize = UInt64(try integer(UInt16.self, at: 54, "header"))
    let count = UInt64(try integer(UInt16.self, at: 56, "header"))
    try require(table, entrySize * count, part)
    var segments: [Segment] = []
    for index in 0..<count where entrySize >= 56 {
      let base = table + index * entrySize
      segments.append(
        Segment(
          type: try integer(UInt32.self, at: base, part),
          flags: try integer(UInt32.self, at: base + 4, part),
          offset: try integer(UInt64.self, at: base + 8, part),
          address: try integer(UInt64.self, at: base + 16, part),
          fileSize: try integer(UInt64.self, at: base + 32, part),
          memorySize: try integer(UInt64.self, at: base + 40, part)))
    }
    return segments
  }

  func sections() throws(Truncated) -> [Section] {
    let part = "section header table"
    let table = try integer(UInt64.self, at: 40, "header")
    let entrySize = UInt64(try integer(UInt16.self, at: 58, "header"))
    var count = UInt64(try integer(UInt16.self, at: 60, "header"))
    if table == 0 || entrySize < 64 { return [] }
    // If there are more sections than fit into 16 bits, their number is in the first entry.
    if count == 0 { count = try integer(UInt64.self, at: try sum(table, 32, part), part) }
    let (size, overflow) = entrySize.multipliedReportingOverflow(by: count)
    if overflow { throw Truncated(part: part) }
    try require(table, size, part)
    var sections: [Section] = []
    for index in 0..<count {
      let base = table + index * entrySize
      sections.append(
        Section(
          name: try integer(UInt32.self, at: base, part), type: try integer(UInt32.self, at: base + 4, part),
          offset: try integer(UInt64.self, at: base + 24, part),
          size: try integer(UInt64.self, at: base + 32, part),
          link: try integer(UInt32.self, at: base + 40, part),
          entrySize: try integer(UInt64.self, at: base + 56, part),
          flags: try integer(UInt64.self, at: base + 8, part),
          info: try integer(UInt32.self, at: base + 44, part)))
    }
    return sections
  }

  /// The bytes of a section. Nil if there is none of that name.
  func content(ofSection name: String) throws(Truncated) -> ArraySlice<UInt8>? {
    let sections = try sections()
    var namesIndex = Int(try integer(UInt16.self, at: 62, "header"))
    // SHN_XINDEX: the index did not fit.
    if namesIndex == 0xFFFF, let first = sections.first { namesIndex = Int(first.link) }
    guard sections.indices.contains(namesIndex) else { return nil }
    let names = sections[namesIndex]
    for section in sections where section.type != Section.noBits {
      guard hasString(name, at: try sum(names.offset, UInt64(section.name), "section names")) else {
        continue
      }
      try require(section.offset, section.size, "section \(name)")
      return bytes[Int(section.offset)..<Int(section.offset + section.size)]
    }
    return nil
  }

  func sum(_ base: UInt64, _ step: UInt64, _ part: String) throws(Truncated) -> UInt64 {
    let (sum, overflow) = base.addingReportingOverflow(step)
    if overflow { throw Truncated(part: part) }
    return sum
  }
}
