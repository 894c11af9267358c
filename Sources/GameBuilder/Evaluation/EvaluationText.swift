/// Code that is sent to the running game, split into what the compiler needs in different places: declarations of functions and
/// types, imports, and statements. The value of the last statement is the outcome, if it is an expression.
struct EvaluationText: Sendable {
  /// A function, type or extension.
  struct Declaration: Sendable, Equatable {
    /// Everything but bodies, by which a later declaration replaces this one.
    var head: String
    var range: Range<Int>

    /// Such as `func half` or `extension World`.
    var title: String {
      let words = head.split(separator: " ").drop { !EvaluationText.declaring.contains(String($0)) }
      return words.prefix(2).joined(separator: " ")
    }
  }

  let source: [UInt8]
  private(set) var declarations: [Declaration] = []
  /// The names of modules.
  private(set) var imports: [String] = []
  /// What is no statement, with the semicolon behind it.
  private var otherRanges: [Range<Int>] = []
  /// The last statement, if it may be an expression.
  private(set) var last: Last?

  struct Last: Sendable, Equatable {
    let range: Range<Int>
    /// Whether it is an `if` or `switch`, whose value cannot be passed on directly.
    let isBranch: Bool
  }

  /// A bracket without its other half, by its byte offset; nil if there is none. It would match one of the text around the code.
  private(set) var strayBracket: (offset: Int, message: String)?

  init(_ text: String) {
    source = Array(text.utf8)
    // Without tokens, all of it is statements; the compiler says what is wrong.
    guard let tokens = SwiftTokens(source) else { return }
    strayBracket = Self.strayBracket(in: tokens)
    let starts = Self.starts(in: tokens)
    for (start, next) in zip(starts, starts.dropFirst() + [tokens.tokens.count]) {
      let end = Self.end(of: start..<next, tokens)
      if add(start..<end, tokens), let last = tokens.tokens[start..<next].last {
        otherRanges.append(tokens.tokens[start].range.lowerBound..<last.range.upperBound)
      }
    }
  }

  /// Whether nothing is left to be run.
  var isEmpty: Bool { statements.allSatisfy(SwiftTokens.isWhitespace) && last == nil }

  /// The statements at their lines and columns, with spaces in place of everything else.
  /// - Parameter call: the name of a function that takes the value of the last one; nil for none.
  func statements(showing call: String?) -> [UInt8] {
    var text = statements
    if let call, let last {
      let (before, after) =
        last.isBranch ? ("let hotloopValue = ", "; \(call)(hotloopValue)") : ("\(call)(", ")")
      text.insert(contentsOf: Array(after.utf8), at: last.range.upperBound)
      text.insert(contentsOf: Array(before.utf8), at: last.range.lowerBound)
    }
    return text
  }

  private var statements: [UInt8] {
    var text = source
    for range in otherRanges { Self.blank(range, in: &text) }
    return text
  }

  /// A declaration at its line and column.
  func text(of declaration: Declaration) -> [UInt8] {
    var text = Array(source[..<declaration.range.upperBound])
    Self.blank(0..<declaration.range.lowerBound, in: &text)
    return text
  }

  private static func blank(_ range: Range<Int>, in text: inout [UInt8]) {
    for index in range where text[index] != 10 && text[index] != 13 { text[index] = 32 }
  }

  private static func strayBracket(in tokens: SwiftTokens) -> (offset: Int, message: String)? {
    var open: [SwiftTokens.Token] = []
    for token in tokens.tokens {
      let text = tokens.string(token)
      switch SwiftTokens.bracketStep(token) {
      case 1: open.append(token)
      case -1:
        guard let last = open.popLast() else {
          return (token.range.lowerBound, "there is no bracket for this '\(text)' to close")
        }
        let opening = tokens.string(last)
        guard ["()", "[]", "{}"].contains(opening + text) else {
          return (token.range.lowerBound, "'\(text)' cannot close the '\(opening)' before it")
        }
      default: break
      }
    }
    return open.last.map { ($0.range.lowerBound, "this '\(tokens.string($0))' is not closed") }
  }

  // MARK: Splitting

  /// - Returns: whether it is no statement.
  private mutating func add(_ range: Range<Int>, _ tokens: SwiftTokens) -> Bool {
    let list = tokens.tokens[range]
    guard let first = list.first, let end = list.last else { return false }
    let bytes = first.range.lowerBound..<end.range.upperBound
    let keyword = Self.keyword(in: range, tokens)
    last = nil
    switch keyword {
    case "import":
      imports += GameImports.names(in: Array(source[bytes]))
      return true
    case _ where Self.declaring.contains(keyword):
      let depth = keyword == "extension" ? 1 : 0
      declarations.append(Declaration(head: Self.head(of: range, tokens, depth: depth), range: bytes))
      return true
    case "switch": last = Last(range: bytes, isBranch: true)
    case "if":
      if list.contains(where: { tokens.isWord($0, "else") }) { last = Last(range: bytes, isBranch: true) }
    case _ where Self.running.contains(keyword) || first.kind == .mark(UInt8(ascii: "#")): break
    default: if !Self.isAssignment(range, tokens) { last = Last(range: bytes, isBranch: false) }
    }
    return false
  }

