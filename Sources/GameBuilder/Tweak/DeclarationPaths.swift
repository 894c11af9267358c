/// The declaration around each token of a source, as a path to read: `PlayerTuning.topSpeed`, `Player.move(_:around:)`,
/// `extension Creature … attack()`.
///
/// Local variables are not named: what is in a function has the function's path.
struct DeclarationPaths {
  /// For each token; empty for the file itself.
  let paths: [String]

  /// Something between braces, or the file.
  private struct Scope {
    /// With what encloses it.
    let path: String
    /// Whether declarations in it are members, not local ones.
    let hasMembers: Bool
    /// Round and square brackets that are open in it.
    var depth = 0
    var member: Member?
  }

  private struct Member {
    let keyword: String
    let name: String
  }

  private static let types: Set<String> = ["struct", "class", "enum", "actor", "extension", "protocol"]
  private static let variables: Set<String> = ["let", "var", "case"]
  private static let modifiers: Set<String> = [
    "public", "open", "package", "internal", "fileprivate", "private", "final", "static", "nonisolated",
    "indirect", "mutating", "override", "lazy", "weak", "unowned", "convenience", "required", "async",
  ]

  init(_ split: SwiftTokens) {
    let names = DeclarationNames(split)
    var paths: [String] = []
    var scopes = [Scope(path: "", hasMembers: true)]
    for (index, token) in split.tokens.enumerated() {
      var scope = scopes.removeLast()
      if scope.depth == 0 {
        let isList = scope.member.map { Self.variables.contains($0.keyword) } == true
        if let keyword = names.keyword(at: index), scope.hasMembers || Self.isScope(keyword) {
          scope.member = names.name(at: index, keyword).map { Member(keyword: keyword, name: $0) }
        } else if scope.hasMembers, isList, let name = names.nextVariable(at: index) {
          // `let a = 1, b = 2`.
          scope.member = Member(keyword: "let", name: name)
        } else if scope.hasMembers, token.startsLine, Self.beginsDeclaration(split, token) {
          scope.member = nil
        }
      }
      let path = Self.path(scope)
      let step = SwiftTokens.bracketStep(token)
      let isBrace = step != 0 && "{}".utf8.contains(split.source[token.range.lowerBound])
      switch (step, isBrace) {
      case (1, true):
        let isBody = scope.depth == 0 && scope.member.map { Self.types.contains($0.keyword) } == true
        scopes += [scope, Scope(path: path, hasMembers: isBody)]
      case (-1, true) where !scopes.isEmpty:
        // A local function or type ends.
        if scopes[scopes.count - 1].depth == 0, !scopes[scopes.count - 1].hasMembers {
          scopes[scopes.count - 1].member = nil
        }
      default:
        scope.depth = max(0, scope.depth + (isBrace ? 0 : step))
        scopes.append(scope)
      }
      paths.append(path)
    }
    self.paths = paths
  }

  /// Whether a local declaration has a path.
  private static func isScope(_ keyword: String) -> Bool { keyword == "func" || types.contains(keyword) }

  /// Whether a token at the start of a line may come before the keyword of a declaration.
  private static func beginsDeclaration(_ split: SwiftTokens, _ token: SwiftTokens.Token) -> Bool {
    switch token.kind {
    case .mark(let mark): mark == UInt8(ascii: "@") || mark == UInt8(ascii: "#")
    case .word: modifiers.contains(split.string(token))
    case .string: false
    }
  }

  private static func path(_ scope: Scope) -> String {
    guard let member = scope.member else { return scope.path }
    let name = member.keyword == "extension" ? "extension \(member.name)" : member.name
    if scope.path.isEmpty { return name }
    let isDirectlyInExtension =
      scope.path.hasPrefix("extension ") && !scope.path.contains(" … ")
    return scope.path + (isDirectlyInExtension ? " … " : ".") + name
  }
}
