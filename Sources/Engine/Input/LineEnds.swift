/// What separates the lines of a text, so that an edited text keeps it: LF, CRLF (one `Character`), or a mixture.
struct LineEnds {
  /// The separator behind each line but the last.
  private var ends: [Character]
  /// For new lines.
  let usual: String

  init(of text: String) {
    ends = Array(text.filter(\.isNewline))
    usual = ends.first.map { String($0) } ?? "\n"
  }

  /// Follows the insertion of a line at `index`, which is not 0.
  mutating func insert(at index: Int) { ends.insert(contentsOf: usual, at: min(index, ends.count)) }

  /// Follows the removal of lines: the separators behind these lines go with them.
  mutating func remove(_ lines: Range<Int>) { ends.removeSubrange(lines.clamped(to: 0..<ends.count)) }

  /// - Parameter lines: as many as the text has after the edits.
  func join(_ lines: [String]) -> String {
    var text = ""
    for (index, line) in lines.enumerated() {
      text += line
      if index < ends.count { text.append(ends[index]) }
    }
    return text
  }
}

/// Some editors write it at the beginning of a file in UTF-8. It is not part of the text.
let byteOrderMark = "\u{FEFF}"

extension String {
  var withoutByteOrderMark: Substring { hasPrefix(byteOrderMark) ? dropFirst() : self[...] }
}
