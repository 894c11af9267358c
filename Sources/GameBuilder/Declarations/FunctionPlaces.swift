/// The functions of a source that belong to the file or to a type, with the places of their whole declarations.
struct FunctionPlaces {
  struct Function: Equatable {
    /// The last part of the name of the type; nil outside of types.
    var owner: String?
    var name: String
    var isStatic: Bool
    /// Whether it can only be in a type.
    var isMethod = false
    /// `_` for none.
    var labels: [String]
    /// As they are written.
    var types: [String]
    /// Bytes, from the first attribute or modifier to the end of the body.
    var range: Range<Int>

    /// `Player.move(by:)`.
    var title: String {
      (owner.map { $0 + "." } ?? "") + name + "(" + labels.map { $0 + ":" }.joined() + ")"
    }

    /// Whether a caller would write the same.
    func hasName(of other: Function) -> Bool {
      name == other.name && labels == other.labels && isStatic == other.isStatic
    }
  }

  private(set) var functions: [Function] = []

  init(_ tokens: SwiftTokens) {
    let scopes = TypeScopes(tokens).scopes
    let depths = Self.depths(tokens)
    for index in tokens.tokens.indices where tokens.isWord(tokens.tokens[index], "func") {
      let scope = scopes.last { $0.open < index && index < $0.close }
      guard depths[index] == scope.map({ depths[$0.open] + 1 }) ?? 0, scope?.isProtocol != true,
        let function = Self.function(at: index, in: scope?.name, tokens)
      else { continue }
      functions.append(function)
    }
  }

  /// The depth of braces in front of each token.
  private static func depths(_ tokens: SwiftTokens) -> [Int] {
    var depth = 0
    return tokens.tokens.indices.map { index in
      defer { depth += tokens.isMark("{", at: index) ? 1 : tokens.isMark("}", at: index) ? -1 : 0 }
      return depth
    }
  }

  private static func function(at index: Int, in owner: String?, _ tokens: SwiftTokens) -> Function? {
    let list = tokens.tokens
    guard index + 1 < list.count, list[index + 1].kind == .word,
      let opening = list[(index + 2)...].firstIndex(where: { $0.kind == .mark(UInt8(ascii: "(")) }),
      let closing = tokens.closingBracket(of: opening),
      let body = list[closing...].firstIndex(where: { $0.kind == .mark(UInt8(ascii: "{")) }),
      let end = tokens.closingBracket(of: body)
    else { return nil }
    let start = start(of: index, tokens)
    let words = Set(list[start..<index].map(tokens.string))
    let parameters = parameters(opening + 1..<closing, tokens)
    return Function(
      owner: owner, name: tokens.string(list[index + 1]),
      isStatic: !words.isDisjoint(with: ["static", "class"]),
      isMethod: !words.isDisjoint(with: ["static", "class", "mutating", "nonmutating", "override"]),
      labels: parameters.map(\.label),
      types: parameters.map(\.type), range: list[start].range.lowerBound..<list[end].range.upperBound)
  }

  /// The first token of attributes and modifiers.
  private static func start(of index: Int, _ tokens: SwiftTokens) -> Int {
    let list = tokens.tokens
    var start = index
    while start > 0 {
      if DeclarationModifiers.ofMembers.contains(tokens.string(list[start - 1])) {
        start -= 1
      } else if tokens.isMark("@", at: start - 2) {
        start -= 2
      } else if tokens.isMark(")", at: start - 1),
        let opening = list[..<(start - 1)].lastIndex(where: { $0.kind == .mark(UInt8(ascii: "(")) }),
        tokens.isMark("@", at: opening - 2)
      {
        start = opening - 2
      } else {
        break
      }
    }
    return start
  }

  private static func parameters(
    _ range: Range<Int>, _ tokens: SwiftTokens
  ) -> [(label: String, type: String)] {
    var parameters: [(label: String, type: String)] = []
    var depth = 0
    var words: [String] = []
    func end() {
      guard let colon = words.firstIndex(of: ":") else { return }
      let type = words[(colon + 1)...].prefix { $0 != "=" }
      parameters.append((words[0], type.joined(separator: " ")))
    }
    for index in range {
      let token = tokens.tokens[index]
      depth += SwiftTokens.bracketStep(token)
      if depth == 0, tokens.isMark(",", at: index) {
        end()
        words = []
      } else {
        words.append(tokens.string(token))
      }
    }
    end()
    return parameters
  }
}
