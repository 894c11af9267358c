// What the parts of the parser share: the token at the position, brackets, and additions to the interface.

extension InterfaceFingerprint {
  func isMark(_ mark: Unicode.Scalar) -> Bool {
    position < tokens.count && tokens[position].kind == .mark(UInt8(ascii: mark))
  }

  func isWord(_ word: StaticString) -> Bool {
    position < tokens.count && source.isWord(tokens[position], word)
  }

  /// Adds a token to the interface.
  mutating func append(_ token: SwiftTokens.Token) {
    interface.append(SwiftTokens.separator(before: token))
    interface.append(contentsOf: source.text(token))
  }

  /// Adds the token at the position, and moves behind it.
  mutating func appendToken() {
    append(tokens[position])
    position += 1
  }

  /// Adds everything from the bracket at the position to its counterpart.
  /// - Parameter isCode: whether it may be code, if it is in braces.
  mutating func appendGroup(isCode: Bool = true) -> Bool {
    guard let end = closingBracket(of: position) else { return false }
    if isCode, isMark("{") { visibleCode.append(position..<end) }
    while position <= end { appendToken() }
    return true
  }

  /// Leaves out everything between the braces at the position. The braces themselves are added.
  mutating func skipBody(isPlain: Bool, _ function: Function? = nil) -> Bool {
    guard let end = closingBracket(of: position) else { return false }
    bodies.append(Body(tokens: position + 1..<end, isPlain: isPlain, function: function))
    append(tokens[position])
    interface.append(contentsOf: [32, UInt8(ascii: "}")])
    position = end + 1
    return true
  }

  /// `@name`. Its arguments, if any, are read like other tokens.
  mutating func readAttribute() -> Bool {
    guard position + 1 < tokens.count, tokens[position + 1].kind == .word else { return false }
    let name = source.string(tokens[position + 1])
    if !InterfaceFingerprint.inertAttributes.contains(name) { hasInertAttributes = false }
    appendToken()
    appendToken()
    return true
  }

  func closingBracket(of start: Int) -> Int? { source.closingBracket(of: start) }

  /// Whether the group at the position contains `some`: a part of a result may be opaque.
  func groupMentionsSome() -> Bool {
    guard let end = closingBracket(of: position) else { return true }
    return tokens[position...end].contains { source.isWord($0, "some") }
  }
}
