/// What of a source file the other files of its module can depend on: all of it but comments, blanks and the bodies
/// of functions and computed properties.
///
/// Two versions of a file with one fingerprint are the same to every other file. The reverse need not hold: wherever
/// a body may have to do with the interface (an opaque result type, an observer, an attribute that is not known to
/// be harmless), or the text is not surely understood, it counts as interface.
///
/// Of the initial value of a global or static variable, numbers and plain strings count by their kind only: it is
/// computed in the file itself, behind an accessor, and only its type shows outside. (That of an instance's property
/// is not: the compiler copies it into initialisers, which other files may have.)
struct InterfaceFingerprint {
  static func hash(of source: [UInt8]) -> ContentHash {
    read(source).map { ContentHash(of: $0.kept) } ?? ContentHash(of: source)
  }

  /// Nil where the text is not surely understood.
  static func read(_ source: [UInt8]) -> InterfaceFingerprint? {
    guard let tokens = SwiftTokens(source) else { return nil }
    var reader = InterfaceFingerprint(tokens)
    return reader.readDeclarations(until: tokens.tokens.count) ? reader : nil
  }

  /// A body that is left out: the tokens between its braces.
  struct Body {
    let tokens: Range<Int>
    /// Whether it is run from its beginning to its end: not that of a coroutine or of an asynchronous function,
    /// which the compiler takes apart.
    let isPlain: Bool
  }

  /// The initial value of a global or static variable, from `=` on.
  struct SharedValue {
    let names: Range<Int>
    let tokens: Range<Int>
  }

  /// Attributes that give a function's body no meaning for other files.
  private static let harmless: Set<String> = [
    "MainActor", "Sendable", "available", "autoclosure", "c", "_cdecl", "concurrent", "discardableResult",
    "escaping", "frozen", "preconcurrency", "retroactive", "safe", "unchecked", "unsafe", "usableFromInline",
  ]

  let all: SwiftTokens
  let tokens: [SwiftTokens.Token]
  var position = 0
  /// The interface, as bytes to hash: each token behind a byte that says how it is separated.
  var kept: [UInt8] = []
  private(set) var bodies: [Body] = []
  var sharedValues: [SharedValue] = []
  /// Tokens of which only the kind counts.
  var masked: [Int: String] = [:]
  /// Whether each attribute of the declaration that is being read is harmless.
  var isHarmless = true
  /// How many types' braces are open, and whether `static` stands before the declaration that is being read.
  var typeDepth = 0
  var isStatic = false
  /// Whether the variable that was read last is one for the whole module, computed on its first use.
  var isShared = false

  private init(_ all: SwiftTokens) {
    self.all = all
    tokens = all.tokens
  }

  // MARK: Declarations

  /// Reads the declarations of a file or of a type's braces. False where the text is not understood.
  private mutating func readDeclarations(until end: Int) -> Bool {
    isHarmless = true
    while position < end {
      let token = tokens[position]
      switch token.kind {
      case .mark(UInt8(ascii: "@")):
        guard keepAttribute() else { return false }
      case .mark(UInt8(ascii: "{")):
        guard keepGroup() else { return false }
        isHarmless = true
      case .mark(UInt8(ascii: "(")), .mark(UInt8(ascii: "[")):
        guard keepGroup() else { return false }
      case .word:
        guard readWord(token) else { return false }
      case .mark(UInt8(ascii: "=")) where isShared:
        keepSharedValue(until: end)
      default:
        keep(token)
        position += 1
      }
    }
    return position == end
  }

  private mutating func readWord(_ token: SwiftTokens.Token) -> Bool {
    // After a dot these are names: `.init`, `Self.var`.
    let isName = position > 0 && tokens[position - 1].kind == .mark(UInt8(ascii: "."))
    switch isName ? "" : all.string(token) {
    case "func", "init", "deinit": return readFunction()
    case "subscript", "var": return readProperty()
    case "struct", "enum", "actor", "extension": return readType()
    case "class":
      let next = position + 1 < tokens.count ? all.string(tokens[position + 1]) : ""
      // `class func`, `final class var`: a modifier.
      if ["func", "var", "let", "subscript", "override", "final", "private", "public", "internal"].contains(
        next)
      {
        break
      }
      return readType()
    case "protocol": return keepThroughBody()
    // Their expansions may read anything.
    case "macro": return false
    case "static": isStatic = true
    case "let":
      beginVariable()
      isHarmless = true
    case "case", "typealias", "import", "associatedtype":
      isStatic = false
      isShared = false
      isHarmless = true
    default: break
    }
    keep(token)
    position += 1
    return true
  }

