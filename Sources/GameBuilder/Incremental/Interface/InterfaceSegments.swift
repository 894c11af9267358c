/// The tokens of a file by declarations, and questions about ranges of them.
struct InterfaceSegments {
  let reader: InterfaceFingerprint
  private(set) var isBody: [Bool]
  /// See ``InterfaceFingerprint/visibleCode``.
  var visibleCode: [Range<Int>] { reader.visibleCode }

  init(_ reader: InterfaceFingerprint) {
    self.reader = reader
    isBody = [Bool](repeating: false, count: reader.tokens.count)
    for body in reader.bodies { for index in body.tokens { isBody[index] = true } }
  }

  /// Those of the whole file.
  var all: [Range<Int>] { split(0..<reader.tokens.count) }

  /// Splits a range at the declarations that begin on a line of their own. A line without the beginning of a declaration
  /// belongs to the one before it or to the one after it, and counts as part of both.
  func split(_ range: Range<Int>) -> [Range<Int>] {
    let lines = lines(of: range)
    var segments: [Range<Int>] = []
    var end = range.lowerBound
    for (index, line) in lines.enumerated() where introducer(of: line) != nil {
      let next = lines[(index + 1)...].first { introducer(of: $0) != nil }
      segments.append(end..<(next?.lowerBound ?? range.upperBound))
      end = line.upperBound
    }
    return segments.isEmpty && !range.isEmpty ? [range] : segments
  }

  /// Lines as the parser sees them: a bracket that is open joins them.
  private func lines(of range: Range<Int>) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var depth = 0
    var start = range.lowerBound
    for index in range {
      let token = reader.tokens[index]
      if token.startsLine && depth == 0 && index > start {
        lines.append(start..<index)
        start = index
      }
      depth += SwiftTokens.bracketStep(token)
    }
    if start < range.upperBound { lines.append(start..<range.upperBound) }
    return lines
  }

  /// The index of the first word, outside brackets, that introduces a declaration.
  func introducer(of segment: Range<Int>) -> Int? {
    var depth = 0
    for index in segment {
      depth += SwiftTokens.bracketStep(reader.tokens[index])
      guard depth == 0, let word = word(index), DeclarationKeyword.all.contains(word) else { continue }
      // `final class func`: a modifier.
      if word == "class", index + 1 < segment.upperBound,
        DeclarationKeyword.all.contains(reader.source.string(reader.tokens[index + 1]))
      {
        continue
      }
      return index
    }
    return nil
  }

  // MARK: Tokens

  /// Nil if it is not a word.
  func word(_ index: Int) -> String? {
    let token = reader.tokens[index]
    return token.kind == .word ? reader.source.string(token) : nil
  }

  /// The words that may be names, without the backticks that make a keyword one.
  func words(_ range: Range<Int>) -> [String] { range.compactMap(name) }

  func name(_ index: Int) -> String? {
    guard let word = word(index), !DeclarationKeyword.reserved.contains(word) else { return nil }
    return word.first?.isNumber == true ? nil : word.filter { $0 != "`" }
  }

  func first(_ mark: Unicode.Scalar, in range: Range<Int>) -> Int? { range.first { isMark(mark, at: $0) } }

  func last(_ mark: Unicode.Scalar, in range: Range<Int>) -> Int? { range.last { isMark(mark, at: $0) } }

  func contains(_ mark: Unicode.Scalar, in range: Range<Int>) -> Bool { first(mark, in: range) != nil }

  /// Whether a mark is in a range outside bodies.
  func interfaceContains(_ mark: Unicode.Scalar, in range: Range<Int>) -> Bool {
    range.contains { isMark(mark, at: $0) && !isBody[$0] }
  }

  func isMark(_ mark: Unicode.Scalar, at index: Int) -> Bool {
    reader.source.isMark(mark, at: index)
  }

  // MARK: The interface, without bodies

  /// All words that may be names.
  func mentions(_ segment: Range<Int>) -> Set<String> {
    Set(segment.compactMap { isBody[$0] ? nil : name($0) })
  }

  /// A hash of the tokens, with literals that count by their kind replaced.
  func hash(_ segment: Range<Int>) -> ContentHash {
    var text: [UInt8] = []
    for index in segment where !isBody[index] && reader.literalKinds[index] != "" {
      text.append(SwiftTokens.separator(before: reader.tokens[index]))
      if let kind = reader.literalKinds[index] {
        text.append(contentsOf: kind.utf8)
      } else {
        text.append(contentsOf: reader.source.text(reader.tokens[index]))
      }
    }
    return ContentHash(of: text)
  }
}
