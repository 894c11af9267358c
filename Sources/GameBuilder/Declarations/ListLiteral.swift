/// The array literal that is the whole value of a property: `= [ … ]`, `{ [ … ] }`, `{ return [ … ] }`.
struct ListLiteral {
  private let source: SourceText
  /// Tokens of the brackets.
  private let open: Int
  private let close: Int

  private static let maxColumns = 110

  /// - Parameter name: the token of the property's name.
  /// - Returns: nil if the value is anything else, such as the sum of two lists.
  init?(of name: Int, in source: SourceText) {
    self.source = source
    let list = source.tokens.tokens
    func text(_ index: Int) -> String {
      list.indices.contains(index) ? source.tokens.string(list[index]) : ""
    }
    var place = name + 1
    if text(place) == ":" {
      while !["=", "{", ""].contains(text(place)) { place += 1 }
    }
    let isComputed = text(place) == "{"
    guard isComputed || text(place) == "=" else { return nil }
    place += 1
    let hasGetter = isComputed && text(place) == "get"
    if hasGetter {
      guard text(place + 1) == "{" else { return nil }
      place += 2
    }
    if isComputed, text(place) == "return" { place += 1 }
    guard text(place) == "[", let end = source.tokens.closingBracket(of: place) else { return nil }
    open = place
    close = end
    let next = text(end + 1)
    if isComputed {
      guard next == "}", !hasGetter || text(end + 2) == "}" else { return nil }
    } else if list.indices.contains(end + 1) {
      // An operator or a call would continue the value.
      let isOther = list[end + 1].kind == .word || ["}", ";", "@"].contains(next)
      let isCondition = next == "#" && ["if", "else", "elseif", "endif"].contains(text(end + 2))
      guard isOther || isCondition else { return nil }
    }
    // Conditions have no place in a list, but it may contain closures.
    guard !(open...close).contains(where: { text($0) == "#" }) else { return nil }
  }

  /// The insertions that append an element; nil if there is no safe place.
  func appending(_ element: String) -> [SourceText.Insertion]? {
    let list = source.tokens.tokens
    if close == open + 1 { return filling(element) }
    let last = list[close - 1].range
    let hasComma = source.tokens.string(list[close - 1]) == ","
    let comma = hasComma ? "" : ","
    let trailing = hasComma ? "," : ""
    if !source.hasNewline(last.upperBound..<list[close].range.lowerBound) {
      let start = list[open].range.lowerBound
      let isOneLine = !source.hasNewline(start..<last.upperBound)
      let length = source.lineEnd(start) - source.lineStart(start) + element.utf8.count + 2
      let gap = isOneLine && length <= Self.maxColumns ? " " : source.newline + elementIndentation
      return [.init(offset: last.upperBound, text: comma + gap + element + trailing)]
    }
    let end = source.lineEnd(last.upperBound)
    let rest = source.text(last.upperBound..<end).drop { $0 == " " || $0 == "\t" }
    guard rest.isEmpty || rest.hasPrefix("//") || rest.hasPrefix("/*") && rest.hasSuffix("*/") else {
      return nil
    }
    let line = source.newline + elementIndentation + element + trailing
    // The order counts if both are at one place.
    return end == last.upperBound
      ? [.init(offset: end, text: comma + line)]
      : [.init(offset: last.upperBound, text: comma), .init(offset: end, text: line)].filter {
        !$0.text.isEmpty
      }
  }

  /// The first element of an empty list.
  private func filling(_ element: String) -> [SourceText.Insertion]? {
    let list = source.tokens.tokens
    let (from, to) = (list[open].range.upperBound, list[close].range.lowerBound)
    guard source.hasNewline(from..<to) else { return [.init(offset: to, text: element)] }
    let start = source.lineStart(to)
    guard source.text(start..<to).allSatisfy({ $0 == " " || $0 == "\t" }) else { return nil }
    let indentation = source.indentation(to) + source.indentationStep
    return [.init(offset: start, text: indentation + element + "," + source.newline)]
  }

  /// That of the last element, or one step more than the list's line if it is on that line.
  private var elementIndentation: String {
    let list = source.tokens.tokens
    var depth = 0
    var start = open + 1
    for index in open + 1..<close - 1 {
      depth += SwiftTokens.bracketStep(list[index])
      if depth == 0, source.tokens.string(list[index]) == "," { start = index + 1 }
    }
    let offset = list[start].range.lowerBound
    return list[start].startsLine
      ? source.indentation(offset)
      : source.indentation(list[open].range.lowerBound) + source.indentationStep
  }
}
