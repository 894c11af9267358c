import HostSystem

/// Checks a game's library before it is loaded. The dynamic loader trusts the file: if it is truncated, the host gets SIGBUS
/// when it touches a missing page.
public enum ImageFile {
  /// The symbol that every game exports (HOTLOOP_ENTRY_SYMBOL).
  public static let entrySymbol = "hotloop_game"

  /// The ELF number (e_machine) of this machine.
  static var thisMachine: UInt16 {
    #if arch(x86_64)
      62
    #elseif arch(arm64)
      183
    #elseif arch(riscv64)
      243
    #else
      #error("name this machine's ELF number (e_machine) here")
    #endif
  }

  public static func check(_ path: String) throws(ImageError) {
    let bytes: [UInt8]
    do {
      bytes = try DiskFile.read(path)
    } catch {
      throw .unreadable(path: path, reason: "\(error.errno)")
    }
    try check(bytes: bytes, path: path)
  }

  /// The same for the content of a file. Any bytes are allowed.
  /// - Parameter path: for errors.
  public static func check(bytes: [UInt8], path: String) throws(ImageError) {
    if bytes.isEmpty { throw .empty(path: path) }
    let image = ELFImage(bytes: bytes)
    try checkIdentity(image, path)
    do {
      try checkSegments(image, path)
      let sections = try image.sections()
      for section in sections where section.type != ELFImage.Section.noBits && section.type != 0 {
        try image.require(section.offset, section.size, "section")
      }
      guard try exports(entrySymbol, image, sections, path) else {
        throw ImageError.noEntrySymbol(path: path, symbol: entrySymbol)
      }
    } catch let error as ImageError {
      throw error
    } catch let error as ELFImage.Truncated {
      throw .truncated(path: path, part: error.part)
    } catch {
      throw .malformed(path: path, part: "\(error)")
    }
  }

  private static func checkIdentity(_ image: ELFImage, _ path: String) throws(ImageError) {
    let bytes = image.bytes
    let magic: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]
    guard bytes.starts(with: magic) else {
      if magic.starts(with: bytes) { throw .truncated(path: path, part: "header") }
      throw .notELF(path: path)
    }
    guard bytes.count >= ELFImage.headerSize else { throw .truncated(path: path, part: "header") }
    if bytes[4] != 2 { throw .otherClass(path: path) }
    if bytes[5] != 1 { throw .otherByteOrder(path: path) }
    if bytes[6] != 1 { throw .malformed(path: path, part: "ELF version") }
    let type = UInt16(bytes[16]) | UInt16(bytes[17]) << 8
    let machine = UInt16(bytes[18]) | UInt16(bytes[19]) << 8
    if machine != thisMachine { throw .otherMachine(path: path, machine: machine) }
    if type != 3 { throw .notSharedLibrary(path: path, type: type) }
  }

  private static func checkSegments(_ image: ELFImage, _ path: String) throws {
    let segments = try image.segments()
    for segment in segments {
      try image.require(segment.offset, segment.fileSize, "segment")
      if segment.type == ELFImage.Segment.load && segment.memorySize < segment.fileSize {
        throw ImageError.malformed(path: path, part: "size of a segment")
      }
    }
    guard segments.contains(where: { $0.type == ELFImage.Segment.load }),
      segments.contains(where: { $0.type == ELFImage.Segment.dynamic })
    else {
      throw ImageError.malformed(path: path, part: "no loadable or dynamic segment")
    }
  }

  /// Whether the dynamic symbol table defines a symbol of this name.
  private static func exports(
    _ name: String, _ image: ELFImage, _ sections: [ELFImage.Section], _ path: String
  ) throws -> Bool {
    guard let table = sections.first(where: { $0.type == ELFImage.Section.dynamicSymbolTable }) else {
      throw ImageError.malformed(path: path, part: "no dynamic symbol table")
    }
    guard sections.indices.contains(Int(table.link)), table.entrySize == 24 else {
      throw ImageError.malformed(path: path, part: "dynamic symbol table")
    }
    let names = sections[Int(table.link)]
    guard names.type == ELFImage.Section.stringTable else {
      throw ImageError.malformed(path: path, part: "dynamic symbol names")
    }
    for index in 0..<(table.size / table.entrySize) {
      let entry = table.offset + index * table.entrySize
      let nameOffset = UInt64(try image.integer(UInt32.self, at: entry, "dynamic symbol table"))
      let definingSection = try image.integer(UInt16.self, at: entry + 6, "dynamic symbol table")
      guard nameOffset < names.size, definingSection != 0 else { continue }
      if image.hasString(name, at: names.offset + nameOffset) { return true }
    }
    return false
  }
}
