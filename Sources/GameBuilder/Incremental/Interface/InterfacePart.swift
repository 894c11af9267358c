/// One declaration of a file, as far as other files can see it.
struct InterfacePart: Equatable, Sendable {
  enum Scope: Equatable, Sendable {
    /// It may mean something to every file: an import, an operator, what is not understood.
    case everything
    /// It means something to who looks up one of these names.
    case names(Set<String>)
    /// It means something to who looks up one of these types, or looks into it.
    case types(Set<String>)
  }

  let scope: Scope
  let hash: ContentHash
  /// The words in it: what it depends on in turn. The layout of a struct does on the types of its fields.
  let mentions: Set<String>

  /// What other parts know it by.
  var declares: Set<String> {
    switch scope {
    case .everything: []
    case .names(let names), .types(let names): names
    }
  }

  /// The parts of a file. Whatever changes in its interface changes one of them, or their number.
  static func parts(of source: [UInt8]) -> [InterfacePart] {
    guard let reader = InterfaceFingerprint.read(source) else {
      return [InterfacePart(scope: .everything, hash: ContentHash(of: source), mentions: [])]
    }
    return InterfacePartReader(reader).parts()
      ?? [InterfacePart(scope: .everything, hash: ContentHash(of: reader.kept), mentions: [])]
  }
}

/// Takes the interface of a file apart into declarations: those at file level, and those within extensions.
private struct InterfacePartReader {
  private let reader: InterfaceFingerprint
  private var isBody: [Bool]

  private typealias Segment = Range<Int>

  init(_ reader: InterfaceFingerprint) {
    self.reader = reader
    isBody = [Bool](repeating: false, count: reader.tokens.count)
    for body in reader.bodies { for index in body.tokens { isBody[index] = true } }
  }

  /// Nil where the file has something at its level that is not a declaration.
  func parts() -> [InterfacePart]? {
    var parts: [InterfacePart] = []
    for segment in segments(of: 0..<reader.tokens.count) {
      guard append(segment, to: &parts) else { return nil }
    }
    return parts
  }

  // MARK: Segments

  /// Declarations begin on lines of their own. What stands on a line without the beginning of a declaration belongs to
  /// the one before or the one behind, and counts as part of both.
  private func segments(of range: Range<Int>) -> [Segment] {
    var lines: [Segment] = []
    var depth = 0
    var start = range.lowerBound
    for index in range {
      let token = reader.tokens[index]
      if token.startsLine && depth == 0 && index > start {
        lines.append(start..<index)
        start = index
      }
      if case .mark(let mark) = token.kind {
        if "([{".utf8.contains(mark) { depth += 1 }
        if ")]}".utf8.contains(mark) { depth -= 1 }
      }
    }
    if start < range.upperBound { lines.append(start..<range.upperBound) }
    var segments: [Segment] = []
    var before = range.lowerBound
    for (index, line) in lines.enumerated() where introducer(line) != nil {
      let next = lines[(index + 1)...].first { introducer($0) != nil }
      segments.append(before..<(next?.lowerBound ?? range.upperBound))
      before = line.upperBound
    }
    return segments.isEmpty && !range.isEmpty ? [range] : segments
  }

  private static let introducers: Set<String> = [
    "func", "var", "let", "struct", "class", "enum", "actor", "protocol", "extension", "typealias", "import",
    "init", "deinit", "subscript", "case", "operator", "precedencegroup", "macro", "associatedtype",
  ]

  /// The first introducer of a declaration at the level of the segment.
  private func introducer(_ segment: Segment) -> Int? {
    var depth = 0
    for index in segment {
      let token = reader.tokens[index]
      if case .mark(let mark) = token.kind {
        if "([{".utf8.contains(mark) { depth += 1 }
        if ")]}".utf8.contains(mark) { depth -= 1 }
      }
      guard depth == 0, token.kind == .word else { continue }
      let word = reader.all.string(token)
      guard InterfacePartReader.introducers.contains(word) else { continue }
      // `final class func`: a modifier.
      let next = index + 1 < segment.upperBound ? reader.all.string(reader.tokens[index + 1]) : ""
      if word == "class" && InterfacePartReader.introducers.contains(next) { continue }
      return index
    }
    return nil
  }

  // MARK: Parts

