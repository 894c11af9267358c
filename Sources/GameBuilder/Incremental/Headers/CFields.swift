/// The fields of a struct.
struct CFields {
  private(set) var fields: [Field] = []
  /// Name of a field → the names in its declaration.
  private(set) var types: [String: Set<String>] = [:]

  /// The declaration of one field, or of several of one type.
  struct Field {
    let tokens: [CToken]
    /// Whether it consists of words and the lengths of arrays.
    let isSimple: Bool
    /// Without what does not matter to the kind of the struct: if it is simple, the names and the lengths of arrays.
    let kind: String

    init(_ tokens: some Sequence<CToken>) {
      self.tokens = Array(tokens)
      isSimple = self.tokens.allSatisfy { token in
        token.kind == .identifier || token.kind == .literal || ["[", "]", ","].contains { token.isMark($0) }
      }
      let words = isSimple ? Field.type(of: self.tokens) : self.tokens
      kind = words.map(\.text).joined(separator: " ")
    }

    /// The words of its type, if it is simple.
    var type: [CToken] { Field.type(of: tokens) }

    /// Of `unsigned int a, b[3]`: `unsigned int`.
    private static func type(of tokens: [CToken]) -> [CToken] {
      let declarator =
        tokens.firstIndex { token in ["[", ","].contains { token.isMark($0) } } ?? tokens.endIndex
      return Array(tokens[..<declarator].dropLast())
    }
  }

  init(_ body: ArraySlice<CToken>) {
    var depth = 0
    var field: [CToken] = []
    for token in body {
      if token.isMark("{") || token.isMark("(") { depth += 1 }
      if token.isMark("}") || token.isMark(")") { depth -= 1 }
      if depth == 0, token.isMark(";") {
        add(field)
        field = []
      } else {
        field.append(token)
      }
    }
    add(field)
  }

  private mutating func add(_ field: [CToken]) {
    if field.isEmpty { return }
    fields.append(Field(field))
    let words = field.names
    let isPlain = !field.contains { $0.isMark("(") || $0.isMark("{") }
    for (index, token) in field.enumerated() where token.isName {
      let next = index + 1 < field.count ? field[index + 1] : nil
      let isDeclared = next.map { $0.isMark("[") || $0.isMark(",") || $0.isMark(":") } ?? true
      if isPlain && !isDeclared { continue }
      types[token.text, default: []].formUnion(words)
    }
  }
}

/// The types that are known to consist of numbers only: no field of such a type changes what Swift may do with a struct.
struct CPlainTypes {
  private var names: Set<String> = [
    "_Bool", "bool", "char", "double", "float", "int", "int16_t", "int32_t", "int64_t", "int8_t", "long",
    "short", "signed",
    "size_t", "uint16_t", "uint32_t", "uint64_t", "uint8_t", "unsigned",
  ]

  mutating func add(_ names: Set<String>) { self.names.formUnion(names) }

  func contains(_ field: CFields.Field) -> Bool {
    guard field.isSimple else { return false }
    let words = field.type.map(\.text).filter { !["struct", "enum"].contains($0) }
    return !words.isEmpty && words.allSatisfy(names.contains)
  }
}