  /// `func …` with its body left out if nobody else can tell.
  private mutating func readFunction() -> Bool {
    isStatic = false
    isShared = false
    guard let head = keepHead() else { return false }
    guard position < tokens.count, tokens[position].kind == .mark(UInt8(ascii: "{")) else { return false }
    defer { isHarmless = true }
    if head.isOpaque || !isHarmless { return keepGroup() }
    return skipBody(isPlain: !head.isAsynchronous)
  }

  /// `var x: T { … }` and `subscript(…) -> T { … }`. One with an initial value keeps everything.
  private mutating func readProperty() -> Bool {
    beginVariable()
    keep(tokens[position])
    position += 1
    var isOpaque = false
    while position < tokens.count {
      let token = tokens[position]
      switch token.kind {
      case .mark(UInt8(ascii: "{")):
        defer { isHarmless = true }
        return isOpaque || !isHarmless ? keepGroup() : readAccessors()
      case .mark(UInt8(ascii: "(")), .mark(UInt8(ascii: "[")):
        isOpaque = isOpaque || groupMentionsSome()
        guard keepGroup() else { return false }
        continue
      // An initial value, an attribute, the end of the type's braces, another declaration: no body to leave out.
      case .mark(UInt8(ascii: "=")), .mark(UInt8(ascii: "}")), .mark(UInt8(ascii: "@")),
        .mark(UInt8(ascii: "#")):
        if token.kind != .mark(UInt8(ascii: "=")) { isHarmless = true }
        return keepInitialValue()
      case .word where isIntroducer(token):
        isHarmless = true
        return true
      case .word:
        if all.isWord(token, "some") { isOpaque = true }
      default: break
      }
      keep(token)
      position += 1
    }
    return true
  }

  /// Nothing to do but to let the caller go on: braces that follow an `=` are kept whole.
  private mutating func keepInitialValue() -> Bool {
    guard position < tokens.count, tokens[position].kind == .mark(UInt8(ascii: "=")) else { return true }
    if isShared {
      keepSharedValue(until: tokens.count)
      return true
    }
    keep(tokens[position])
    position += 1
    return true
  }

  private mutating func readType() -> Bool {
    let harmlessType = isHarmless
    isStatic = false
    isShared = false
    guard keepHead() != nil else { return false }
    guard position < tokens.count, tokens[position].kind == .mark(UInt8(ascii: "{")),
      let end = matching(position)
    else { return false }
    // A macro on a type may read its members' bodies.
    if !harmlessType {
      isHarmless = true
      return keepGroup()
    }
    keep(tokens[position])
    position += 1
    typeDepth += 1
    guard readDeclarations(until: end) else { return false }
    typeDepth -= 1
    keep(tokens[position])
    position += 1
    isHarmless = true
    return true
  }

  private mutating func keepThroughBody() -> Bool {
    guard keepHead() != nil else { return false }
    isHarmless = true
    return keepGroup()
  }

  private struct Head {
    /// Whether its result may have an opaque type, which the body decides.
    let isOpaque: Bool
    var isAsynchronous = false
  }

  /// Keeps everything up to the body's brace. Nil where the declaration seems to have no body.
  private mutating func keepHead() -> Head? {
    keep(tokens[position])
    position += 1
    var isOpaque = false
    var isAsynchronous = false
    while position < tokens.count {
      let token = tokens[position]
      switch token.kind {
      case .mark(UInt8(ascii: "{")): return Head(isOpaque: isOpaque, isAsynchronous: isAsynchronous)
      case .mark(UInt8(ascii: "(")), .mark(UInt8(ascii: "[")):
        isOpaque = isOpaque || groupMentionsSome()
        guard keepGroup() else { return nil }
        continue
      case .mark(UInt8(ascii: "}")), .mark(UInt8(ascii: "#")): return nil
      case .mark(UInt8(ascii: "@")):
        guard keepAttribute() else { return nil }
        continue
      case .word:
        // Another declaration before any brace: this one has no body, and the next brace is not its own.
        if token.startsLine && isIntroducer(token) { return nil }
        if all.isWord(token, "some") { isOpaque = true }
        if all.isWord(token, "async") || all.isWord(token, "reasync") { isAsynchronous = true }
      default: break
      }
      keep(token)
      position += 1
    }
    return nil
  }

  private func isIntroducer(_ token: SwiftTokens.Token) -> Bool {
    [
      "func", "init", "deinit", "subscript", "var", "let", "struct", "class", "enum", "actor", "extension",
      "protocol", "macro", "case", "typealias", "associatedtype", "import", "operator", "precedencegroup",
    ].contains(all.string(token))
  }

