// The initial values of global and static variables, of which the kinds of literals count.

extension InterfaceFingerprint {
  mutating func beginVariable() {
    isShared = hasInertAttributes && (isStatic || scopes.isEmpty)
    isStatic = false
  }

  /// Reads from `=` to the end of the line, and through all brackets that it opens. Literals are replaced by their kinds. If the
  /// type is written and a plain one, nothing of the value counts.
  mutating func readSharedValue(until end: Int) {
    isShared = false
    let start = position
    defer { sharedValues.append(SharedValue(names: namesDeclared(before: start), tokens: start..<position)) }
    let value = start + 1..<endOfValue(from: start + 1, until: end)
    appendToken()
    if hasPlainType(before: start), !value.isEmpty, !mayDeclare(value) {
      interface.append(contentsOf: " 0".utf8)
      for index in value { literalKinds[index] = "" }
      literalKinds[value.lowerBound] = " 0"
      position = value.upperBound
      return
    }
    while position < value.upperBound {
      // Code counts as it is.
      if isMark("{"), appendGroup() { continue }
      if let kind = literalKind(at: position) {
        let fraction = isTypedFloat(position) ? self.fraction(of: position) : position..<position
        interface.append(contentsOf: kind.utf8)
        literalKinds[position] = kind
        for index in fraction { literalKinds[index] = "" }
        position = max(position + 1, fraction.upperBound)
      } else {
        appendToken()
      }
    }
  }

  /// The end of the line, or of the last line in which a bracket is open.
  private func endOfValue(from start: Int, until end: Int) -> Int {
    var depth = 0
    for index in start..<max(start, end) {
      let token = tokens[index]
      depth += SwiftTokens.bracketStep(token)
      if depth < 0 { return index }
      if depth == 0, token.startsLine || token.kind == .mark(UInt8(ascii: ";")) { return index }
    }
    return max(start, end)
  }

  /// Whether a value may declare something, as code, macros and a list of variables do.
  private func mayDeclare(_ value: Range<Int>) -> Bool {
    var depth = 0
    return value.contains { index in
      depth += SwiftTokens.bracketStep(tokens[index])
      return ["{", "#", "@"].contains { source.isMark($0, at: index) }
        || depth == 0 && source.isMark(",", at: index)
    }
  }

  /// Whether `: Float`, `: [Int]` or `: [String: Int]` stands before this token: no part of the type is left to the value.
  private func hasPlainType(before assignment: Int) -> Bool {
    var index = assignment - 1
    func takeName() -> Bool {
      guard index >= 0, Self.plainTypes.contains(where: { source.isWord(tokens[index], $0) }) else {
        return false
      }
      index -= 1
      return true
    }
    func take(_ mark: Unicode.Scalar) -> Bool {
      guard index >= 0, source.isMark(mark, at: index) else { return false }
      index -= 1
      return true
    }
    if take("]") {
      guard takeName() else { return false }
      if take(":"), !takeName() { return false }
      guard take("[") else { return false }
    } else if !takeName() {
      return false
    }
    return take(":")
  }

  private static let plainTypes: [StaticString] =
    floatTypes + [
      "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32", "UInt64", "Bool",
      "String",
      "Character",
    ]

  /// The tokens of the names in `let x: T =` and `let (x, y) =`.
  private func namesDeclared(before position: Int) -> Range<Int> {
    var first = position
    while first > 0 {
      let token = tokens[first - 1]
      if source.isWord(token, "let") || source.isWord(token, "var") { break }
      first -= 1
    }
    guard first < position, tokens[first].kind == .mark(UInt8(ascii: "(")) else { return first..<first + 1 }
    let end = tokens[first..<position].firstIndex { $0.kind == .mark(UInt8(ascii: ")")) }
    return first..<(end ?? position)
  }

  /// What replaces a number or a string without interpolation. Nil for anything else.
  private func literalKind(at index: Int) -> String? {
    let text = source.text(tokens[index])
    switch tokens[index].kind {
    case .string: return text.contains(UInt8(ascii: "\\")) ? nil : " \"\""
    case .word where isNumber(text) && !isMemberOfTuple(index):
      // An exponent makes an integer a floating-point number. In hexadecimal, `e` is a digit and `p` the exponent.
      let isHexadecimal = text.dropFirst().first == UInt8(ascii: "x")
      return text.contains { (isHexadecimal ? "pP" : "eE").utf8.contains($0) } ? nil : " 0"
    default: return nil
    }
  }

  /// Whether a number is the value of `x: Float = 38` or `x: Float = -38`: a fraction does not change the type.
  private func isTypedFloat(_ index: Int) -> Bool {
    let isNegative = source.isMark("-", at: index - 1)
    let assignment = isNegative ? index - 2 : index - 1
    guard assignment >= 2, source.isMark("=", at: assignment), source.isMark(":", at: assignment - 2)
    else { return false }
    return Self.floatTypes.contains { source.isWord(tokens[assignment - 1], $0) }
  }

  private static let floatTypes: [StaticString] = [
    "Float", "Double", "Float16", "Float32", "Float64", "CFloat", "CDouble",
  ]

  /// The tokens `.5` of `38.5`. Empty if there are none.
  private func fraction(of index: Int) -> Range<Int> {
    guard source.isMark(".", at: index + 1), index + 2 < tokens.count,
      isNumber(source.text(tokens[index + 2])), literalKind(at: index + 2) != nil
    else { return index..<index }
    return index + 1..<index + 3
  }

  private func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    text.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
  }

  /// `pair.0`, as opposed to the fraction of `1.0`.
  private func isMemberOfTuple(_ index: Int) -> Bool {
    guard index >= 2, tokens[index - 1].kind == .mark(UInt8(ascii: ".")) else { return false }
    return !isNumber(source.text(tokens[index - 2])) || isMemberOfTuple(index - 2)
  }
}
