/// One line of text that is typed, with a cursor.
struct TextField: Sendable, Equatable {
  private(set) var text: String
  /// Characters before the cursor.
  private(set) var cursor: Int

  init(_ text: String = "") {
    self.text = text
    cursor = text.count
  }

  var head: String { String(text.prefix(cursor)) }
  var tail: String { String(text.dropFirst(cursor)) }
  /// With the cursor as a bar.
  var shown: String { head + "▏" + tail }

  /// The same in one line of `width` cells: what is left out is not next to the cursor.
  func shown(toCells width: Int) -> String {
    if shown.cellWidth <= width { return shown }
    // At least a third of the line stays for what is before the cursor.
    let room = max(1, width - 1 - min(tail.cellWidth, width / 3))
    let start = head.end(inCells: room) + "▏"
    return start + tail.truncated(toCells: max(0, width - start.cellWidth))
  }

  /// - Returns: whether the key changes the text or the cursor.
  mutating func press(_ key: Key) -> Bool {
    switch key {
    case Key(.left): cursor = max(0, cursor - 1)
    case Key(.right): cursor = min(text.count, cursor + 1)
    case Key(.home): cursor = 0
    case Key(.end): cursor = text.count
    case Key(.backspace):
      let rest = tail
      (text, cursor) = (head.dropLast() + rest, max(0, cursor - 1))
    case Key(.delete): text = head + tail.dropFirst()
    case Key(.character("u"), .control): self = TextField(tail).atStart
    default:
      guard let scalar = key.text, scalar.value >= 0x20 else { return false }
      insert(String(scalar))
    }
    return true
  }

  private var atStart: TextField {
    var field = self
    field.cursor = 0
    return field
  }

  mutating func insert(_ more: String) {
    let rest = tail
    let start = head + more
    (text, cursor) = (start + rest, start.count)
  }

  /// Replaces the last characters before the cursor.
  mutating func replace(last count: Int, by more: String) {
    let rest = tail
    let start = head.dropLast(count) + more
    (text, cursor) = (start + rest, start.count)
  }

  /// Completes the word before the cursor.
  /// - Returns: the candidates that begin with the word, whatever the case of its letters.
  mutating func complete(_ word: String, among candidates: [String]) -> [String] {
    let fitting = candidates.filter { $0.lowercased().hasPrefix(word.lowercased()) }
    guard let first = fitting.first else { return [] }
    let common = fitting.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    if common.count >= word.count { replace(last: word.count, by: common) }
    return fitting
  }
}

extension String {
  /// The end of the text, with `…` in front of it if something was cut.
  fileprivate func end(inCells width: Int) -> String {
    if cellWidth <= width { return self }
    var (count, used) = (0, 1)
    for character in reversed() {
      used += String(character).cellWidth
      if used > width { break }
      count += 1
    }
    return "…" + suffix(count)
  }

  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
