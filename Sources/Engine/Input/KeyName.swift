/// Names of keys, in two spellings: `f5`, `ctrl-r`, `pageup` in `assets/keys.yaml`, and `F5`, `Ctrl-R`, `Page Up` on the
/// screen. Both are read.
extension Key: CustomStringConvertible {
  /// Reads a key's name in either spelling; nil if there is no such key.
  ///
  /// Only single characters are case sensitive, and not even they after `ctrl-`: Ctrl-R is the key that `ctrl-r` is.
  public init?(name: String) {
    var modifiers: Modifiers = []
    var rest = Substring(name)
    while let dash = rest.dropFirst().firstIndex(where: { $0 == "-" || $0 == "+" }),
      rest.index(after: dash) < rest.endIndex, let modifier = Modifiers(name: rest[..<dash].lowercased())
    {
      modifiers.insert(modifier)
      rest = rest[rest.index(after: dash)...]
    }
    guard let code = Code(name: String(rest)) else { return nil }
    guard case .character(let scalar) = code, scalar.properties.isAlphabetic else {
      self.init(code, modifiers)
      return
    }
    if modifiers.contains(.shift) {
      guard let upper = scalar.properties.uppercaseMapping.unicodeScalars.first else { return nil }
      self.init(.character(upper), modifiers.subtracting(.shift))
    } else if modifiers.contains(.control),
      let lower = scalar.properties.lowercaseMapping.unicodeScalars.first
    {
      self.init(.character(lower), modifiers)
    } else {
      self.init(code, modifiers)
    }
  }

  /// The name as people write it: `F5`, `Ctrl-C`, `Enter`, `Page Up`, `a`.
  public var description: String {
    var modifiers = modifiers
    var name = code.names.display
    if case .character(let scalar) = code, modifiers.contains(.control), scalar.properties.isAlphabetic {
      if scalar.properties.isUppercase { modifiers.insert(.shift) }
      // Only a name of one character can be read back.
      let upper = scalar.properties.uppercaseMapping
      if upper.unicodeScalars.count == 1 { name = upper }
    }
    return prefix(modifiers) + name
  }

  /// The name in `keys.yaml`.
  public var fileName: String {
    var modifiers = modifiers
    var name = code.names.file
    if case .character(let scalar) = code, modifiers.contains(.control), scalar.properties.isUppercase {
      modifiers.insert(.shift)
      name = scalar.properties.lowercaseMapping
    }
    return prefix(modifiers).lowercased() + name
  }

  private func prefix(_ modifiers: Modifiers) -> String {
    Modifiers.names.filter { modifiers.contains($0.modifier) }.map { $0.name + "-" }.joined()
  }
}

extension Key.Modifiers {
  fileprivate static let names: [(name: String, modifier: Key.Modifiers)] = [
    ("Ctrl", .control), ("Alt", .alt), ("Shift", .shift),
  ]

  fileprivate init?(name: String) {
    switch name {
    case "ctrl", "control", "c": self = .control
    case "alt", "meta", "option", "m": self = .alt
    case "shift", "s": self = .shift
    default: return nil
    }
  }
}

extension Key.Code {
  fileprivate typealias Names = (file: String, display: String)

  private static let named: [(names: Names, code: Key.Code)] = [
    (("up", "Up"), .up), (("down", "Down"), .down), (("left", "Left"), .left), (("right", "Right"), .right),
    (("home", "Home"), .home), (("end", "End"), .end), (("pageup", "Page Up"), .pageUp),
    (("pagedown", "Page Down"), .pageDown), (("insert", "Ins"), .insert), (("delete", "Del"), .delete),
    (("enter", "Enter"), .enter), (("escape", "Esc"), .escape), (("tab", "Tab"), .tab),
    (("backspace", "Backspace"), .backspace), (("space", "Space"), .character(" ")),
  ]

  private static let aliases: [String: Key.Code] = [
    "return": .enter, "pgup": .pageUp, "pgdn": .pageDown, "page-up": .pageUp, "page-down": .pageDown,
  ]

  fileprivate init?(name: String) {
    let lower = name.lowercased()
    if let alias = Self.aliases[lower] {
      self = alias
    } else if let scalar = name.unicodeScalars.first, name.unicodeScalars.count == 1, scalar.value > 0x20,
      scalar.value != 0x7F
    {
      self = .character(scalar)
    } else if let named = Self.named.first(where: {
      $0.names.file == lower || $0.names.display.lowercased() == lower
    }) {
      self = named.code
    } else if lower.hasPrefix("f"), let number = Int(lower.dropFirst()), (1...24).contains(number) {
      self = .function(number)
    } else {
      return nil
    }
  }

  fileprivate var names: Names {
    if case .function(let number) = self { return ("f\(number)", "F\(number)") }
    if let named = Self.named.first(where: { $0.code == self }) { return named.names }
    if case .character(let scalar) = self { return (String(scalar), String(scalar)) }
    return ("?", "?")
  }
}
