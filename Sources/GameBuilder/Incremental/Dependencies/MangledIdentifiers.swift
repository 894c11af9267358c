/// The identifiers in a mangled name of Swift. (docs/ABI/Mangling.rst of the Swift project: identifiers)
enum MangledIdentifiers {
  /// Returns nil if an identifier is not spelled in ASCII, or the name is malformed.
  static func read(_ mangled: String) -> Set<String>? {
    let text = Array(mangled.utf8)
    var identifiers: Set<String> = []
    var words: [[UInt8]] = []
    var position = 0
    func peek() -> UInt8 { position < text.count ? text[position] : 0 }
    while position < text.count {
      guard isDigit(peek()) else {
        position += 1
        continue
      }
      var identifier: [UInt8] = []
      var hasWords = false
      if peek() == UInt8(ascii: "0") {
        position += 1
        if peek() == UInt8(ascii: "0") { return nil }
        hasWords = true
      }
      repeat {
        // A letter refers to a word of an earlier identifier. A capital is the last reference.
        while hasWords, isLetter(peek()) {
          let index = Int((peek() | 32) - UInt8(ascii: "a"))
          if isCapital(peek()) { hasWords = false }
          guard index < words.count else { return nil }
          identifier += words[index]
          position += 1
        }
        if peek() == UInt8(ascii: "0") {
          position += 1
          break
        }
        guard let count = readNumber(text, &position), count <= text.count - position else { return nil }
        let part = Array(text[position..<position + count])
        position += count
        identifier += part
        appendWords(of: part, to: &words)
      } while hasWords
      identifiers.insert(String(decoding: identifier, as: UTF8.self))
    }
    return identifiers
  }

  private static func readNumber(_ text: [UInt8], _ position: inout Int) -> Int? {
    var number = 0
    let start = position
    while position < text.count, isDigit(text[position]), number < 10_000 {
      number = number * 10 + Int(text[position] - UInt8(ascii: "0"))
      position += 1
    }
    return position > start && number > 0 ? number : nil
  }

  /// A word ends before an underscore, and before a capital that follows no capital. It has at least two letters.
  private static func appendWords(of part: [UInt8], to words: inout [[UInt8]]) {
    var start: Int?
    for index in 0...part.count {
      let byte = index < part.count ? part[index] : 0
      if let first = start {
        let isEnd = byte == 0 || byte == UInt8(ascii: "_") || isCapital(byte) && !isCapital(part[index - 1])
        if isEnd {
          if index - first >= 2 && words.count < 26 { words.append(Array(part[first..<index])) }
          start = nil
        }
      }
      if start == nil, byte != 0, byte != UInt8(ascii: "_"), !isDigit(byte) { start = index }
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
  private static func isCapital(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }
  private static func isLetter(_ byte: UInt8) -> Bool { isCapital(byte & ~32) }
}
