// Expressions in the interface: what they name may be anything, while other words of the interface name types.

extension InterfaceSegments {
  /// The words in expressions: in braces that are part of the interface, and in values of variables and parameters.
  ///
  /// The value of a variable with a written type counts if it is an instance property: initialisers contain it.
  /// - Parameter behindDot: only words behind a dot.
  func code(_ segment: Range<Int>, behindDot: Bool = false) -> Set<String> {
    // Conditional compilation and macros.
    if contains("#", in: segment) { return mentions(segment) }
    var indices: Set<Int> = []
    for range in visibleCode where range.overlaps(segment) { indices.formUnion(range.clamped(to: segment)) }
    var values: [Value] = []
    var depth = 0
    for index in segment where !isBody[index] {
      let token = reader.tokens[index]
      depth += SwiftTokens.bracketStep(token)
      while let value = values.last, isEnd(index, of: value, at: depth) { values.removeLast() }
      if isAssignment(index) {
        values.append(Value(depth: depth, isArgument: isArgument(index, in: segment)))
      } else if !values.isEmpty {
        if isMark("<", at: index) { values[values.count - 1].mayHaveTypeArguments = true }
        indices.insert(index)
      }
    }
    for value in reader.sharedValues where value.tokens.overlaps(segment) && hasWrittenType(value) {
      indices.subtract(value.tokens)
    }
    let words = indices.lazy.filter { !isLabel($0) && (!behindDot || isMark(".", at: $0 - 1)) }
    return Set(words.compactMap(name))
  }

  /// `let x: T = …`: the value does not determine the type.
  private func hasWrittenType(_ value: InterfaceFingerprint.SharedValue) -> Bool {
    (value.names.upperBound..<value.tokens.lowerBound).contains { isMark(":", at: $0) }
  }

  /// The label of an argument: `kind` in `(count: 2, kind: 3)`.
  private func isLabel(_ index: Int) -> Bool {
    guard isMark(":", at: index + 1), isMark("(", at: index - 1) || isMark(",", at: index - 1) else {
      return false
    }
    return reader.tokens[index].range.upperBound == reader.tokens[index + 1].range.lowerBound
      && isArgument(index, in: 0..<index)
  }

  /// An expression behind an equals sign.
  private struct Value {
    let depth: Int
    /// Whether it is the default value of a parameter, which ends at a comma.
    let isArgument: Bool
    /// Commas may separate type arguments.
    var mayHaveTypeArguments = false
  }

  private func isEnd(_ index: Int, of value: Value, at depth: Int) -> Bool {
    if depth != value.depth { return depth < value.depth }
    if value.isArgument, !value.mayHaveTypeArguments, isMark(",", at: index) { return true }
    guard reader.tokens[index].startsLine else { return false }
    return isMark("@", at: index) || word(index).map(DeclarationKeyword.atStart.contains) ?? false
  }

  /// Not part of an operator such as `==`, in which marks follow each other without space.
  private func isAssignment(_ index: Int) -> Bool {
    guard isMark("=", at: index) else { return false }
    let tokens = reader.tokens
    let range = tokens[index].range
    let follows = index > 0 && tokens[index - 1].range.upperBound == range.lowerBound
    let precedes = index + 1 < tokens.count && tokens[index + 1].range.lowerBound == range.upperBound
    return !(follows && ["=", "!", "<"].contains { isMark($0, at: index - 1) })
      && !(precedes && isMark("=", at: index + 1))
  }

  /// Whether the innermost bracket around a token is round.
  private func isArgument(_ index: Int, in segment: Range<Int>) -> Bool {
    var depth = 0
    for before in (segment.lowerBound..<index).reversed() {
      depth += SwiftTokens.bracketStep(reader.tokens[before])
      if depth > 0 { return isMark("(", at: before) }
    }
    return false
  }
}
