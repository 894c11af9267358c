import GameSDK

/// One line of a file, with its number for error messages.
struct Line {
  let number: Int
  let text: Substring

  /// The words, separated by spaces and tabs.
  var words: [Substring] { text.split { $0 == " " || $0 == "\t" } }

  func error(_ message: String) -> AssetError { AssetError(line: number, message) }

  /// The lines of a text without trailing white space.
  static func all(of text: String) -> [Line] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
      var line = line
      while let last = line.last, last.isWhitespace { line.removeLast() }
      return Line(number: index + 1, text: line)
    }
  }
}
