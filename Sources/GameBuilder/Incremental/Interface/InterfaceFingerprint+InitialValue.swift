// How the initial value of a global or static variable counts: by the kinds of its literals.

extension InterfaceFingerprint {
  mutating func beginVariable() {
    isShared = isHarmless && (isStatic || typeDepth == 0)
    isStatic = false
  }

  /// The rest of the line from `=` on, and whatever brackets it opens, with the literals' kinds in place of the
  /// literals.
  mutating func keepSharedValue(until end: Int) {
    isShared = false
    var depth = 0
    let start = position
    defer { sharedValues.append(SharedValue(names: namesDeclared(before: start), tokens: start..<position)) }
    keep(tokens[position])
    position += 1
    while position < end {
      let token = tokens[position]
      // Code is kept as it is.
      if token.kind == .mark(UInt8(ascii: "{")), keepGroup() { continue }
      if case .mark(let mark) = token.kind {
        if "([".utf8.contains(mark) { depth += 1 }
        if ")]}".utf8.contains(mark) { depth -= 1 }
        if depth < 0 { return }
      }
      if depth == 0, token.startsLine || token.kind == .mark(UInt8(ascii: ";")) { return }
      if let kind = literalKind(position) {
        kept.append(contentsOf: kind.utf8)
        masked[position] = kind
      } else {
        keep(token)
      }
      position += 1
    }
  }

  /// The tokens of the names in `let x: T =` and `let (x, y) =`.
  private func namesDeclared(before position: Int) -> Range<Int> {
    var first = position
    while first > 0 {
      let token = tokens[first - 1]
      if all.isWord(token, "let") || all.isWord(token, "var") { break }
      first -= 1
    }
    guard first < position, tokens[first].kind == .mark(UInt8(ascii: "(")) else { return first..<first + 1 }
    let end = tokens[first..<position].firstIndex { $0.kind == .mark(UInt8(ascii: ")")) }
    return first..<(end ?? position)
  }

  /// What stands for a number or a string without interpolation; nil for anything else.
  private func literalKind(_ index: Int) -> String? {
    let text = all.text(tokens[index])
    switch tokens[index].kind {
    case .string: return text.contains(UInt8(ascii: "\\")) ? nil : " \"\""
    case .word where isNumber(text) && !isMemberOfTuple(index):
      // An exponent makes an integer a floating-point number; in hexadecimal, `e` is a digit and `p` the exponent.
      let isHexadecimal = text.dropFirst().first == UInt8(ascii: "x")
      return text.contains { (isHexadecimal ? "pP" : "eE").utf8.contains($0) } ? nil : " 0"
    default: return nil
    }
  }

  private func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    text.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
  }

  /// `pair.0`, and not the fraction of `1.0`.
  private func isMemberOfTuple(_ index: Int) -> Bool {
    guard index >= 2, tokens[index - 1].kind == .mark(UInt8(ascii: ".")) else { return false }
    return !isNumber(all.text(tokens[index - 2])) || isMemberOfTuple(index - 2)
  }
}
