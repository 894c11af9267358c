/// The lines of a C header that are not blank, without comments.
struct HeaderLines {
  struct Line: Equatable {
    let number: Int
    /// With a single space for each run of whitespace and comments, and none at its ends.
    let text: [UInt8]
  }

  /// Lines that are continued with a backslash are one.
  private(set) var lines: [Line] = []
  private let source: [UInt8]
  private var position = 0
  private var number = 1
  /// Of the line that is being read.
  private var first = 1
  private var text: [UInt8] = []

  init(_ source: [UInt8]) {
    self.source = source
    while position < source.count { readNext() }
    endLine()
  }

  private func byte(_ offset: Int = 0) -> UInt8 {
    position + offset < source.count ? source[position + offset] : 0
  }

  private mutating func readNext() {
    if skipSplice() { return }
    switch (byte(), byte(1)) {
    case (10, _):
      endLine()
      number += 1
      first = number
      position += 1
    case (UInt8(ascii: "/"), UInt8(ascii: "/")):
      while position < source.count, byte() != 10 {
        if !skipSplice() { position += 1 }
      }
      appendSpace()
    case (UInt8(ascii: "/"), UInt8(ascii: "*")):
      skipBlockComment()
    case (UInt8(ascii: "\""), _): appendLiteral()
    case (UInt8(ascii: "'"), _) where !isInNumber: appendLiteral()
    case (0...32, _):
      appendSpace()
      position += 1
    default:
      text.append(byte())
      position += 1
    }
  }

  private mutating func endLine() {
    if text.last == 32 { text.removeLast() }
    if !text.isEmpty { lines.append(Line(number: first, text: text)) }
    text = []
  }

  private mutating func appendSpace() {
    if let last = text.last, last != 32 { text.append(32) }
  }

  /// Skips a backslash with the line break behind it.
  private mutating func skipSplice() -> Bool {
    guard byte() == UInt8(ascii: "\\") else { return false }
    var end = position + 1
    while end < source.count, source[end] != 10, source[end] <= 32 { end += 1 }
    guard end < source.count, source[end] == 10 else { return false }
    position = end + 1
    number += 1
    return true
  }

  private mutating func skipBlockComment() {
    position += 2
    while position < source.count, byte() != UInt8(ascii: "*") || byte(1) != UInt8(ascii: "/") {
      if byte() == 10 { number += 1 }
      position += 1
    }
    position += 2
    appendSpace()
  }

  /// A quotation mark in a number separates its digits: `1'000`.
  private var isInNumber: Bool {
    let word = text.reversed().prefix { CToken.isWordByte($0) || $0 == UInt8(ascii: "'") }
    return word.last.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
  }

  /// A string or a character, which ends with the line at the latest.
  private mutating func appendLiteral() {
    let quote = byte()
    text.append(quote)
    position += 1
    while position < source.count, byte() != quote, byte() != 10 {
      if skipSplice() { continue }
      if byte() == UInt8(ascii: "\\"), byte(1) != 10 {
        text.append(byte())
        position += 1
      }
      text.append(byte())
      position += 1
    }
    if byte() == quote {
      text.append(quote)
      position += 1
    }
  }
}
