// Functions, properties and types.

extension InterfaceFingerprint {
  /// `func …`, without its body if no other file can depend on it.
  mutating func readFunction() -> Bool {
    isStatic = false
    isShared = false
    let function = isWord("func") ? functionAtPosition : nil
    guard let head = readHead(), isMark("{") else { return false }
    defer { hasInertAttributes = true }
    if head.isOpaque || !hasInertAttributes { return appendGroup() }
    return skipBody(isPlain: !head.isAsynchronous, function)
  }

  private var functionAtPosition: Function {
    var start = position
    while start > 0, tokens[start - 1].kind == .word,
      DeclarationKeyword.functionModifiers.contains(source.string(tokens[start - 1]))
    {
      start -= 1
    }
    return Function(start: start, name: position + 1, scopes: scopes)
  }

  /// `var x: T { … }` and `subscript(…) -> T { … }`. If it has an initial value, the braces after it count as well.
  mutating func readProperty() -> Bool {
    beginVariable()
    appendToken()
    var isOpaque = false
    while position < tokens.count {
      let token = tokens[position]
      switch token.kind {
      case .mark(UInt8(ascii: "{")):
        defer { hasInertAttributes = true }
        return isOpaque || !hasInertAttributes ? appendGroup() : readAccessors()
      case .mark(UInt8(ascii: "(")), .mark(UInt8(ascii: "[")):
        isOpaque = isOpaque || groupMentionsSome()
        guard appendGroup() else { return false }
        continue
      case .mark(UInt8(ascii: "=")):
        if isShared { readSharedValue(until: tokens.count) } else { appendToken() }
        return true
      // An attribute, the end of the type, another declaration: the property has no body.
      case .mark(UInt8(ascii: "}")), .mark(UInt8(ascii: "@")), .mark(UInt8(ascii: "#")):
        hasInertAttributes = true
        return true
      case .word where isIntroducer(token):
        hasInertAttributes = true
        return true
      case .word:
        if source.isWord(token, "some") { isOpaque = true }
      default: break
      }
      appendToken()
    }
    return true
  }

  mutating func readType() -> Bool {
    let isTransparent = hasInertAttributes
    isStatic = false
    isShared = false
    let start = position
    guard readHead() != nil, isMark("{"), let end = closingBracket(of: position) else { return false }
    // A macro on a type may read the bodies of its members.
    if !isTransparent {
      hasInertAttributes = true
      return appendGroup()
    }
    scopes.append(start..<position)
    appendToken()
    guard readDeclarations(until: end) else { return false }
    scopes.removeLast()
    appendToken()
    hasInertAttributes = true
    return true
  }

  mutating func readProtocol() -> Bool {
    guard readHead() != nil else { return false }
    defer { hasInertAttributes = true }
    return appendGroup(isCode: !hasInertAttributes)
  }

  private struct Head {
    /// Whether its result may have an opaque type, which the body determines.
    var isOpaque = false
    var isAsynchronous = false
  }

  /// Reads up to the opening brace of the body. Returns nil if the declaration seems to have no body.
  private mutating func readHead() -> Head? {
    appendToken()
    var head = Head()
    while position < tokens.count {
      let token = tokens[position]
      switch token.kind {
      case .mark(UInt8(ascii: "{")): return head
      case .mark(UInt8(ascii: "(")), .mark(UInt8(ascii: "[")):
        head.isOpaque = head.isOpaque || groupMentionsSome()
        guard appendGroup() else { return nil }
        continue
      case .mark(UInt8(ascii: "}")), .mark(UInt8(ascii: "#")): return nil
      case .mark(UInt8(ascii: "@")):
        guard readAttribute() else { return nil }
        continue
      case .word:
        // Another declaration comes before any brace, so this one has no body.
        if token.startsLine && isIntroducer(token) { return nil }
        if source.isWord(token, "some") { head.isOpaque = true }
        if source.isWord(token, "async") || source.isWord(token, "reasync") { head.isAsynchronous = true }
      default: break
      }
      appendToken()
    }
    return nil
  }

  private func isIntroducer(_ token: SwiftTokens.Token) -> Bool {
    DeclarationKeyword.all.contains(source.string(token))
  }
}

/// The words that introduce a declaration.
enum DeclarationKeyword {
  /// Words that are names only in backticks.
  static let reserved: Set<String> = [
    "as", "case", "class", "enum", "extension", "false", "func", "import", "inout", "internal", "is", "let",
    "nil", "private", "fileprivate", "protocol", "public", "static", "struct", "throws", "true", "typealias",
    "var", "where",
  ]

  /// Words with which the line of a declaration begins.
  static let atStart = all.union([
    "fileprivate", "final", "indirect", "internal", "lazy", "mutating", "nonisolated", "nonmutating", "open",
    "override",
    "package", "private", "public", "required", "static", "unowned", "weak", "convenience", "consuming",
    "borrowing",
  ])

  /// Modifiers of functions, without those with arguments.
  static let functionModifiers: Set<String> = [
    "borrowing", "class", "consuming", "fileprivate", "final", "infix", "internal", "mutating",
    "nonisolated", "nonmutating", "open", "override", "package", "postfix", "prefix", "private", "public",
    "static",
  ]

  static let all: Set<String> = [
    "func", "init", "deinit", "subscript", "var", "let", "struct", "class", "enum", "actor", "extension",
    "protocol", "macro", "case", "typealias", "associatedtype", "import", "operator", "precedencegroup",
  ]
}
