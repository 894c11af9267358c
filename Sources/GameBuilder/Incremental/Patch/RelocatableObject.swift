/// An object file whose symbols and relocations can be looked at and changed in place.
struct RelocatableObject {
  /// An entry of the symbol table with its name at hand.
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
    let place: UInt64
    let offset: UInt64
    let symbol: Int
    let type: UInt32
    let addend: Int64
  }

  private(set) var image: ELFImage
  let sections: [ELFImage.Section]
  let symbols: [Symbol]
  /// Section → what is relocated in it.
  let relocations: [Int: [Relocation]]

  init(bytes: [UInt8]) throws(ELFImage.Truncated) {
    let image = ELFImage(bytes: bytes)
    let sections = try image.sections()
    self.image = image
    self.sections = sections
    symbols = try image.symbolEntries().map { Symbol(image, $0) }
    var relocations: [Int: [Relocation]] = [:]
    for section in sections where section.type == 4 && section.entrySize == 24 {
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
    for place in stride(from: section.offset, to: section.offset + section.size, by: 24) {
      let info = try image.integer(UInt64.self, at: place + 8, part)
      relocations.append(
        Relocation(
          place: place, offset: try image.integer(UInt64.self, at: place, part), symbol: Int(info >> 32),
          type: UInt32(truncatingIfNeeded: info),
          addend: Int64(bitPattern: try image.integer(UInt64.self, at: place + 16, part))))
    }
    return relocations
  }

  var bytes: [UInt8] { image.bytes }

  /// Empty where there is no such section.
  func sectionName(_ index: Int) -> String {
    guard let names = try? image.integer(UInt16.self, at: 62, "header"),
      sections.indices.contains(Int(names)),
      sections.indices.contains(index)
    else { return "" }
    return String(
      decoding: image.string(at: sections[Int(names)].offset + UInt64(sections[index].name)), as: UTF8.self)
  }

  // MARK: Changes. What was read before stays as it was read.

  /// Leaves the symbol's definition to another object.
  mutating func undefine(_ symbol: Symbol) {
    write(UInt16(0), at: symbol.offset + 6)
    // Another object's definition says who may see it.
    write(UInt8(0), at: symbol.offset + 5)
    write(ELFImage.SymbolEntry.global << 4, at: symbol.offset + 4)
    write(UInt64(0), at: symbol.offset + 8)
    write(UInt64(0), at: symbol.offset + 16)
  }

  /// Lets the symbol be nowhere.
  mutating func weaken(_ symbol: Symbol) {
    write(ELFImage.SymbolEntry.weak << 4 | symbol.type, at: symbol.offset + 4)
  }

  mutating func redirect(_ relocation: Relocation, to symbol: Int, addend: Int64) {
    write(UInt64(symbol) << 32 | UInt64(relocation.type), at: relocation.place + 8)
    write(UInt64(bitPattern: addend), at: relocation.place + 16)
  }

  private mutating func write<Value: FixedWidthInteger & UnsignedInteger>(_ value: Value, at place: UInt64) {
    image.write(value, at: place)
  }
}
