/// An object file whose symbols and relocations can be read, and changed in place.
struct RelocatableObject {
  /// An entry of the symbol table, with its name.
  @dynamicMemberLookup
  struct Symbol {
    let name: String
    private let entry: ELFImage.SymbolEntry

    init(_ image: ELFImage, _ entry: ELFImage.SymbolEntry) {
      name = String(decoding: image.string(at: entry.nameOffset), as: UTF8.self)
      self.entry = entry
    }

    subscript<Value>(dynamicMember member: KeyPath<ELFImage.SymbolEntry, Value>) -> Value {
      entry[keyPath: member]
    }
  }

  struct Relocation {
    /// Offset of its entry in the file.
    let entryOffset: UInt64
    /// Offset in the section of the bytes that the linker fills in.
    let offset: UInt64
    /// Index of the symbol whose address they get.
    let symbol: Int
    let type: UInt32
    let addend: Int64
  }

  private(set) var image: ELFImage
  let sections: [ELFImage.Section]
  let symbols: [Symbol]
  /// Index of a section → its relocations.
  let relocations: [Int: [Relocation]]

  init(bytes: [UInt8]) throws(ELFImage.Truncated) {
    let image = ELFImage(bytes: bytes)
    let sections = try image.sections()
    self.image = image
    self.sections = sections
    symbols = try image.symbolEntries().map { Symbol(image, $0) }
    var relocations: [Int: [Relocation]] = [:]
    let withAddends: UInt32 = 4  // SHT_RELA
    for section in sections where section.type == withAddends && section.entrySize == 24 {
      relocations[Int(section.info), default: []] += try RelocatableObject.relocations(image, section)
    }
    self.relocations = relocations
  }

  private static func relocations(
    _ image: ELFImage, _ section: ELFImage.Section
  ) throws(ELFImage.Truncated) -> [Relocation] {
    let part = "relocations"
    try image.require(section.offset, section.size, part)
    var relocations: [Relocation] = []
    relocations.reserveCapacity(Int(section.size / 24))
    for entry in stride(from: section.offset, to: section.offset + section.size, by: 24) {
      let info = try image.integer(UInt64.self, at: entry + 8, part)
      relocations.append(
        Relocation(
          entryOffset: entry, offset: try image.integer(UInt64.self, at: entry, part),
          symbol: Int(info >> 32), type: UInt32(truncatingIfNeeded: info),
          addend: Int64(bitPattern: try image.integer(UInt64.self, at: entry + 16, part))))
    }
    return relocations
  }

  var bytes: [UInt8] { image.bytes }

  /// Empty if there is no such section.
  func sectionName(_ index: Int) -> String {
    guard let names = try? image.integer(UInt16.self, at: 62, "header"),
      sections.indices.contains(Int(names)), sections.indices.contains(index)
    else { return "" }
    return String(
      decoding: image.string(at: sections[Int(names)].offset + UInt64(sections[index].name)), as: UTF8.self)
  }

  // MARK: Changes. ``symbols`` and ``relocations`` keep what was read.

  /// Makes the symbol undefined, so that the linker takes another object's definition.
  mutating func undefine(_ symbol: Symbol) {
    image.write(UInt16(0), at: symbol.offset + 6)
    // Visibility is that of the other definition.
    image.write(UInt8(0), at: symbol.offset + 5)
    image.write(ELFImage.SymbolEntry.global << 4, at: symbol.offset + 4)
    image.write(UInt64(0), at: symbol.offset + 8)
    image.write(UInt64(0), at: symbol.offset + 16)
  }

  /// Allows the symbol to have no definition at all.
  mutating func weaken(_ symbol: Symbol) {
    image.write(ELFImage.SymbolEntry.weak << 4 | symbol.type, at: symbol.offset + 4)
  }

  mutating func redirect(_ relocation: Relocation, to symbol: Int, addend: Int64) {
    image.write(UInt64(symbol) << 32 | UInt64(relocation.type), at: relocation.entryOffset + 8)
    image.write(UInt64(bitPattern: addend), at: relocation.entryOffset + 16)
  }
}
