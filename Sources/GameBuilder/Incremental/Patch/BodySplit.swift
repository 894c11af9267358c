/// A source file split into function bodies, which no other file can see, and the rest.
///
/// Compares two versions of a file: if they differ only in bodies and literals, ``patchSource(since:)`` gives a source in
/// which the unchanged bodies are replaced by a call, so that the compiler has little to do.
struct BodySplit: Sendable {
  /// The function called in place of an unchanged body. It is declared and never defined.
  static let placeholderSymbol = "hotloop_unchanged"
  static let placeholderCall = " _hotloopUnchanged() "
  static let placeholderDeclaration = """

    @_silgen_name("\(placeholderSymbol)") private nonisolated func _hotloopUnchanged() -> Never

    """

  /// A hash of everything outside bodies, without the values of literals that count by their kind.
  let interface: ContentHash
  let source: [UInt8]
  let bodies: [Body]
  let values: [Value]
  /// The words outside bodies and values.
  private let otherWords: Set<Word>

  typealias Word = ArraySlice<UInt8>

  struct Body {
    /// The bytes between the braces.
    let range: Range<Int>
    /// A hash of its tokens and of where lines begin.
    let content: ContentHash
    let words: Set<Word>
    let isPlain: Bool
    /// Whether it is that of a function, and no initialiser or accessor.
    let isFunction: Bool
  }

  /// The initial value of a global or static variable.
  struct Value {
    let names: Set<Word>
    let content: ContentHash
    let words: Set<Word>
  }

  /// Returns nil if the source cannot be parsed with confidence.
  init?(_ source: [UInt8]) {
    guard let reader = InterfaceFingerprint.read(source) else { return nil }
    self.source = source
    interface = ContentHash(of: reader.interface)
    bodies = reader.bodies.map { body in
      let opening = reader.tokens[body.tokens.lowerBound - 1].range.upperBound
      let closing = reader.tokens[body.tokens.upperBound].range.lowerBound
      return Body(
        range: opening..<closing, content: reader.content(of: body.tokens),
        words: reader.words(in: body.tokens), isPlain: body.isPlain, isFunction: body.function != nil)
    }
    values = reader.sharedValues.map { value in
      let words = reader.words(in: value.tokens)
      let names = reader.words(in: value.names)
      return Value(
        names: reader.isList(value.tokens) ? names.union(words) : names,
        content: reader.content(of: value.tokens), words: words)
    }
    otherWords = reader.words(
      outside: reader.bodies.map(\.tokens) + reader.sharedValues.flatMap { [$0.names, $0.tokens] })
  }

  /// This version with a call of the placeholder in place of each body that is the same in `base`. All lines keep their
  /// numbers.
  ///
  /// Returns nil if the versions differ in more than bodies and literals, or if less than half of the bodies could be
  /// replaced, so that the whole file compiles as fast.
  func patchSource(since base: BodySplit) -> [UInt8]? {
    guard let unchanged = unchangedBodies(since: base) else { return nil }
    var text: [UInt8] = []
    var position = 0
    var bytesKept = 0
    var bytesReplaced = 0
    for (body, isUnchanged) in zip(bodies, unchanged) {
      guard isUnchanged else {
        bytesKept += body.range.count
        continue
      }
      bytesReplaced += body.range.count
      text += source[position..<body.range.lowerBound]
      text += replacement(of: body)
      position = body.range.upperBound
    }
    guard bytesReplaced > bytesKept else { return nil }
    text += source[position...]
    return text + BodySplit.placeholderDeclaration.utf8
  }

  /// A call of the placeholder, with as many lines as the body.
  func replacement(of body: Body) -> [UInt8] {
    BodySplit.placeholderCall.utf8 + source[body.range].filter { $0 == 10 }
  }

  /// Which bodies can be replaced, because they are the same in `base` and mean the same.
  ///
  /// Returns nil if the versions differ in more than bodies and literals.
  func unchangedBodies(since base: BodySplit) -> [Bool]? {
    guard interface == base.interface, bodies.count == base.bodies.count, values.count == base.values.count,
      let changed = changedConstants(since: base)
    else { return nil }
    return zip(bodies, base.bodies).map { body, old in
      body.isPlain && body.content == old.content && body.words.isDisjoint(with: changed)
    }
  }

  /// The names of constants whose values differ from `base`, directly or through other constants. The compiler copies such
  /// values into functions of the file that name them.
  ///
  /// Returns nil if such a name occurs outside bodies: then its value may be in functions that do not name it.
  private func changedConstants(since base: BodySplit) -> Set<Word>? {
    var changed: Set<Word> = []
    for (value, old) in zip(values, base.values) where value.content != old.content {
      changed.formUnion(value.names)
    }
    var count = -1
    while count != changed.count {
      count = changed.count
      for value in values where !value.words.isDisjoint(with: changed) { changed.formUnion(value.names) }
    }
    return changed.isDisjoint(with: otherWords) ? changed : nil
  }
}

extension InterfaceFingerprint {
  fileprivate func content(of range: Range<Int>) -> ContentHash {
    var text: [UInt8] = []
    for token in tokens[range] {
      text.append(SwiftTokens.separator(before: token))
      text.append(contentsOf: source.text(token))
    }
    return ContentHash(of: text)
  }

  /// Whether the tokens are more than one value: `1, b = 2`.
  fileprivate func isList(_ range: Range<Int>) -> Bool {
    var depth = 0
    for token in tokens[range] {
      depth += SwiftTokens.bracketStep(token)
      if depth == 0 && token.kind == .mark(UInt8(ascii: ",")) { return true }
    }
    return false
  }

  /// The identifiers in `range`. In strings with interpolations, everything that looks like one.
  fileprivate func words(in range: Range<Int>) -> Set<BodySplit.Word> {
    var words: Set<BodySplit.Word> = []
    for token in tokens[range] {
      let text = source.text(token)
      switch token.kind {
      case .word: words.insert(text.first == UInt8(ascii: "`") ? text.dropFirst().dropLast() : text)
      case .string where text.contains(UInt8(ascii: "\\")):
        words.formUnion(text.split { !SwiftTokens.isWordByte($0) })
      case .string, .mark: break
      }
    }
    return words
  }

  fileprivate func words(outside ranges: [Range<Int>]) -> Set<BodySplit.Word> {
    var words: Set<BodySplit.Word> = []
    var position = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if position < range.lowerBound { words.formUnion(self.words(in: position..<range.lowerBound)) }
      position = max(position, range.upperBound)
    }
    return words.union(self.words(in: position..<tokens.count))
  }
}
