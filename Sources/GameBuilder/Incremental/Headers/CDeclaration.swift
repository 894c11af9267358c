/// A declaration of preprocessed C, as far as it takes to tell which names it declares and which it mentions.
///
/// It has no grammar. Where it cannot tell a declared name from others, all of them count.
struct CDeclaration {
  private let tokens: [CToken]
  /// The tokens outside all brackets.
  private let outer: [CToken]
  /// Between the braces of a struct, a union, an enum or a function.
  private let body: Range<Int>?

  init(_ tokens: [CToken]) {
    self.tokens = tokens
    var depth = 0
    var outer: [CToken] = []
    var open: Int?
    var body: Range<Int>?
    for (index, token) in tokens.enumerated() {
      switch token.kind {
      case .mark(UInt8(ascii: "{")) where depth == 0 && body == nil:
        open = index
        depth += 1
      case .mark(UInt8(ascii: "(")), .mark(UInt8(ascii: "[")), .mark(UInt8(ascii: "{")): depth += 1
      case .mark(UInt8(ascii: ")")), .mark(UInt8(ascii: "]")), .mark(UInt8(ascii: "}")):
        depth -= 1
        if depth == 0, let start = open, body == nil, token.isMark("}") { body = start + 1..<index }
      default:
        if depth == 0 { outer.append(token) }
      }
    }
    self.outer = outer
    self.body = body
  }

  /// Whether it is a function with a body, behind which no semicolon stands.
  var isFunction: Bool {
    guard let body, outer.first?.text != "typedef", !outer.contains(where: { $0.isMark(":") }) else {
      return false
    }
    var index = body.lowerBound - 2
    guard index >= 0, tokens[index].isMark(")") else { return false }
    // The word before the brackets, or before those of attributes: that of a function, or `struct __attribute__((…)) {`.
    while index >= 0, tokens[index].isMark(")") {
      var depth = 0
      repeat {
        if tokens[index].isMark(")") { depth += 1 }
        if tokens[index].isMark("(") { depth -= 1 }
        index -= 1
      } while index >= 0 && depth > 0
      guard index >= 0, tokens[index].text.hasPrefix("__attribute") else { break }
      index -= 1
    }
    guard index >= 0 else { return true }
    return !["struct", "union", "enum", "_Alignas"].contains(tokens[index].text)
  }

  /// What files depend on that look up what it declares.
  /// - Parameter plain: types that are known to be plain data; those that this declares are added.
  func parts(_ plain: inout CPlainTypes) -> [InterfacePart] {
    if tokens.first?.text == "_Static_assert" { return [part(.everything)] }
    // Such attributes give it another name for Swift.
    if tokens.contains(where: { $0.kind == .identifier && $0.text.contains("swift") }) {
      return [part(.everything, mentions: tokens.names)]
    }
    if isFunction { return [function] }
    if let body, let keyword = outer.first(where: { ["struct", "union", "enum"].contains($0.text) }) {
      if keyword.text != "enum" { return record(body, &plain) }
      plain.add(outer.names)
      return [enumeration(body)]
    }
    if outer.first?.text == "typedef" {
      if let name = lastName(of: tokens[...]), plain.contains(CFields.Field(tokens.dropFirst().dropLast())) {
        plain.add(name)
      }
      return [part(.types(lastName(of: tokens[...]) ?? tokens.names), mentions: tokens.names)]
    }
    let value = tokens.firstIndex { $0.isMark("=") } ?? tokens.endIndex
    return [
      part(.names(calledName ?? lastName(of: tokens[..<value]) ?? tokens.names), mentions: tokens.names)
    ]
  }

  /// The last name, which is the declared one if there are neither brackets nor several of them. Nil otherwise.
  private func lastName(of tokens: ArraySlice<CToken>) -> Set<String>? {
    if tokens.contains(where: { token in ["(", "[", "{", ","].contains { token.isMark($0) } }) { return nil }
    return tokens.last { $0.isName }.map { [$0.text] }
  }

  /// The name before the parameters, if this is one function. Nil otherwise.
  private var calledName: Set<String>? {
    if outer.contains(where: { $0.isMark(",") || $0.isMark("=") }) { return nil }
    var depth = 0
    for (index, token) in tokens.enumerated() {
      if token.isMark("("), depth == 0, index > 0, tokens[index - 1].isName {
        return [tokens[index - 1].text]
      }
      if token.isMark("(") || token.isMark("[") || token.isMark("{") { depth += 1 }
      if token.isMark(")") || token.isMark("]") || token.isMark("}") { depth -= 1 }
    }
    return nil
  }

  /// The compiler makes a function with a body part of each object that calls it, with its lines.
  private var function: InterfacePart {
    var hash = self.hash
    for token in tokens { hash.combine("\(token.line)") }
    return InterfacePart(
      scope: .names(calledName ?? tokens.names), hash: hash, mentions: tokens.names, language: .c)
  }

  private func enumeration(_ body: Range<Int>) -> InterfacePart {
    part(.types(outer.names.union(tokens[body].names)), mentions: tokens.names)
  }

  /// A struct or union, as two parts: what it is, and its fields.
  ///
  /// What it is includes everything by which Swift's implicit conformances of the type could change, such as a pointer in
  /// it. Whoever uses the fields depends on their layout, and on their types only if it looks up a field.
  private func record(_ body: Range<Int>, _ plain: inout CPlainTypes) -> [InterfacePart] {
    var declared = outer.names
    // C declares what is inside a struct for the whole file.
    for (index, token) in tokens.enumerated() where ["struct", "union", "enum"].contains(token.text) {
      if token.text == "enum", body.contains(index) { declared.formUnion(tokens[body].names) }
      let head = tokens[index...].prefix { !$0.isMark("{") && !$0.isMark(";") }
      if head.endIndex < tokens.endIndex, tokens[head.endIndex].isMark("{") { declared.formUnion(head.names) }
    }
    if declared.isEmpty { return [part(.everything, mentions: tokens.names)] }
    let fields = CFields(tokens[body])
    var kind = ContentHash()
    for token in tokens[..<body.lowerBound] + tokens[body.upperBound...] { kind.combine(token.text) }
    let others = fields.fields.filter { !plain.contains($0) }
    for text in Set(others.map(\.kind)).sorted() { kind.combine(text) }
    if others.isEmpty, tokens.first?.text != "union", !outer.contains(where: { $0.text == "union" }) {
      plain.add(declared)
    }
    func recordPart(_ hash: ContentHash, _ role: InterfacePart.Role) -> InterfacePart {
      InterfacePart(
        scope: .types(declared), hash: hash, mentions: [], language: .c, role: role, contents: tokens.names,
        members: fields.types)
    }
    return [recordPart(kind, .other), recordPart(hash, .layout)]
  }

  private func part(_ scope: InterfacePart.Scope, mentions: Set<String> = []) -> InterfacePart {
    var scope = scope
    switch scope {
    case .names([]), .types([]): scope = .everything
    default: break
    }
    return InterfacePart(scope: scope, hash: hash, mentions: mentions, language: .c)
  }

  private var hash: ContentHash {
    var hash = ContentHash()
    for token in tokens { hash.combine(token.text) }
    return hash
  }
}
