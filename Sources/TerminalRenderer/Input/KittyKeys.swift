import Engine

/// Decodes keys of the kitty keyboard protocol: `CSI code:shifted:base ; modifiers:event ; text u`.
/// Source: https://sw.kovidgoyal.net/kitty/keyboard-protocol/
struct KittyKeys {
  /// The keys that are down, by their code. A release must report the same key as its press, but its sequence does not
  /// contain it: shift may have been released before.
  private var down: [(code: Int, key: Key, base: Key?)] = []
  /// If more keys are down, the oldest is forgotten.
  private static let maxKeysDown = 32

  /// The events of one sequence; none for keys that have no `Key` (modifiers alone, media keys).
  mutating func events(_ parameters: SequenceParameters) -> [TerminalEvent] {
    guard let code = parameters[0] else { return [] }
    let modifiers = KeySequences.modifiers(parameters[1])
    let phase = KeySequences.phase(parameters[1, 1])
    let text = parameters.parts(2).compactMap { UInt32(exactly: $0).flatMap(Unicode.Scalar.init) }
    // Text without a key: an input method.
    if code == 0 { return text.map { .key(Key(.character($0)), .press) } }
    if phase != .press, let index = down.firstIndex(where: { $0.code == code }) {
      let (_, key, base) = down[index]
      if phase == .release { down.remove(at: index) }
      return [.key(key, phase, base: base)]
    }
    guard let key = KittyKeys.key(code, shifted: parameters[0, 1], modifiers, text: text) else { return [] }
    let base = parameters[0, 2].flatMap { KittyKeys.base($0, of: key, modifiers) }
    if phase != .release { remember(code, key, base) }
    return [.key(key, phase, base: base)]
  }

  private mutating func remember(_ code: Int, _ key: Key, _ base: Key?) {
    down.removeAll { $0.code == code }
    if down.count >= KittyKeys.maxKeysDown { down.removeFirst() }
    down.append((code, key, base))
  }

  private static func key(_ code: Int, shifted: Int?, _ modifiers: Key.Modifiers, text: [Unicode.Scalar])
    -> Key?
  {
    if let named = named(code) {
      if case .character = named { return Key(named, modifiers.subtracting(.shift)) }
      return Key(named, modifiers)
    }
    // The protocol uses the private use area for keys without a character.
    guard code >= 0x20, !(57344...63743).contains(code), let plain = scalar(code) else { return nil }
    let rest = modifiers.subtracting(.shift)
    if let typed = text.first, text.count == 1, rest.isEmpty, typed.value >= 0x20 {
      return Key(.character(typed))
    }
    guard modifiers.contains(.shift) else { return Key(.character(plain), rest) }
    if let shifted, let upper = scalar(shifted) { return Key(.character(upper), rest) }
    let upper = plain.properties.uppercaseMapping.unicodeScalars
    return Key(.character(upper.count == 1 ? upper.first! : plain), rest)
  }

  /// The key of a US keyboard at the place of `key`. Nil for a Latin keyboard, whose keys are known by what is printed on
  /// them; only digits may be elsewhere, behind shift.
  private static func base(_ code: Int, of key: Key, _ modifiers: Key.Modifiers) -> Key? {
    guard case .character(let typed) = key.code, (0x21..<0x7F).contains(code), let plain = scalar(code),
      !typed.isASCII || ("0"..."9").contains(plain)
    else { return nil }
    let isShifted = modifiers.contains(.shift) && !typed.isASCII
    let character =
      isShifted ? shiftedKeys[plain] ?? plain.properties.uppercaseMapping.unicodeScalars.first! : plain
    return Key(.character(character), modifiers.subtracting(.shift))
  }

  /// Of a US keyboard, but for letters.
  private static let shiftedKeys: [Unicode.Scalar: Unicode.Scalar] = Dictionary(
    uniqueKeysWithValues: zip(
      "`1234567890-=[]\\;',./".unicodeScalars, "~!@#$%^&*()_+{}|:\"<>?".unicodeScalars))

  private static func scalar(_ code: Int) -> Unicode.Scalar? {
    UInt32(exactly: code).flatMap(Unicode.Scalar.init)
  }

  private static func named(_ code: Int) -> Key.Code? {
    switch code {
    case 9: .tab
    case 13, 57414: .enter
    case 27: .escape
    case 127, 8: .backspace
    case 57376...57398: .function(code - 57376 + 13)
    case 57399...57408: .character(Unicode.Scalar(UInt8(code - 57399) + UInt8(ascii: "0")))
    case 57409: .character(".")
    case 57410: .character("/")
    case 57411: .character("*")
    case 57412: .character("-")
    case 57413: .character("+")
    case 57415: .character("=")
    case 57416: .character(",")
    case 57417: .left
    case 57418: .right
    case 57419: .up
    case 57420: .down
    case 57421: .pageUp
    case 57422: .pageDown
    case 57423: .home
    case 57424: .end
    case 57425: .insert
    case 57426: .delete
    default: nil
    }
  }
}
