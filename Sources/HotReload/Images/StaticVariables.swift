import GameBuilder
import HostSystem

/// Finds the variables of an image that a reload resets: `static var`, `class var` and global `var` of the game, not `let`.
///
/// The storage of a variable has a symbol that ends with `vp`, or `vpZ` in a type. A symbol does not say whether it is a
/// variable or a constant: in a type, a variable has a setter (`vsZ`), which an unoptimised image contains. A global one has no
/// setter, so its declaration is looked up in the sources. Variables of C have no names that tell them from constants.
enum StaticVariables {
  /// Sorted. Without a symbol table, none.
  static func names(in symbols: ImageSymbols, sources: [String]) -> [String] {
    let image = symbols.image
    var setters: Set<String> = []
    var members: [String] = []
    var globals: [String] = []
    for symbol in symbols.defined {
      switch symbol.type {
      case ELFImage.SymbolEntry.function where image.string(at: symbol.nameOffset, endsWith: "vsZ"):
        setters.insert(symbols.name(of: symbol))
      case ELFImage.SymbolEntry.object where image.string(at: symbol.nameOffset, endsWith: "vpZ"):
        members.append(symbols.name(of: symbol))
      case ELFImage.SymbolEntry.object where image.string(at: symbol.nameOffset, endsWith: "vp"):
        globals.append(symbols.name(of: symbol))
      default: break
      }
    }
    members.removeAll { isOfSDK($0) || !setters.contains($0.dropLast(2) + "sZ") }
    globals.removeAll(where: isOfSDK)
    return Set(names(of: members + declared(globals, in: sources))).sorted()
  }

  /// The names of variables by their symbols: `Stats.shots`, or `Pace.Stats.shots` if several modules have one of that name.
  static func names(of symbols: [String]) -> [String] {
    let named = symbols.map { (module: module(ofVariable: $0), name: functionName(ofSymbol: $0)) }
    let modules = Dictionary(grouping: named, by: \.name).mapValues { Set($0.map(\.module)) }
    return named.map { modules[$0.name, default: []].count > 1 ? "\($0.module).\($0.name)" : $0.name }
  }

  /// `Pace` for `static Pace.Stats.shots : Swift.Int`, and for `static (extension in Pace):Swift.Int.shots : Swift.Int`.
  private static func module(ofVariable symbol: String) -> Substring {
    var text = (demangled(symbol) ?? symbol)[...]
    if text.hasPrefix("static ") { text = text.dropFirst("static ".count) }
    let foreign = "(extension in "
    if text.hasPrefix(foreign) { return text.dropFirst(foreign.count).prefix { $0 != ")" } }
    return text.prefix { $0 != "." }
  }

  private static func isOfSDK(_ symbol: String) -> Bool {
    !symbol.hasPrefix("$s") || symbol.hasPrefix("$s7GameSDK")
  }

  /// Those of the symbols whose name a source declares with `var` outside of a type.
  private static func declared(_ symbols: [String], in sources: [String]) -> [String] {
    if symbols.isEmpty { return [] }
    var found: Set<String> = []
    for path in sources where path.hasSuffix(".swift") {
      guard let source = try? DiskFile.readText(path) else { continue }
      found.formUnion(globalVariables(in: source))
    }
    return symbols.filter { found.contains(functionName(ofSymbol: $0)) }
  }

  /// The names after `var` in lines that are not indented.
  static func globalVariables(in source: String) -> Set<String> {
    var names: Set<String> = []
    for line in source.split(whereSeparator: \.isNewline) {
      guard let first = line.first, !first.isWhitespace else { continue }
      let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
      for (word, next) in zip(words, words.dropFirst()) where word == "var" { names.insert(String(next)) }
    }
    return names
  }
}
