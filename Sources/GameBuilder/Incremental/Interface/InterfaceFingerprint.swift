/// The part of a source file that other files of its module can depend on: everything except comments, whitespace and the
/// bodies of functions and computed properties.
///
/// If two versions of a file have the same fingerprint, no other file can tell them apart. The reverse need not hold: a
/// body counts as interface wherever it may affect other files (an opaque result type, an observer, an attribute that is
/// not known to be inert).
///
/// Of the initial value of a global or static variable, only the kinds of numbers and plain strings count. Such a value is
/// computed in the file itself, behind an accessor, so other files see only its type. The initial value of an instance
/// property counts as it is: the compiler copies it into initialisers, which other files may contain.
///
/// This is a parser that only finds declarations and where their bodies begin and end. The `read…` functions return false
/// if the source cannot be parsed with confidence.
struct InterfaceFingerprint {
  /// A hash of the interface; of the whole source if it cannot be parsed.
  static func hash(of source: [UInt8]) -> ContentHash {
    read(source).map { ContentHash(of: $0.interface) } ?? ContentHash(of: source)
  }

  /// Returns nil if the source cannot be parsed with confidence; callers must assume that everything changed.
  static func read(_ source: [UInt8]) -> InterfaceFingerprint? {
    guard let tokens = SwiftTokens(source) else { return nil }
    var reader = InterfaceFingerprint(tokens)
    return reader.readDeclarations(until: tokens.tokens.count) ? reader : nil
  }

  /// A body that is not part of the interface.
  struct Body {
    /// The tokens between its braces.
    let tokens: Range<Int>
    /// Whether it runs from beginning to end. The compiler splits coroutines and asynchronous functions into several.
    let isPlain: Bool
    /// Nil for initialisers, deinitialisers and accessors.
    let function: Function?
  }

  /// Where a function is declared.
  struct Function {
    /// The token of its first modifier, or `func`. Attributes are before it.
    let start: Int
    /// The token after `func`.
    let name: Int
    /// The types and extensions around it, from outside to inside.
    let scopes: [Range<Int>]
  }

  /// A global or static variable with an initial value.
  struct SharedValue {
    /// The tokens of its name, or of its names.
    let names: Range<Int>
    /// The tokens of the value, from `=` on.
    let tokens: Range<Int>
  }

  /// Attributes that do not make a function's body visible to other files.
  static let inertAttributes: Set<String> = [
    "MainActor", "Sendable", "available", "autoclosure", "c", "_cdecl", "concurrent", "discardableResult",
    "escaping", "frozen", "preconcurrency", "retroactive", "safe", "unchecked", "unsafe", "usableFromInline",
  ]

  let source: SwiftTokens
  let tokens: [SwiftTokens.Token]
  /// Index of the next token to read.
  var position = 0
  /// The interface as bytes to hash: each token after a byte that tells whether it starts a line.
  var interface: [UInt8] = []
  var bodies: [Body] = []
  var sharedValues: [SharedValue] = []
  /// Tokens in braces that other files may depend on, although they may be code.
  var visibleCode: [Range<Int>] = []
  /// Index of a literal of which only the kind counts → that kind. Empty for tokens that do not count.
  var literalKinds: [Int: String] = [:]

  // Of the declaration that is being read.
  var hasInertAttributes = true
  var isStatic = false
  /// Whether it is a global or static variable, which is computed on first use.
  var isShared = false
  /// The heads of the types and extensions around it: the tokens from `struct` to the opening brace.
  var scopes: [Range<Int>] = []

  private init(_ source: SwiftTokens) {
    self.source = source
    tokens = source.tokens
  }

  /// Reads the declarations of a file, or those between the braces of a type.
  mutating func readDeclarations(until end: Int) -> Bool {
    hasInertAttributes = true
    while position < end {
      let token = tokens[position]
      switch token.kind {
      case .mark(UInt8(ascii: "@")):
        guard readAttribute() else { return false }
      case .mark(UInt8(ascii: "{")):
        guard appendGroup() else { return false }
        hasInertAttributes = true
      case .mark(UInt8(ascii: "(")), .mark(UInt8(ascii: "[")):
        guard appendGroup() else { return false }
      case .word:
        guard readWord(token) else { return false }
      case .mark(UInt8(ascii: "=")) where isShared:
        readSharedValue(until: end)
      default:
        appendToken()
      }
    }
    return position == end
  }

  private mutating func readWord(_ token: SwiftTokens.Token) -> Bool {
    // After a dot these are names: `.init`, `Self.var`.
    let isMember = position > 0 && tokens[position - 1].kind == .mark(UInt8(ascii: "."))
    switch isMember ? "" : source.string(token) {
    case "func", "init", "deinit": return readFunction()
    case "subscript", "var": return readProperty()
    case "struct", "enum", "actor", "extension": return readType()
    case "class" where !isClassModifier: return readType()
    case "protocol": return readProtocol()
    // An expansion may read anything.
    case "macro": return false
    case "static": isStatic = true
    case "let":
      beginVariable()
      hasInertAttributes = true
    case "case", "typealias", "import", "associatedtype":
      isStatic = false
      isShared = false
      hasInertAttributes = true
    default: break
    }
    appendToken()
    return true
  }

  /// `class func`, `class final var`.
  private var isClassModifier: Bool {
    let next = position + 1 < tokens.count ? source.string(tokens[position + 1]) : ""
    return ["func", "var", "let", "subscript", "override", "final", "private", "public", "internal"].contains(
      next)
  }
}