  // MARK: Accessors

  /// The braces of a computed property: the body of a getter, or accessors with a body each.
  private mutating func readAccessors() -> Bool {
    guard let end = matching(position) else { return false }
    let start = position
    guard position + 1 < end, mayBeginAccessor(tokens[position + 1]) else {
      return skipBody(isPlain: true)
    }
    let before = (kept: kept.count, bodies: bodies.count)
    keep(tokens[position])
    position += 1
    while position < end {
      guard readAccessor(before: end) else {
        // Observers and whatever else this is belong to the interface.
        kept.removeLast(kept.count - before.kept)
        bodies.removeLast(bodies.count - before.bodies)
        position = start
        return keepGroup()
      }
    }
    keep(tokens[position])
    position += 1
    return true
  }

  private func mayBeginAccessor(_ token: SwiftTokens.Token) -> Bool {
    if token.kind == .mark(UInt8(ascii: "@")) || token.kind == .mark(UInt8(ascii: "#")) { return true }
    guard token.kind == .word else { return false }
    let word = all.string(token)
    return word.hasPrefix("_") || word.hasPrefix("unsafe")
      || [
        "get", "set", "read", "modify", "yielding", "borrow", "mutate", "willSet", "didSet", "init",
        "mutating",
        "nonmutating", "consuming", "borrowing", "nonisolated", "async",
      ].contains(word)
  }

  /// `get { … }`, `nonmutating set(value) { … }`, `get async throws { … }`.
  private mutating func readAccessor(before end: Int) -> Bool {
    if all.isWord(tokens[position], "mutating") || all.isWord(tokens[position], "nonmutating") {
      keep(tokens[position])
      position += 1
    }
    guard position < end, tokens[position].kind == .word,
      ["get", "set", "_read", "_modify"].contains(all.string(tokens[position]))
    else { return false }
    var isPlain = all.isWord(tokens[position], "get") || all.isWord(tokens[position], "set")
    keep(tokens[position])
    position += 1
    while position < end {
      let token = tokens[position]
      if token.kind == .mark(UInt8(ascii: "{")) { return skipBody(isPlain: isPlain) }
      if token.kind == .mark(UInt8(ascii: "(")) {
        guard keepGroup() else { return false }
        continue
      }
      guard all.isWord(token, "async") || all.isWord(token, "throws") else { return false }
      if all.isWord(token, "async") { isPlain = false }
      keep(token)
      position += 1
    }
    return false
  }

  // MARK: Tokens

  mutating func keep(_ token: SwiftTokens.Token) {
    kept.append(token.startsLine ? 10 : 32)
    kept.append(contentsOf: all.text(token))
  }

  /// `@name` and its arguments, if they follow at once.
  private mutating func keepAttribute() -> Bool {
    guard position + 1 < tokens.count, tokens[position + 1].kind == .word else { return false }
    let name = tokens[position + 1]
    if !InterfaceFingerprint.harmless.contains(all.string(name)) { isHarmless = false }
    keep(tokens[position])
    keep(name)
    position += 2
    return true
  }

  /// Where the bracket at `start` closes.
  private func matching(_ start: Int) -> Int? {
    var expected: [UInt8] = []
    for index in start..<tokens.count {
      guard case .mark(let mark) = tokens[index].kind else { continue }
      switch mark {
      case UInt8(ascii: "("): expected.append(UInt8(ascii: ")"))
      case UInt8(ascii: "["): expected.append(UInt8(ascii: "]"))
      case UInt8(ascii: "{"): expected.append(UInt8(ascii: "}"))
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        guard expected.popLast() == mark else { return nil }
        if expected.isEmpty { return index }
      default: break
      }
    }
    return nil
  }

  /// Whether the group at this place holds `some`: a part of a result may be opaque.
  private func groupMentionsSome() -> Bool {
    guard let end = matching(position) else { return true }
    return tokens[position...end].contains { all.isWord($0, "some") }
  }

  mutating func keepGroup() -> Bool {
    guard let end = matching(position) else { return false }
    for index in position...end { keep(tokens[index]) }
    position = end + 1
    return true
  }

  /// Leaves out what is between the braces, which themselves are kept.
  private mutating func skipBody(isPlain: Bool) -> Bool {
    guard let end = matching(position) else { return false }
    bodies.append(Body(tokens: position + 1..<end, isPlain: isPlain))
    keep(tokens[position])
    kept.append(contentsOf: [32, UInt8(ascii: "}")])
    position = end + 1
    return true
  }
}
