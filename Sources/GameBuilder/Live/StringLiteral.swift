/// The value of a string literal of Swift on one line.
enum StringLiteral {
  /// Nil if it has an interpolation, several lines, or an escape that does not exist.
  static func value(of text: String) -> String? {
    let quote: Unicode.Scalar = "\""
    var scalars = text.unicodeScalars[...]
    let hashes = scalars.prefix { $0 == "#" }.count
    scalars = scalars.dropFirst(hashes).dropLast(hashes)
    guard scalars.count >= 2, scalars.popFirst() == quote, scalars.popLast() == quote, scalars.first != quote
    else { return scalars.isEmpty && text.unicodeScalars.count == 2 * (hashes + 1) ? "" : nil }
    let escape = ("\\" + String(repeating: "#", count: hashes)).unicodeScalars
    var value = String.UnicodeScalarView()
    while let first = scalars.first {
      if first.value < 32, first != "\t" { return nil }
      if scalars.starts(with: escape) {
        scalars.removeFirst(escape.count)
        guard let scalar = escaped(&scalars) else { return nil }
        value.append(scalar)
      } else {
        value.append(first)
        scalars.removeFirst()
      }
    }
    return String(value)
  }

  /// Reads what follows a backslash.
  private static func escaped(_ scalars: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
    guard let letter = scalars.popFirst() else { return nil }
    switch letter {
    case "0": return "\0"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "\\", "\"", "'": return letter
    case "u":
      guard scalars.popFirst() == "{", let end = scalars.firstIndex(of: "}") else { return nil }
      let digits = String(scalars[..<end])
      scalars = scalars[scalars.index(after: end)...]
      guard (1...8).contains(digits.count), let code = UInt32(digits, radix: 16) else { return nil }
      return Unicode.Scalar(code)
    default: return nil
    }
  }
}
