import GameBuilder

/// Finds the global and static variables of an image that hold reload handlers: `let hook = Reloads.before { … }`.
///
/// Swift initialises such a variable at its first use, and most are never used. The function that returns its address, the
/// "addressor" (`vau` in swift/docs/ABI/Mangling.rst, `vauZ` in a type), initialises it. A symbol's name contains the type of
/// the variable. An optimised image has no addressor of a variable that no code names.
enum HandlerVariables {
  private static let type = "GameSDK.ReloadHandler"

  /// The addresses of the addressors, in the order of the symbols; each variable once.
  static func addressors(_ symbols: ImageSymbols, entry: UnsafeRawPointer) -> [UnsafeRawPointer] {
    guard let base = unsafe symbols.base(entry: entry) else { return unsafe [] }
    var known: Set<String> = []
    var found: [UnsafeRawPointer] = unsafe []
    for symbol in symbols.defined where symbol.type == ELFImage.SymbolEntry.function {
      guard
        symbols.image.string(at: symbol.nameOffset, endsWith: "vau")
          || symbols.image.string(at: symbol.nameOffset, endsWith: "vauZ")
      else { continue }
      let name = symbols.name(of: symbol)
      // What is linked first is in force.
      guard !name.hasPrefix("$s7GameSDK"), demangled(name)?.contains(type) == true,
        known.insert(name).inserted
      else { continue }
      unsafe found.append(base + Int(symbol.value))
    }
    return unsafe found
  }
}