  private static let declaring: Set = [
    "func", "struct", "class", "enum", "actor", "protocol", "extension", "typealias", "operator",
    "precedencegroup", "infix", "prefix", "postfix",
  ]
  private static let running: Set = [
    "let", "var", "for", "while", "repeat", "guard", "do", "defer", "return", "throw",
    "break",
    "continue", "fallthrough", "discard", "async",
  ]
  /// The first word behind attributes and modifiers.
  private static func keyword(in range: Range<Int>, _ tokens: SwiftTokens) -> String {
    var index = range.lowerBound
    while index < range.upperBound {
      let word = tokens.string(tokens.tokens[index])
      if word == "@" {
        index += 2
        if tokens.isMark("(", at: index), index < range.upperBound {
          index = (tokens.closingBracket(of: index) ?? index) + 1
        }
      } else if DeclarationModifiers.words.contains(word) {
        index += 1
        if tokens.isMark("(", at: index), index < range.upperBound {
          index = (tokens.closingBracket(of: index) ?? index) + 1
        }
      } else {
        return word
      }
    }
    return ""
  }

  private static func head(of range: Range<Int>, _ tokens: SwiftTokens, depth limit: Int) -> String {
    var depth = 0
    var words: [String] = []
    for token in tokens.tokens[range] {
      if token.kind == .mark(UInt8(ascii: "}")) { depth -= 1 }
      if depth <= limit { words.append(tokens.string(token)) }
      if token.kind == .mark(UInt8(ascii: "{")) { depth += 1 }
    }
    return words.joined(separator: " ")
  }

  /// Without a semicolon.
  private static func end(of range: Range<Int>, _ tokens: SwiftTokens) -> Int {
    range.lowerBound + 1 < range.upperBound && tokens.isMark(";", at: range.upperBound - 1)
      ? range.upperBound - 1 : range.upperBound
  }

  private static func isAssignment(_ range: Range<Int>, _ tokens: SwiftTokens) -> Bool {
    var depth = 0
    for index in range {
      let token = tokens.tokens[index]
      depth += SwiftTokens.bracketStep(token)
      guard depth == 0, token.kind == .mark(UInt8(ascii: "=")) else { continue }
      let place = token.range.lowerBound
      let before = place > 0 ? tokens.source[place - 1] : 32
      let after = place + 1 < tokens.source.count ? tokens.source[place + 1] : 32
      if after != UInt8(ascii: "="), !"=!<>".utf8.contains(before) { return true }
    }
    return false
  }
}

extension EvaluationText {
  private static let operators = Set("+-*/%<>=&|^~!?".utf8)
  /// Words that continue a statement on a new line.
  private static let continuing: Set = ["else", "catch", "where", "as", "is"]
  /// Words behind which a statement continues on the next line.
  private static let unfinished: Set = [
    "try", "await", "return", "throw", "let", "var", "case", "in", "where", "func", "else", "unsafe", "as",
    "is",
  ]

  /// The tokens with which statements begin.
  private static func starts(in tokens: SwiftTokens) -> [Int] {
    var starts: [Int] = []
    var depth = 0
    for (index, token) in tokens.tokens.enumerated() {
      if depth == 0, let start = starts.last {
        let isNext =
          tokens.isMark(";", at: index - 1)
          || token.startsLine && !continues(index, tokens) && !isUnfinished(start..<index, tokens)
        if isNext { starts.append(index) }
      } else if starts.isEmpty {
        starts.append(index)
      }
      depth += SwiftTokens.bracketStep(token)
    }
    return starts
  }

  /// Whether the first token of a line continues the statement before.
  private static func continues(_ index: Int, _ tokens: SwiftTokens) -> Bool {
    let token = tokens.tokens[index]
    guard case .mark(let mark) = token.kind else { return continuing.contains(tokens.string(token)) }
    if ".,:{)]}".utf8.contains(mark) { return true }
    guard operators.contains(mark) else { return false }
    // A binary operator has spaces on both sides.
    let end = tokens.source[token.range.lowerBound...].firstIndex { !operators.contains($0) }
    return end.map { SwiftTokens.isWhitespace(tokens.source[$0]) } ?? false
  }

  private static func isUnfinished(_ statement: Range<Int>, _ tokens: SwiftTokens) -> Bool {
    // An attribute or modifiers alone.
    if keyword(in: statement, tokens).isEmpty { return true }
    let token = tokens.tokens[statement.upperBound - 1]
    guard case .mark(let mark) = token.kind else { return unfinished.contains(tokens.string(token)) }
    if ",:(".utf8.contains(mark) { return true }
    guard operators.contains(mark) else { return false }
    // Not a postfix operator, as in `x!`.
    let text = tokens.source[..<token.range.upperBound]
    let start = text.lastIndex { !operators.contains($0) }
    return start.map { SwiftTokens.isWhitespace(text[$0]) } ?? true
  }
}
