import GameBuilder
import HostSystem

/// Looks up the types that the code of an image names, before that code runs.
///
/// Swift code looks a generic type up by its mangled name when it first needs it, and keeps the answer in a variable. To look
/// up `Tick<MyAction>` is to search the conformances of every image that is loaded, of every earlier build of the game too:
/// a third of a millisecond of the first tick, and more with each reload. The compiler calls such a variable "demangling cache
/// variable" (`MD` in swift/docs/ABI/Mangling.rst) and the function that fills it
/// `__swift_instantiateConcreteTypeFromMangledName`; both are in the image's symbol table. Where they are not, the types are
/// looked up when they are needed, as ever.
enum TypeResolution {
  /// Returns the type, and keeps it in the variable. Any thread.
  private typealias Resolve = @convention(c) (UnsafeMutableRawPointer) -> UnsafeRawPointer?

  private static let function = "__swift_instantiateConcreteTypeFromMangledName"
  private static let variableSuffix = "MD"

  /// Resolves the types of an image that was just loaded. Any thread but the loop's.
  /// - Parameters:
  ///   - path: the image's file.
  ///   - entry: where its entry function was loaded to, by which everything else is found.
  static func run(imageAt path: String, entry: UnsafeRawPointer) {
    guard let bytes = try? DiskFile.read(path) else { return }
    let image = ELFImage(bytes: bytes)
    guard let symbols = try? image.symbolEntries().filter(\.isDefined) else { return }
    let functions = symbols.filter { $0.type == ELFImage.SymbolEntry.function }
    guard
      let entrySymbol = functions.first(where: { image.hasString(ImageFile.entrySymbol, at: $0.nameOffset) }),
      let resolver = functions.first(where: { image.hasString(function, at: $0.nameOffset) })
    else { return }
    // The file is the one that is loaded, so what its table says is where it says.
    let base = unsafe entry - Int(entrySymbol.value)
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
