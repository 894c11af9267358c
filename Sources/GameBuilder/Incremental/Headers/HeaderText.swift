/// A C header without comments, and without whitespace that means nothing: two versions with the same hash are the same to
/// every compiler.
struct HeaderText: Equatable, Sendable {
  /// The numbers of lines are part of it only if something could show them: a function, in a backtrace, or `__LINE__`.
  let hash: ContentHash
  /// Whether the preprocessor decides what is in it, by anything but the usual guard against a second inclusion. Swift and
  /// C files are compiled with different macros.
  let isConditional: Bool
  /// A hash of the lines that include other headers, or that have an effect on all that follows.
  let includes: ContentHash

  init(_ source: [UInt8]) {
    let lines = HeaderLines(source).lines
    let text = String(decoding: lines.flatMap { $0.text + [10] }, as: UTF8.self)
    let directives = lines.compactMap { HeaderText.directive($0.text) }
    isConditional = HeaderText.isConditional(directives)
    var includes = ContentHash()
    for directive in directives where !["define", "undef"].contains(directive.first) {
      includes.combine(directive.joined(separator: " "))
    }
    self.includes = includes
    // Raw strings may contain what looks like a comment.
    if text.contains("R\"") {
      hash = ContentHash(of: source)
      return
    }
    let hasLines = text.contains("__LINE__") || text.filter { !$0.isWhitespace }.contains("){")
    var hash = ContentHash()
    for line in lines {
      if hasLines, HeaderText.directive(line.text) == nil { hash.combine("\(line.number)") }
      hash.combine(line.text)
    }
    self.hash = hash
  }

  /// A file of another language: all of it counts.
  init(opaque content: ContentHash) {
    hash = content
    includes = content
    isConditional = true
  }

  /// The words of a preprocessor directive: `ifndef`, `NAME`.
  private static func directive(_ line: [UInt8]) -> [String]? {
    let text = String(decoding: line, as: UTF8.self)
    guard text.hasPrefix("#") || text.hasPrefix("%:") else { return nil }
    return text.drop { "#%: ".contains($0) }.split(separator: " ").map(String.init)
  }

  private static func isConditional(_ directives: [[String]]) -> Bool {
    let words: Set = ["if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "else", "endif"]
    let conditions = directives.filter { directive in
      words.contains(String((directive.first ?? "").prefix { $0.isLetter }))
    }
    if conditions.isEmpty { return false }
    let isGuarded =
      conditions.count == 2 && directives.count > 2 && directives[0].count == 2
      && directives[0][0] == "ifndef" && directives[1] == ["define", directives[0][1]]
      && directives.last == ["endif"]
    return !isGuarded
  }
}
