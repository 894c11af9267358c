/// Reads the tables of an ELF file of this machine's kind. Every access is checked against the file's size: the file
/// may be half written, damaged, or something else altogether.
public struct ELFImage {
  /// A table entry points outside the file.
  public struct Truncated: Error {
    public let part: String
  }

  struct Section {
    let name: UInt32
    let type: UInt32
    let offset: UInt64
    let size: UInt64
    let link: UInt32
    let entrySize: UInt64
    let flags: UInt64
    /// For relocations: the section they are for.
    let info: UInt32
  }

  struct Segment {
    let type: UInt32
    let offset: UInt64
    let address: UInt64
    let fileSize: UInt64
    let memorySize: UInt64
  }

  static let headerSize = 64
  static let noBits: UInt32 = 8
  static let allSymbols: UInt32 = 2
  static let dynamicSymbols: UInt32 = 11

  public internal(set) var bytes: [UInt8]

  public init(bytes: [UInt8]) { self.bytes = bytes }

  func integer<Value: FixedWidthInteger & UnsignedInteger>(
    _ type: Value.Type, at offset: UInt64, _ part: String
  ) throws(Truncated) -> Value {
    let size = UInt64(MemoryLayout<Value>.size)
    guard offset <= UInt64(bytes.count), UInt64(bytes.count) - offset >= size else {
      throw Truncated(part: part)
    }
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

  /// Throws unless [offset, offset + size) lies within the file.
  func require(_ offset: UInt64, _ size: UInt64, _ part: String) throws(Truncated) {
    guard offset <= UInt64(bytes.count), size <= UInt64(bytes.count) - offset else {
      throw Truncated(part: part)
    }
  }

  func segments() throws(Truncated) -> [Segment] {
    let table = try integer(UInt64.self, at: 32, "header")
    let entrySize = UInt64(try integer(UInt16.self, at: 54, "header"))
    let count = UInt64(try integer(UInt16.self, at: 56, "header"))
    try require(table, entrySize * count, "program header table")
    var segments: [Segment] = []
    for index in 0..<count where entrySize >= 56 {
      let base = table + index * entrySize
      let part = "program header table"
      segments.append(
        Segment(
          type: try integer(UInt32.self, at: base, part),
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
    // A file of very many sections has their number in the first entry.
    if count == 0 { count = try integer(UInt64.self, at: try offset(table, 32, part), part) }
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

  /// The bytes of a section by its name; nil where there is none.
  func content(ofSection name: String) throws(Truncated) -> ArraySlice<UInt8>? {
    let sections = try sections()
    var namesIndex = Int(try integer(UInt16.self, at: 62, "header"))
    if namesIndex == 0xFFFF, let first = sections.first { namesIndex = Int(first.link) }
    guard sections.indices.contains(namesIndex) else { return nil }
    let names = sections[namesIndex]
    for section in sections where section.type != ELFImage.noBits {
      let (start, overflow) = names.offset.addingReportingOverflow(UInt64(section.name))
      if overflow { throw Truncated(part: "section names") }
      guard hasString(name, at: start) else { continue }
      try require(section.offset, section.size, "section \(name)")
      return bytes[Int(section.offset)..<Int(section.offset + section.size)]
    }
    return nil
  }

  /// Whether the NUL-terminated string at `offset` is `text`; false where it would end outside the file.
  public func hasString(_ text: String, at offset: UInt64) -> Bool {
    let wanted = text.utf8
    guard offset < UInt64(bytes.count), bytes.count - Int(offset) > wanted.count else { return false }
    let end = Int(offset) + wanted.count
    // Most names differ in their first or last byte, or in length.
    return bytes[end] == 0 && bytes[Int(offset)] == wanted.first
      && bytes[Int(offset)..<end].elementsEqual(wanted)
  }

  private func offset(_ base: UInt64, _ step: UInt64, _ part: String) throws(Truncated) -> UInt64 {
    let (sum, overflow) = base.addingReportingOverflow(step)
    if overflow { throw Truncated(part: part) }
    return sum
  }
}
