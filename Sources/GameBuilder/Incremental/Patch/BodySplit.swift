/// A source file taken apart into bodies of functions, which no other file can see, and all the rest.
struct BodySplit {
  /// A function that the compiler is told of and that nowhere is: what calls it is a body that was left out.
  static let placeholderSymbol = "hotloop_unchanged"
  private static let placeholderCall = " _hotloopUnchanged() "
  private static let placeholder = """

    @_silgen_name("\(placeholderSymbol)") private nonisolated func _hotloopUnchanged() -> Never

    """

  /// A hash of what is not a body, without the values of literals that stand for themselves.
  let interface: ContentHash
  private let source: [UInt8]
  private let bodies: [Body]
  private let values: [Value]
  /// The words of everything else.
  private let otherWords: Set<ArraySlice<UInt8>>

  private struct Body {
    /// The bytes between the braces.
    let range: Range<Int>
    /// A hash of its tokens and of where lines begin.
    let content: ContentHash
    let words: Set<ArraySlice<UInt8>>
    let isPlain: Bool
  }

  /// The initial value of a global or static variable.
  private struct Value {
    let names: Set<ArraySlice<UInt8>>
    let content: ContentHash
    let words: Set<ArraySlice<UInt8>>
  }

  /// Nil where the text is not surely understood.
  init?(_ source: [UInt8]) {
    guard let reader = InterfaceFingerprint.read(source) else { return nil }
    self.source = source
    interface = ContentHash(of: reader.kept)
    bodies = reader.bodies.map { body in
      let opening = reader.tokens[body.tokens.lowerBound - 1].range.upperBound
      let closing = reader.tokens[body.tokens.upperBound].range.lowerBound
      return Body(
        range: opening..<closing, content: reader.content(body.tokens), words: reader.words(body.tokens),
        isPlain: body.isPlain)
    }
    values = reader.sharedValues.map { value in
      let words = reader.words(value.tokens)
      let names = reader.words(value.names)
      return Value(
        names: reader.isList(value.tokens) ? names.union(words) : names,
        content: reader.content(value.tokens), words: words)
    }
    let known = reader.bodies.map(\.tokens) + reader.sharedValues.flatMap { [$0.names, $0.tokens] }
    var others: Set<ArraySlice<UInt8>> = []
    var position = 0
    for range in known.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if position < range.lowerBound { others.formUnion(reader.words(position..<range.lowerBound)) }
      position = max(position, range.upperBound)
    }
    otherWords = others.union(reader.words(position..<reader.tokens.count))
  }

  /// The text of this version with a call of the placeholder in the place of each body that is the same in `base`,
  /// and each line where it was. Nil where the two versions differ in more than bodies and literals, or where so much
  /// would be left that leaving out the rest is not worth it.
  func text(since base: BodySplit) -> [UInt8]? {
    guard interface == base.interface, bodies.count == base.bodies.count, values.count == base.values.count,
      let changed = changedConstants(since: base)
    else { return nil }
    var text: [UInt8] = []
    var position = 0
    var left = 0
    var leftOut = 0
    for (body, old) in zip(bodies, base.bodies) {
      guard body.isPlain, body.content == old.content, body.words.isDisjoint(with: changed) else {
        left += body.range.count
        continue
      }
      leftOut += body.range.count
      text += source[position..<body.range.lowerBound]
      text += BodySplit.placeholderCall.utf8
      for byte in source[body.range] where byte == 10 { text.append(byte) }
      position = body.range.upperBound
    }
    guard leftOut > left else { return nil }
    text += source[position...]
    return text + BodySplit.placeholder.utf8
  }

  /// Names of the constants that are not the same in `base`, directly or by others. The compiler puts their values
  /// into functions of the file that name them. Nil where they are named outside of bodies, so that they may be in
  /// functions that do not name them.
  private func changedConstants(since base: BodySplit) -> Set<ArraySlice<UInt8>>? {
    var changed: Set<ArraySlice<UInt8>> = []
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
  fileprivate func content(_ range: Range<Int>) -> ContentHash {
    var text: [UInt8] = []
    for token in tokens[range] {
      text.append(token.startsLine ? 10 : 32)
      text.append(contentsOf: all.text(token))
    }
    return ContentHash(of: text)
  }

  /// Whether these tokens are more than one value: `1, b = 2`.
  fileprivate func isList(_ range: Range<Int>) -> Bool {
    var depth = 0
    for token in tokens[range] {
      guard case .mark(let mark) = token.kind else { continue }
      if "([{".utf8.contains(mark) { depth += 1 }
      if ")]}".utf8.contains(mark) { depth -= 1 }
      if depth == 0 && mark == UInt8(ascii: ",") { return true }
    }
    return false
  }

  /// The identifiers in `range`, and in strings with interpolations whatever looks like one.
  fileprivate func words(_ range: Range<Int>) -> Set<ArraySlice<UInt8>> {
    var words: Set<ArraySlice<UInt8>> = []
    for token in tokens[range] {
      switch token.kind {
      case .word: words.insert(all.text(token).filterBackticks())
      case .string where all.text(token).contains(UInt8(ascii: "\\")):
        words.formUnion(all.text(token).split { byte in !SwiftTokens.isWordByte(byte) })
      case .string, .mark: break
      }
    }
    return words
  }
}

extension ArraySlice<UInt8> {
  /// A name without the quotes that make a keyword a name.
  fileprivate func filterBackticks() -> ArraySlice<UInt8> {
    first == UInt8(ascii: "`") ? dropFirst().dropLast() : self
  }
}
