/// Splits the interface of a file into declarations: those at file level, and the members of extensions.
struct InterfacePartReader {
  private let segments: InterfaceSegments

  init(_ reader: InterfaceFingerprint) { segments = InterfaceSegments(reader) }

  /// Returns nil if something at file level is not a declaration.
  func parts() -> [InterfacePart]? {
    var parts: [InterfacePart] = []
    for segment in segments.all {
      guard append(segment, to: &parts) else { return nil }
    }
    return parts
  }

  private func append(_ segment: Range<Int>, to parts: inout [InterfacePart]) -> Bool {
    guard !segments.contains("#", in: segment), let introducer = segments.introducer(of: segment) else {
      return false
    }
    guard segments.word(introducer) == "extension" else {
      parts.append(part(scope(of: segment, introducer), segment))
      return true
    }
    guard let open = segments.first("{", in: segment), let close = segments.last("}", in: segment),
      open < close, close + 1 == segment.upperBound
    else {
      parts.append(part(.everything, segment))
      return true
    }
    appendExtension(head: segment.lowerBound..<open, introducer, members: open + 1..<close, to: &parts)
    return true
  }

  private func appendExtension(
    head: Range<Int>, _ introducer: Int, members: Range<Int>, to parts: inout [InterfacePart]
  ) {
    let types = Set(segments.words(introducer + 1..<head.upperBound))
    // The compiler does not record the names of these, so any file may depend on them.
    let isUnrecorded = !types.isDisjoint(with: StandardTypes.unnamed)
    if segments.contains(":", in: head) || members.isEmpty {
      parts.append(part(isUnrecorded ? .everything : .types(types), head))
    }
    for member in segments.split(members) where !member.isEmpty {
      var hash = segments.hash(head)
      hash.combine(segments.hash(member))
      var scope: InterfacePart.Scope = .types(types)
      if let introducer = segments.introducer(of: member) {
        scope = self.scope(of: member, introducer, in: types)
      }
      if isUnrecorded, case .types = scope { scope = .everything }
      parts.append(
        InterfacePart(scope: scope, hash: hash, mentions: types.union(segments.mentions(member))))
    }
  }

  private func part(_ scope: InterfacePart.Scope, _ segment: Range<Int>) -> InterfacePart {
    InterfacePart(scope: scope, hash: segments.hash(segment), mentions: segments.mentions(segment))
  }

  /// - Parameter types: those of the enclosing extension.
  private func scope(
    of segment: Range<Int>, _ introducer: Int, in types: Set<String> = []
  ) -> InterfacePart.Scope {
    // Conditional compilation.
    if segments.contains("#", in: segment) { return .everything }
    let rest = introducer + 1..<segment.upperBound
    let name = Set(segments.words(rest.lowerBound..<min(rest.lowerBound + 1, rest.upperBound)))
    switch segments.word(introducer) {
    case "func":
      // An operator has no name that the compiler records.
      return name.isEmpty ? .everything : .names(name)
    case "var", "let": return .names(variableNames(rest))
    case "typealias": return .names(name)
    case "struct", "class", "enum", "actor", "protocol": return .types(name.union(types))
    case "init", "deinit", "subscript", "case": return types.isEmpty ? .everything : .types(types)
    default: return .everything
    }
  }

  /// `let a = 1, b = 2` also declares a name behind its first value; then all words count.
  private func variableNames(_ rest: Range<Int>) -> Set<String> {
    if segments.interfaceContains(",", in: rest) { return Set(segments.words(rest)) }
    let end = [":", "=", "{"].compactMap { segments.first($0, in: rest) }.min() ?? rest.upperBound
    return Set(segments.words(rest.lowerBound..<end))
  }
}
