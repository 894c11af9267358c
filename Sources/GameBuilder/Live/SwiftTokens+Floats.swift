extension SwiftTokens {
  /// Whether a number is all of the initial value of a variable, or of the default value of a parameter, behind `: Float =` or
  /// `: Double =`. Then it is of the same type with a fraction and without one.
  ///
  /// Tokens do not tell whether a property wrapper of a member gets the value: see ``TypedLiteral/Role``.
  /// - Parameter literal: indices of its tokens.
  func isWholeFloat(_ literal: Range<Int>) -> Bool {
    guard endsExpression(literal.upperBound), isMark("=", at: literal.lowerBound - 1) else { return false }
    var index = literal.lowerBound - 2
    guard isWord(at: index, "Float") || isWord(at: index, "Double") else { return false }
    if isMark(".", at: index - 1), isWord(at: index - 2, "Swift") { index -= 2 }
    // The name.
    guard isMark(":", at: index - 1), isWord(at: index - 2) else { return false }
    let before = index - 3
    if isMark("(", at: before) || isMark(",", at: before) { return true }
    if isWord(at: before, "let") || isWord(at: before, "var") { return !hasAttribute(before: before) }
    // A label.
    return isWord(at: before) && (isMark("(", at: before - 1) || isMark(",", at: before - 1))
  }

  private func isWord(at index: Int) -> Bool { tokens.indices.contains(index) && tokens[index].kind == .word }
  private func isWord(at index: Int, _ word: StaticString) -> Bool {
    tokens.indices.contains(index) && isWord(tokens[index], word)
  }

  /// Whether nothing at an index can continue the expression before it.
  private func endsExpression(_ index: Int) -> Bool {
    guard index < tokens.count else { return true }
    if isMark(",", at: index) || isMark(")", at: index) || isMark("}", at: index) || isMark(";", at: index) {
      return true
    }
    guard tokens[index].startsLine else { return false }
    return isMark("@", at: index) || isMark("#", at: index)
      || isWord(at: index) && !isWord(at: index, "as") && !isWord(at: index, "is")
  }

  /// Whether the declaration that `let` or `var` at an index introduces may have an attribute, such as a property wrapper.
  private func hasAttribute(before index: Int) -> Bool {
    var index = index
    while index > 0 {
      var name = index - 1
      if isMark(">", at: name) { return true }
      if isMark(")", at: name) {
        guard let open = openingBracket(of: name) else { return true }
        name = open - 1
      }
      while isWord(at: name), isMark(".", at: name - 1), isWord(at: name - 2) { name -= 2 }
      if isWord(at: name), isMark("@", at: name - 1) { return true }
      // A modifier.
      guard !tokens[index].startsLine, isWord(at: index - 1) else { return false }
      index -= 1
    }
    return false
  }

  private func openingBracket(of end: Int) -> Int? {
    var depth = 0
    for index in (0...end).reversed() {
      depth += SwiftTokens.bracketStep(tokens[index])
      if depth == 0 { return index }
    }
    return nil
  }
}
