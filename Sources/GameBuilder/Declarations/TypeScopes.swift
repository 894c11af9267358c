/// The bodies of types and extensions in a source, and the static properties of one name in them.
struct TypeScopes {
  struct Scope {
    /// The last part of the name: `Game` for `extension Host.Game`.
    var name: String
    var isExtension: Bool
    /// The words before the keyword: `public`, `final`.
    var modifiers: [String]
    /// The words between the name and the body: of generic parameters, of the inheritance clause.
    var clause: [String]
    /// Tokens of the braces.
    var open: Int
    var close: Int
  }

  private(set) var scopes: [Scope] = []
  /// By the index of the scope, the token of the property's name.
  private(set) var properties: [(scope: Int, token: Int)] = []
  /// The types on which `play()` is called.
  private(set) var playing: [String] = []

  private static let keywords: Set<String> = ["struct", "class", "enum", "actor", "extension", "protocol"]
  private static let modifiers: Set<String> = [
    "public", "open", "package", "internal", "fileprivate", "private", "final", "static", "class",
    "nonisolated", "indirect",
  ]

  init(_ tokens: SwiftTokens, property: String) {
    let list = tokens.tokens
    func text(_ index: Int) -> String { list.indices.contains(index) ? tokens.string(list[index]) : "" }
    var stack: [Int?] = []
    var pending: Scope?
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
          name: tokens.string(next), isExtension: word == "extension",
          modifiers: Self.words(before: index, text), clause: [], open: index, close: list.count)
      case property:
        guard ["let", "var"].contains(text(index - 1)), let scope = stack.last ?? nil,
          !Set(Self.words(before: index - 1, text)).isDisjoint(with: ["static", "class"])
        else { continue }
        properties.append((scope, index))
      case "play" where text(index - 1) == "." && text(index + 1) == "(" && text(index + 2) == ")":
        if index >= 2, list[index - 2].kind == .word { playing.append(text(index - 2)) }
      default:
        guard pending != nil, list[index].kind == .word else { continue }
        // `extension Host.Game`.
        if text(index - 1) == ".", pending?.isExtension == true, pending?.clause.isEmpty == true {
          pending?.name = word
        } else if word != pending?.name {
          pending?.clause.append(word)
        }
      }
    }
  }

  private static func words(before index: Int, _ text: (Int) -> String) -> [String] {
    var words: [String] = []
    var place = index - 1
    while modifiers.contains(text(place)) {
      words.append(text(place))
      place -= 1
    }
    return words
  }
}
