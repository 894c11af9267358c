import GameBuilder
import HostSystem

/// The symbol table of an image's file, which is as it was mapped: images are never overwritten.
struct ImageSymbols {
  let image: ELFImage
  let defined: [ELFImage.SymbolEntry]

  /// Nil if the file cannot be read.
  init?(path: String) {
    guard let bytes = try? DiskFile.read(path) else { return nil }
    image = ELFImage(bytes: bytes)
    guard let symbols = try? image.symbolEntries() else { return nil }
    defined = symbols.filter(\.isDefined)
  }

  /// The function that contains an address (from the image's start) and has a size.
  func function(at address: UInt64) -> ELFImage.SymbolEntry? {
    defined.first { $0.type == ELFImage.SymbolEntry.function && $0.size > 0 && $0.range.contains(address) }
  }

  /// Where the image begins in memory. It was loaded from this file, so that the symbol table matches the mapped code.
  /// - Parameter entry: the address of its entry function.
  func base(entry: UnsafeRawPointer) -> UnsafeRawPointer? {
    let symbol = defined.first { image.hasString(ImageFile.entrySymbol, at: $0.nameOffset) }
    return unsafe symbol.map { unsafe entry - Int($0.value) }
  }

  func name(of symbol: ELFImage.SymbolEntry) -> String {
    String(decoding: image.string(at: symbol.nameOffset), as: UTF8.self)
  }
}