  private func append(_ segment: Segment, to parts: inout [InterfacePart]) -> Bool {
    guard !segment.contains(where: { reader.tokens[$0].kind == .mark(UInt8(ascii: "#")) }),
      let introducer = introducer(segment)
    else { return false }
    let word = reader.all.string(reader.tokens[introducer])
    guard word == "extension" else {
      parts.append(part(scope(segment, introducer, word), segment))
      return true
    }
    guard let open = segment.first(where: { reader.tokens[$0].kind == .mark(UInt8(ascii: "{")) }),
      let close = segment.last(where: { reader.tokens[$0].kind == .mark(UInt8(ascii: "}")) }), open < close,
      reader.tokens[(close + 1)..<segment.upperBound].isEmpty
    else {
      parts.append(part(.everything, segment))
      return true
    }
    appendExtension(head: segment.lowerBound..<open, introducer, members: open + 1..<close, to: &parts)
    return true
  }

  private func appendExtension(
    head: Segment, _ introducer: Int, members: Segment, to parts: inout [InterfacePart]
  ) {
    let types = Set(words(introducer + 1..<head.upperBound))
    // Who uses one of these does not tell it by a name.
    let isUnnamed = !types.isDisjoint(with: StandardTypes.unnamed)
    let conforms = head.contains { reader.tokens[$0].kind == .mark(UInt8(ascii: ":")) }
    if conforms || members.isEmpty { parts.append(part(isUnnamed ? .everything : .types(types), head)) }
    for member in segments(of: members) where !member.isEmpty {
      var memberHash = hash(head)
      memberHash.combine(hash(member))
      var scope: InterfacePart.Scope
      if let introducer = self.introducer(member) {
        scope = self.scope(member, introducer, reader.all.string(reader.tokens[introducer]), in: types)
      } else {
        scope = .types(types)
      }
      if isUnnamed, case .types = scope { scope = .everything }
      parts.append(
        InterfacePart(scope: scope, hash: memberHash, mentions: types.union(mentions(member))))
    }
  }

  /// - Parameter types: those of the extension that it is in.
  private func scope(
    _ segment: Segment, _ introducer: Int, _ word: String, in types: Set<String> = []
  ) -> InterfacePart.Scope {
    let isConditional = segment.contains { reader.tokens[$0].kind == .mark(UInt8(ascii: "#")) }
    if isConditional { return .everything }
    let rest = introducer + 1..<segment.upperBound
    switch word {
    case "func":
      guard let name = rest.first, reader.tokens[name].kind == .word else { return .everything }
      return .names(Set(words(name..<name + 1)))
    case "var", "let":
      let end =
        rest.first { index in
          guard case .mark(let mark) = reader.tokens[index].kind else { return false }
          return ":={".utf8.contains(mark)
        } ?? rest.upperBound
      // `let a = 1, b = 2` declares what stands behind the first value too.
      let isList = rest.contains { reader.tokens[$0].kind == .mark(UInt8(ascii: ",")) && !isBody[$0] }
      return .names(Set(words(isList ? rest : rest.lowerBound..<end)))
    case "typealias":
      return .names(Set(words(rest.prefix(1))))
    case "struct", "class", "enum", "actor", "protocol":
      return .types(Set(words(rest.prefix(1))).union(types))
    case "init", "deinit", "subscript", "case":
      return types.isEmpty ? .everything : .types(types)
    default:
      return .everything
    }
  }

  private func part(_ scope: InterfacePart.Scope, _ segment: Segment) -> InterfacePart {
    InterfacePart(scope: scope, hash: hash(segment), mentions: mentions(segment))
  }

  private func mentions(_ segment: Segment) -> Set<String> {
    var mentioned: Set<String> = []
    for index in segment where !isBody[index] && reader.tokens[index].kind == .word {
      mentioned.insert(reader.all.string(reader.tokens[index]))
    }
    return mentioned
  }

  private func words(_ range: Range<Int>) -> [String] {
    range.filter { reader.tokens[$0].kind == .word }.map { index in
      reader.all.string(reader.tokens[index]).filter { $0 != "`" }
    }
  }

  private func words(_ range: Slice<Range<Int>>) -> [String] { words(range.startIndex..<range.endIndex) }

  private func hash(_ segment: Segment) -> ContentHash {
    var text: [UInt8] = []
    for index in segment where !isBody[index] {
      text.append(reader.tokens[index].startsLine ? 10 : 32)
      if let kind = reader.masked[index] {
        text.append(contentsOf: kind.utf8)
      } else {
        text.append(contentsOf: reader.all.text(reader.tokens[index]))
      }
    }
    return ContentHash(of: text)
  }
}
