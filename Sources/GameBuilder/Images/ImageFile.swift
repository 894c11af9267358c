import HostSystem

/// Why a file must not be loaded as a game.
public enum ImageError: Error, Equatable, Sendable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case empty(path: String)
  case notELF(path: String)
  case otherClass(path: String)
  case otherByteOrder(path: String)
  case otherMachine(path: String, machine: UInt16)
  case notSharedLibrary(path: String, type: UInt16)
  /// A table or a segment goes beyond the file's end: half written, or cut off. `part` says which.
  case truncated(path: String, part: String)
  case malformed(path: String, part: String)
  case noEntrySymbol(path: String, symbol: String)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      return "\(path): cannot be read (\(reason)); save again to rebuild it"
    case .empty(let path): return "\(path): is empty; save again to rebuild it"
    case .notELF(let path): return "\(path): is not an ELF file; build it again with hotloop"
    case .otherClass(let path): return "\(path): is made for 32-bit machines; build it again on this machine"
    case .otherByteOrder(let path):
      return "\(path): is made for machines of the other byte order; build it again on this machine"
    case .otherMachine(let path, let machine):
      return "\(path): is made for another machine (ELF machine \(machine), "
        + "here \(ImageFile.thisMachine)); build it again on this machine"
    case .notSharedLibrary(let path, let type):
      return "\(path): is not a shared library (ELF type \(type), not 3); build it again with hotloop"
    case .truncated(let path, let part):
      return "\(path): is cut off: its \(part) goes beyond the end of the file; save again to rebuild it"
    case .malformed(let path, let part):
      return "\(path): is damaged (\(part)); save again to rebuild it"
    case .noEntrySymbol(let path, let symbol):
      return "\(path): does not export \(symbol); the game needs one public function marked @c(\(symbol))"
    }
  }
}

/// Checks a game's library before it is loaded. The dynamic loader trusts what it is given: a file cut short is a
/// SIGBUS of the host when a missing page is touched.
public enum ImageFile {
  /// The symbol every game exports (HOTLOOP_ENTRY_SYMBOL).
  public static let entrySymbol = "hotloop_game"

  /// The ELF number of the machine this runs on.
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

  /// The same for a file's content. Pure; any bytes may be given.
  public static func check(bytes: [UInt8], path: String) throws(ImageError) {
    if bytes.isEmpty { throw .empty(path: path) }
    let image = ELFImage(bytes: bytes)
    try checkIdentity(image, path)
    do {
      try checkSegments(image, path)
      let sections = try image.sections()
      for section in sections where section.type != ELFImage.noBits && section.type != 0 {
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
    let load: UInt32 = 1
    let dynamic: UInt32 = 2
    for segment in segments {
      try image.require(segment.offset, segment.fileSize, "segment")
      if segment.type == load && segment.memorySize < segment.fileSize {
        throw ImageError.malformed(path: path, part: "size of a segment")
      }
    }
    guard segments.contains(where: { $0.type == load }), segments.contains(where: { $0.type == dynamic })
    else {
      throw ImageError.malformed(path: path, part: "no loadable or dynamic segment")
    }
  }

  /// Whether the dynamic symbol table defines a symbol of this name.
  private static func exports(
    _ name: String, _ image: ELFImage, _ sections: [ELFImage.Section], _ path: String
  ) throws -> Bool {
    guard let table = sections.first(where: { $0.type == ELFImage.dynamicSymbols }) else {
      throw ImageError.malformed(path: path, part: "no dynamic symbol table")
    }
    guard sections.indices.contains(Int(table.link)), table.entrySize == 24 else {
      throw ImageError.malformed(path: path, part: "dynamic symbol table")
    }
    let names = sections[Int(table.link)]
    let stringTable: UInt32 = 3
    guard names.type == stringTable else {
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
