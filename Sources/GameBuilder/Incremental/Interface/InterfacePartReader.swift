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
      var part = part(scope(of: segment, introducer), segment)
      part.signature = appendMethods(of: segment, to: &parts)
      parts.append(part)
      return true
    }
    // Lines before the introducer that are no declaration may have braces and colons.
    guard let open = segments.first("{", in: introducer..<segment.upperBound),
      let close = segments.last("}", in: segment), open < close, close + 1 == segment.upperBound
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
    let conformance = segments.first(":", in: introducer..<head.upperBound)
    // Without the protocols.
    let extended = Set(segments.words(introducer + 1..<(conformance ?? head.upperBound)))
    if conformance != nil || members.isEmpty {
      // It is found through the type, and does not lead to the type: a file that lays out the type need not use it.
      parts.append(
        InterfacePart(
          scope: isUnrecorded ? .everything : .types(types), hash: segments.hash(head),
          mentions: segments.mentions(head).subtracting(extended),
          role: conformance.map { .conformance(to: Set(segments.words($0..<head.upperBound))) } ?? .other,
          extends: extended))
    }
    for member in segments.split(members) where !member.isEmpty {
      var hash = segments.hash(head)
      hash.combine(segments.hash(member))
      var scope: InterfacePart.Scope = .types(types)
      if let introducer = segments.introducer(of: member) {
        scope = self.scope(of: member, introducer, in: types)
      }
      if isUnrecorded, case .types = scope { scope = .everything }
      // It may determine an associated type, which the compiler finds without a lookup in the file.
      if conformance != nil, case .names(let names) = scope { scope = .names(names.union(extended)) }
      var mentions = types.union(segments.mentions(member))
      // Other types have aliases of the same name.
      let role = role(of: member)
      if role == .alias { mentions.subtract(scope.names.subtracting(types)) }
      let code = segments.code(member)
      parts.append(
        InterfacePart(
          scope: scope, hash: hash, mentions: mentions, role: role, code: code, accesses: code,
          extends: extended))
    }
  }

  /// Appends the functions of a type, and returns the other words in it that may be names of types. Nil for anything else.
  private func appendMethods(of segment: Range<Int>, to parts: inout [InterfacePart]) -> Set<String>? {
    guard let introducer = segments.introducer(of: segment),
      ["struct", "class", "enum", "actor"].contains(segments.word(introducer)),
      let open = segments.first("{", in: introducer..<segment.upperBound),
      let close = segments.last("}", in: segment), open < close, close + 1 == segment.upperBound
    else { return nil }
    let name = Set(segments.words(introducer + 1..<introducer + 2))
    var words = segments.mentions(segment.lowerBound..<open)
    for member in segments.split(open + 1..<close) where !member.isEmpty {
      if let rest = appendMethods(of: member, to: &parts) {
        words.formUnion(rest)
      } else if let introducer = segments.introducer(of: member), segments.word(introducer) == "func",
        case .names(let names) = scope(of: member, introducer)
      {
        let code = segments.code(member)
        parts.append(
          InterfacePart(
            scope: .names(names), hash: segments.hash(member), mentions: segments.mentions(member),
            role: .method, code: code, accesses: code, extends: name))
      } else {
        words.formUnion(segments.mentions(member))
      }
    }
    return words
  }

  private func part(_ scope: InterfacePart.Scope, _ segment: Range<Int>) -> InterfacePart {
    // The words of an import are names of modules.
    let isImport = segments.introducer(of: segment).map { segments.word($0) == "import" } ?? false
    return InterfacePart(
      scope: scope, hash: segments.hash(segment), mentions: isImport ? [] : segments.mentions(segment),
      role: role(of: segment), code: segments.code(segment),
      accesses: segments.code(segment, behindDot: true))
  }

  private func role(of segment: Range<Int>) -> InterfacePart.Role {
    guard let introducer = segments.introducer(of: segment) else { return .other }
    switch segments.word(introducer) {
    case "typealias", "associatedtype": return .alias
    case "struct", "class", "enum", "actor", "protocol":
      let open = segments.first("{", in: introducer..<segment.upperBound) ?? segment.upperBound
      guard let colon = segments.first(":", in: introducer..<open) else { return .other }
      return .conformance(to: Set(segments.words(colon..<open)))
    default: return .other
    }
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
