/// Key names as written in `assets/keys.yaml`: `a`, `?`, `f5`, `space`, `ctrl-r`, `shift-left`.
extension Key: CustomStringConvertible {
  /// Reads a key's name; nil if there is no such key. Only single characters are case sensitive.
  public init?(name: String) {
    var modifiers: Modifiers = []
    var rest = Substring(name)
    while let dash = rest.dropFirst().firstIndex(where: { $0 == "-" || $0 == "+" }),
      rest.index(after: dash) < rest.endIndex
    {
      switch rest[..<dash].lowercased() {
      case "ctrl", "control", "c": modifiers.insert(.control)
      case "alt", "meta", "option", "m": modifiers.insert(.alt)
      case "shift", "s": modifiers.insert(.shift)
      default: return nil
      }
      rest = rest[rest.index(after: dash)...]
    }
    guard let code = Code(name: String(rest)) else { return nil }
    if case .character(let scalar) = code, modifiers.contains(.shift), scalar.properties.isAlphabetic {
      guard let upper = scalar.properties.uppercaseMapping.unicodeScalars.first else { return nil }
      self.init(.character(upper), modifiers.subtracting(.shift))
    } else {
      self.init(code, modifiers)
    }
  }

  /// The name that `init(name:)` reads.
  public var description: String {
    var name = ""
    if modifiers.contains(.control) { name += "ctrl-" }
    if modifiers.contains(.alt) { name += "alt-" }
    if modifiers.contains(.shift) { name += "shift-" }
    return name + code.name
  }
}

extension Key.Code {
  private static let names: [(name: String, code: Key.Code)] = [
    ("up", .up), ("down", .down), ("left", .left), ("right", .right), ("home", .home), ("end", .end),
    ("pageup", .pageUp), ("pagedown", .pageDown), ("insert", .insert), ("delete", .delete),
    ("enter", .enter), ("escape", .escape), ("tab", .tab), ("backspace", .backspace),
    ("space", .character(" ")),
  ]

  private static let aliases: [String: Key.Code] = [
    "return": .enter, "esc": .escape, "pgup": .pageUp, "pgdn": .pageDown, "ins": .insert, "del": .delete,
  ]

  init?(name: String) {
    let lower = name.lowercased()
    if let scalar = name.unicodeScalars.first, name.unicodeScalars.count == 1, scalar.value > 0x20,
      scalar.value != 0x7F
    {
      self = .character(scalar)
    } else if let named = Self.names.first(where: { $0.name == lower }) {
      self = named.code
    } else if let alias = Self.aliases[lower] {
      self = alias
    } else if lower.hasPrefix("f"), let number = Int(lower.dropFirst()), (1...24).contains(number) {
      self = .function(number)
    } else {
      return nil
    }
  }

  var name: String {
    if case .function(let number) = self { return "f\(number)" }
    if let named = Self.names.first(where: { $0.code == self }) { return named.name }
    if case .character(let scalar) = self { return String(scalar) }
    return "?"
  }
}
