import GameSDK

/// One line of a file, with its number for error messages.
struct Line {
  let number: Int
  /// Without white space at its end.
  let text: Substring
  /// The words, separated by spaces and tabs.
  let words: [Substring]

  func error(_ message: String) -> AssetError { AssetError(line: number, message) }

  /// The lines of a text with any kind of line end.
  ///
  /// It looks at bytes: each reload reads the files again in code that is not optimised yet, where characters take many
  /// times as long.
  static func all(of text: String) -> [Line] {
    let bytes = Array(text.utf8)
    var lines: [Line] = []
    var start = 0
    for end in 0...bytes.count where end == bytes.count || isLineEnd(bytes[end]) {
      let isSecondByteOfLineEnd = end > 0 && end < bytes.count && bytes[end - 1] == 13 && bytes[end] == 10
      if !isSecondByteOfLineEnd { lines.append(Line(lines.count + 1, text, bytes, start..<end)) }
      start = end + 1
    }
    return lines
  }

  private init(_ number: Int, _ text: String, _ bytes: [UInt8], _ range: Range<Int>) {
    func part(_ start: Int, _ end: Int) -> Substring {
      let first = text.utf8.index(text.startIndex, offsetBy: start)
      return text[first..<text.utf8.index(first, offsetBy: end - start)]
    }
    var words: [Substring] = []
    var end = range.lowerBound
    var wordStart = range.lowerBound
    for index in range {
      if Line.isSpace(bytes[index]) {
        if wordStart < index { words.append(part(wordStart, index)) }
        wordStart = index + 1
      } else {
        end = index + 1
      }
    }
    if wordStart < end { words.append(part(wordStart, end)) }
    self.number = number
    self.text = part(range.lowerBound, end)
    self.words = words
  }

  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 10 || byte == 13 }
  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }
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
