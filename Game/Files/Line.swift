import GameSDK

/// One line of a file, with its number for error messages.
struct Line {
  let number: Int
  /// Without white space at its end.
  let text: Substring

  /// The words, separated by spaces and tabs.
  var words: [Substring] { text.split { $0 == " " || $0 == "\t" } }

  func error(_ message: String) -> AssetError { AssetError(line: number, message) }

  /// The lines of a text with any kind of line end.
  static func all(of text: String) -> [Line] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().map {
      index, line in
      var line = line
      while let last = line.last, last.isWhitespace { line.removeLast() }
      return Line(number: index + 1, text: line)
    }
  }
}

extension Line {
  /// Whether the line is empty or a comment.
  var isBlank: Bool { words.first?.hasPrefix("#") ?? true }

  /// A number in a range.
  ///
  /// - Parameter meaning: what the number is, as the subject of a sentence.
  func number(_ word: Substring, in range: ClosedRange<Float>, _ meaning: String) throws -> Float {
    guard let number = Float(word), range.contains(number) else {
      throw error(
        "\(meaning) must be a number from \(range.lowerBound.short) to \(range.upperBound.short), not `\(word)`"
      )
    }
    return number
  }

  /// A whole number in a range.
  func integer(_ word: Substring, in range: ClosedRange<Int>, _ meaning: String) throws -> Int {
    guard let number = Int(word), range.contains(number) else {
      throw error(
        "\(meaning) must be a whole number from \(range.lowerBound) to \(range.upperBound), not `\(word)`")
    }
    return number
  }

  func color(_ word: Substring) throws -> ColorName {
    guard let name = ColorName(rawValue: String(word)) else {
      throw error("no colour is named `\(word)`; assets/palettes/classic.txt lists them")
    }
    return name
  }
}

extension Float {
  /// Without a fraction of zero: `3` instead of `3.0`.
  var short: String { self == rounded() && abs(self) < 1e9 ? "\(Int(self))" : "\(self)" }
}
