/// The bodies of types and extensions in a source, and the static properties of one name in them.
struct TypeScopes {
  struct Scope {
    /// The last part of the name: `Game` for `extension Host.Game`.
    var name: String
    /// What is written before it: `Host.`.
    var qualifier = ""
    var isExtension: Bool
    var isProtocol: Bool
    var isGeneric = false
    /// The words before the keyword: `public`, `final`.
    var modifiers: [String]
    /// The words of the inheritance clause.
    var clause: [String]
    /// The index of the type around it; nil if there is none.
    var parent: Int?
    /// Tokens of the braces.
    var open: Int
    var close: Int

    fileprivate mutating func qualify(with last: String) {
      qualifier += name + "."
      name = last
    }
  }

  private(set) var scopes: [Scope] = []
  /// By the index of the scope, the token of the property's name.
  private(set) var properties: [(scope: Int, token: Int)] = []
  /// The types on which `play()` is called.
  private(set) var playing: [String] = []

  private static let keywords: Set<String> = ["struct", "class", "enum", "actor", "extension", "protocol"]
  /// - Parameter property: the name of the properties to look for.
  init(_ tokens: SwiftTokens, property: String? = nil) {
    let list = tokens.tokens
    func text(_ index: Int) -> String { list.indices.contains(index) ? tokens.string(list[index]) : "" }
    var stack: [Int?] = []
    var pending: Scope?
    // Bounds of type parameters are not part of the clause.
    var angles = 0
    var isWhere = false
    for index in list.indices {
      let word = text(index)
      switch word {
      case "{":
        if var scope = pending {
          scope.open = index
          stack.append(scopes.count)
          scopes.append(scope)
        } else {
          stack.append(nil)
        }
        pending = nil
      case "}":
        if let scope = stack.popLast() ?? nil { scopes[scope].close = index }
      case _ where Self.keywords.contains(word) && list[index].kind == .word:
        guard text(index - 1) != ".", let next = list.indices.contains(index + 1) ? list[index + 1] : nil,
          next.kind == .word, !["var", "let", "func", "subscript", "init"].contains(tokens.string(next))
        else { continue }
        pending = Scope(
          name: tokens.string(next), isExtension: word == "extension", isProtocol: word == "protocol",
          modifiers: Self.words(before: index, text), clause: [], parent: stack.last ?? nil, open: index,
          close: list.count)
        (angles, isWhere) = (0, false)
      case "<":
        angles += 1
        if pending?.clause.isEmpty == true { pending?.isGeneric = true }
      case ">": angles -= 1
      case "where": isWhere = true
      case _ where word == property:
        guard ["let", "var"].contains(text(index - 1)), let scope = stack.last ?? nil,
          !Set(Self.words(before: index - 1, text)).isDisjoint(with: ["static", "class"])
        else { continue }
        properties.append((scope, index))
      case "play" where text(index - 1) == "." && text(index + 1) == "(" && text(index + 2) == ")":
        if index >= 2, list[index - 2].kind == .word { playing.append(text(index - 2)) }
      default:
        guard pending != nil, angles == 0, !isWhere, list[index].kind == .word else { continue }
        // `extension Host.Game`.
        if text(index - 1) == ".", pending?.isExtension == true, pending?.clause.isEmpty == true {
          pending?.qualify(with: word)
        } else if word != pending?.name {
          pending?.clause.append(word)
        }
      }
    }
  }

  private static func words(before index: Int, _ text: (Int) -> String) -> [String] {
    var words: [String] = []
    var place = index - 1
    while DeclarationModifiers.ofMembers.contains(text(place)) {
      words.append(text(place))
      place -= 1
    }
    return words
  }

  /// The name by which code behind all types of the file refers to a type, such as `Host.Game`; nil if it is private in another one.
  func name(of scope: Scope) -> String? {
    guard let parent = scope.parent else { return scope.qualifier + scope.name }
    if scope.modifiers.contains("private") { return nil }
    return name(of: scopes[parent]).map { $0 + "." + scope.name }
  }

  /// Whether only code in the file can name it.
  func isPrivate(_ scope: Scope) -> Bool {
    !Set(scope.modifiers).isDisjoint(with: ["private", "fileprivate"])
      || scope.parent.map { isPrivate(scopes[$0]) } ?? false
  }
}
