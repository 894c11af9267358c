/// Uses of a file's variables with reload handlers, for optimised builds.
///
/// Of a whole module, optimised, the compiler leaves out variables that nobody names. A pointer in the section `hotloop_handlers`
/// leads the SDK to a function that names them. What cannot be named behind the end of the file is left out: variables of
/// generic types, of private types in other types, and those in a conditional block.
struct HandlerUses {
  private struct Variable {
    let name: String
    /// It is declared `nonisolated(unsafe)`.
    let isUnsafe: Bool
    /// Nil for a global one.
    let type: String?

    /// The statement that uses it.
    var use: String { "\(isUnsafe ? "unsafe " : "")GameSDK.Reloads.hold(\(name))" }
  }

  private let variables: [Variable]

  /// Nil if there is none.
  init?(_ source: [UInt8]) {
    guard let tokens = SwiftTokens(source) else { return nil }
    variables = Self.names(in: tokens).compactMap { index, depth in
      let name = tokens.string(tokens.tokens[index])
      let isUnsafe = tokens.isUnsafe(declarationAt: index - 1)
      // Any other variable belongs to one thread, and its use here would be an error.
      if tokens.isWord(tokens.tokens[index - 1], "var"), !isUnsafe { return nil }
      if depth == 0 { return Variable(name: name, isUnsafe: isUnsafe, type: nil) }
      let types = TypeScopes(tokens, property: name)
      guard let property = types.properties.first(where: { $0.token == index }) else { return nil }
      let scope = types.scopes[property.scope]
      guard !scope.isGeneric, !scope.isProtocol, let type = types.name(of: scope) else { return nil }
      return Variable(name: name, isUnsafe: isUnsafe, type: type)
    }
    if variables.isEmpty { return nil }
  }

  /// Swift source, to be put behind the end of the file.
  var text: String {
    var calls = variables.filter { $0.type == nil }.map(\.use)
    var text = ""
    let types = Dictionary(grouping: variables.filter { $0.type != nil }) { $0.type ?? "" }
    for (index, (type, members)) in types.sorted(by: { $0.key < $1.key }).enumerated() {
      let uses = members.map(\.use).joined(separator: "; ")
      // What is private in a type can be named in its extensions only.
      text +=
        "\nextension \(type) { nonisolated fileprivate static func hotloopHandlers\(index)() { \(uses) } }"
      calls.append("\(type).hotloopHandlers\(index)()")
    }
    return text
      + "\n@section(\"hotloop_handlers\") @used private let hotloopHandlers: @convention(c) () -> Void = { "
      + calls.joined(separator: "; ") + " }\n"
  }

  /// The names in `let name = Reloads.before`, also with a type, outside of conditional blocks, and how many brackets are open
  /// there.
  private static func names(in tokens: SwiftTokens) -> [(token: Int, depth: Int)] {
    let list = tokens.tokens
    var found: [(token: Int, depth: Int)] = []
    var (depth, conditions) = (0, 0)
    for index in list.indices.dropFirst() {
      depth += SwiftTokens.bracketStep(list[index])
      if tokens.isMark("#", at: index - 1) {
        if tokens.isWord(list[index], "if") { conditions += 1 }
        if tokens.isWord(list[index], "endif") { conditions -= 1 }
      }
      guard tokens.isWord(list[index - 1], "let") || tokens.isWord(list[index - 1], "var"), conditions == 0,
        isHandler(from: index + 1, tokens)
      else { continue }
      found.append((index, depth))
    }
    return found
  }

  /// Whether a type, if there is one, and the value of a variable follow, which is a registered handler.
  private static func isHandler(from start: Int, _ tokens: SwiftTokens) -> Bool {
    let words = tokens.tokens.dropFirst(start).prefix(10).map(tokens.string)
    guard let sign = words.firstIndex(of: "="), sign == 0 || words[0] == ":" else { return false }
    if sign > 0, words[1] != "ReloadHandler", words[1] != "GameSDK" { return false }
    var value = words[(sign + 1)...]
    if value.starts(with: ["GameSDK", "."]) { value = value.dropFirst(2) }
    return value.starts(with: ["Reloads", ".", "before"]) || value.starts(with: ["Reloads", ".", "after"])
  }
}

extension SwiftTokens {
  /// Whether `nonisolated(unsafe)` stands before a declaration, among other modifiers.
  /// - Parameter index: of `let` or `var`.
  fileprivate func isUnsafe(declarationAt index: Int) -> Bool {
    var place = index - 1
    while place >= 0, DeclarationModifiers.ofMembers.contains(string(tokens[place])) { place -= 1 }
    return isMark(")", at: place) && place >= 3 && isWord(tokens[place - 1], "unsafe")
      && isWord(tokens[place - 3], "nonisolated")
  }
}
