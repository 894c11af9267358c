import GameBuilder

/// Where an image has the static and global variables of the game.
@safe struct ImageVariables {
  /// What the linker does not initialise is initialised by its first use, which a token records. Several variables that are
  /// declared together have one.
  @safe struct Token {
    /// A `swift_once_t` (Threading/Impl/Linux.h in the Swift repository).
    static let size = MemoryLayout<Int>.size
    private static let done = -1

    let address: UnsafeMutableRawPointer

    var isDone: Bool { unsafe address.load(as: Int.self) == Self.done }
    func setDone() { unsafe address.storeBytes(of: Self.done, as: Int.self) }
  }

  @safe struct Variable {
    let address: UnsafeMutableRawPointer
    let size: Int
  }

  /// By mangled name, such as `$s4Game5StatsO5shotsSivpZ` (docs/ABI/Mangling.rst in the Swift repository).
  private(set) var variables: [String: Variable] = [:]
  /// By the start of that name: `$s4Game5StatsO5shots`, or `$s4Game5StatsO1x_1y` for two variables.
  private(set) var tokens: [String: Token] = [:]

  /// - Parameter entry: the address of the image's entry function.
  init(_ symbols: ImageSymbols, entry: UnsafeRawPointer) {
    let image = symbols.image
    guard let base = unsafe symbols.base(entry: entry) else { return }
    let writable = image.writableRanges
    for symbol in symbols.defined where symbol.type == ELFImage.SymbolEntry.object {
      let isToken = image.string(at: symbol.nameOffset, endsWith: "_Wz")
      guard
        isToken || image.string(at: symbol.nameOffset, endsWith: "vpZ")
          || image.string(at: symbol.nameOffset, endsWith: "vp")
      else { continue }
      let name = symbols.name(of: symbol)
      // The SDK's are about the image that they are in.
      guard name.hasPrefix("$s"), !name.hasPrefix("$s7GameSDK"),
        writable.contains(where: { $0.contains(symbol.value) })
      else { continue }
      let address = unsafe UnsafeMutableRawPointer(mutating: base + Int(symbol.value))
      if isToken {
        tokens[String(name.dropLast(3))] = unsafe Token(address: address)
      } else {
        variables[name] = unsafe Variable(address: address, size: Int(symbol.size))
      }
    }
  }

  /// The names of the variables that a token is for; nil if that is not certain.
  func names(of token: String) -> [String]? {
    if let one = only(startingWith: token) { return [one] }
    // The parts behind the first are names with their lengths, such as `1y`.
    let parts = token.split(separator: "_").dropFirst()
    let first = String(token.prefix { $0 != "_" })
    let names = ([first] + parts.map { Self.context(of: token) + $0 }).map(only(startingWith:))
    return names.contains(nil) ? nil : names.compactMap(\.self)
  }

  private func only(startingWith start: String) -> String? {
    let names = variables.keys.filter { $0.hasPrefix(start) }
    return names.count == 1 ? names.first : nil
  }

  /// What the names of all variables of a token begin with, and those of others beside them: `$s4Game5StatsO`.
  static func context(of token: String) -> String {
    let first = token.prefix { $0 != "_" }
    for length in 1..<max(first.count, 2) where first.dropLast(length).hasSuffix("\(length)") {
      let rest = first.dropLast(length + "\(length)".count)
      if rest.last?.isNumber != true { return String(rest) }
    }
    return "$s"
  }
}

extension ImageSymbols {
  /// The address of a symbol in memory.
  func address(of name: String, entry: UnsafeRawPointer) -> UnsafeRawPointer? {
    guard let base = unsafe base(entry: entry),
      let symbol = defined.first(where: { image.hasString(name, at: $0.nameOffset) })
    else { return nil }
    return unsafe base + Int(symbol.value)
  }
}
