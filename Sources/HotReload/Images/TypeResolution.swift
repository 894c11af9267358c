import GameBuilder

/// Resolves the types that an image's code names, before that code runs.
///
/// Swift code resolves a generic type by its mangled name on first use and caches it in a variable. Resolving
/// `Tick<MyAction>` searches the conformances of every loaded image, including all earlier builds of the game: a third of a
/// millisecond of the first tick, and more with each reload. The compiler calls the variable "demangling cache variable"
/// (`MD` in swift/docs/ABI/Mangling.rst) and the function that fills it `__swift_instantiateConcreteTypeFromMangledName`;
/// both are in the image's symbol table. Without a symbol table the types are resolved on first use.
enum TypeResolution {
  /// Returns the type and caches it in the variable. Any thread.
  private typealias Resolve = @convention(c) (UnsafeMutableRawPointer) -> UnsafeRawPointer?

  private static let function = "__swift_instantiateConcreteTypeFromMangledName"
  private static let variableSuffix = "MD"

  /// Resolves the types of an image that was just loaded. Any thread but the loop's.
  /// - Parameters:
  ///   - symbols: of the image's file.
  ///   - entry: the address of its entry function, from which the load address is computed.
  static func run(_ table: ImageSymbols, entry: UnsafeRawPointer) {
    let (image, symbols) = (table.image, table.defined)
    let functions = symbols.filter { $0.type == ELFImage.SymbolEntry.function }
    guard let base = unsafe table.base(entry: entry),
      let resolver = functions.first(where: { image.hasString(function, at: $0.nameOffset) })
    else { return }
    let resolve = unsafe unsafeBitCast(base + Int(resolver.value), to: Resolve.self)
    for symbol in symbols where isVariable(symbol, of: image) {
      _ = unsafe resolve(UnsafeMutableRawPointer(mutating: base + Int(symbol.value)))
    }
  }

  static func isVariable(_ symbol: ELFImage.SymbolEntry, of image: ELFImage) -> Bool {
    symbol.type == ELFImage.SymbolEntry.object && symbol.size == 8
      && image.string(at: symbol.nameOffset).suffix(variableSuffix.utf8.count).elementsEqual(
        variableSuffix.utf8)
  }
}
