/// Reads the names of declarations from tokens.
struct DeclarationNames {
  private let split: SwiftTokens
  private var tokens: [SwiftTokens.Token] { split.tokens }

  init(_ split: SwiftTokens) { self.split = split }

  private func text(_ index: Int) -> String {
    tokens.indices.contains(index) ? split.string(tokens[index]) : ""
  }

  private func isWord(_ index: Int) -> Bool { tokens.indices.contains(index) && tokens[index].kind == .word }

  /// The keyword at a token that introduces a declaration; nil for any other word.
  func keyword(at index: Int) -> String? {
    guard isWord(index), text(index - 1) != "." else { return nil }
    let word = text(index)
    guard DeclarationKeyword.all.contains(word) else { return nil }
    switch word {
    // `class func` and `class var`.
    case "class" where DeclarationKeyword.all.contains(text(index + 1)): return nil
    case "init", "subscript": return ["(", "<", "?", "!"].contains(text(index + 1)) ? word : nil
    case "deinit": return text(index + 1) == "{" ? word : nil
    case "func": return word
    case "let", "var":
      // Not `struct Grid<let count: Int>`.
      if ["<", ","].contains(text(index - 1)) { return nil }
      return isWord(index + 1) || text(index + 1) == "(" ? word : nil
    default: return isWord(index + 1) ? word : nil
    }
  }

  /// Nil for declarations without one, such as imports.
  func name(at index: Int, _ keyword: String) -> String? {
    switch keyword {
    case "struct", "class", "enum", "actor", "protocol", "macro", "typealias", "associatedtype", "case":
      return text(index + 1)
    case "extension":
      var name = text(index + 1)
      var next = index + 2
      while text(next) == ".", isWord(next + 1) {
        name += "." + text(next + 1)
        next += 2
      }
      return name
    case "let", "var": return variable(at: index + 1)
    case "deinit": return "deinit"
    case "init", "subscript":
      let mark = ["?", "!"].contains(text(index + 1)) ? text(index + 1) : ""
      return keyword + mark + labels(after: index + 1)
    case "func":
      var name = text(index + 1)
      var next = index + 2
      if !isWord(index + 1) {
        // An operator is several marks.
        while tokens.indices.contains(next), text(next) != "(", text(next) != "<" || !isWord(next + 1) {
          name += text(next)
          next += 1
        }
      }
      return name + labels(after: next)
    default: return nil
    }
  }

  /// `name`, or `(a, b)` of a tuple.
  private func variable(at index: Int) -> String? {
    guard text(index) == "(" else { return isWord(index) ? text(index) : nil }
    guard let end = split.closingBracket(of: index) else { return nil }
    return "(" + (index + 1..<end).filter(isWord).map(text).joined(separator: ", ") + ")"
  }

  /// The name behind a comma, if it begins another variable of a list.
  func nextVariable(at index: Int) -> String? {
    text(index - 1) == "," && isWord(index) && [":", "=", "{"].contains(text(index + 1)) ? text(index) : nil
  }

  /// The labels of the parameters in the parentheses at or behind a token: `(_:around:)`.
  private func labels(after index: Int) -> String {
    // The source may end behind `func`.
    guard let open = tokens.indices.dropFirst(index).first(where: { text($0) == "(" || text($0) == "{" }),
      text(open) == "(", let close = split.closingBracket(of: open)
    else { return "" }
    var labels = ""
    var depth = 0
    for place in open + 1..<max(close, open + 1) {
      if depth == 0, isWord(place), text(place + 1) == ":" {
        // The first of two words is the label.
        let isSecond = isWord(place - 1) && text(place - 2) != "@"
        let label = isSecond ? place - 1 : place
        // Not `a ? b : c` in a default value.
        if label - 1 == open || text(label - 1) == "," || text(label - 2) == "@" {
          labels += text(label) + ":"
        }
      }
      depth += SwiftTokens.bracketStep(tokens[place])
    }
    return "(\(labels))"
  }
}
