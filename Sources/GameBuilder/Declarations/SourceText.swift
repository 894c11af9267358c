/// The bytes of a source with its tokens, for insertions that keep everything else as it is.
struct SourceText {
  let tokens: SwiftTokens
  var bytes: [UInt8] { tokens.source }

  struct Insertion {
    var offset: Int
    var text: String
  }

  init?(_ bytes: [UInt8]) {
    guard let tokens = SwiftTokens(bytes) else { return nil }
    self.tokens = tokens
  }

  /// How the lines end: CRLF if the first one does.
  var newline: String {
    guard let end = bytes.firstIndex(of: 10) else { return "\n" }
    return end > 0 && bytes[end - 1] == 13 ? "\r\n" : "\n"
  }

  func hasNewline(_ range: Range<Int>) -> Bool { bytes[range].contains(10) }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The start of the line of an offset.
  func lineStart(_ offset: Int) -> Int { (bytes[..<offset].lastIndex(of: 10) ?? -1) + 1 }

  /// The end of the line of an offset, before what ends it.
  func lineEnd(_ offset: Int) -> Int {
    guard let end = bytes[offset...].firstIndex(of: 10) else { return bytes.count }
    return end > offset && bytes[end - 1] == 13 ? end - 1 : end
  }

  /// The spaces and tabs at the start of the line of an offset.
  func indentation(_ offset: Int) -> String {
    let start = lineStart(offset)
    let end = bytes[start...].firstIndex { $0 != 32 && $0 != 9 } ?? bytes.count
    return text(start..<end)
  }

  /// What one level of indentation is in this source.
  var indentationStep: String {
    var start = 0
    while start < bytes.count {
      let indentation = indentation(start)
      let next = start + indentation.utf8.count
      // Not the continued lines of a comment.
      if !indentation.isEmpty, next < bytes.count, ![10, 13, UInt8(ascii: "*")].contains(bytes[next]) {
        return indentation.hasPrefix("\t") ? "\t" : indentation
      }
      start = (bytes[start...].firstIndex(of: 10) ?? bytes.count) + 1
    }
    return "  "
  }

  func line(of offset: Int) -> Int { bytes[..<offset].count { $0 == 10 } + 1 }

  /// The source with insertions; nil if it would not be split into the same tokens with the inserted ones in one place.
  func inserting(_ insertions: [Insertion]) -> [UInt8]? {
    var result = bytes
    for insertion in insertions.sorted(by: { $0.offset > $1.offset }) {
      result.insert(contentsOf: Array(insertion.text.utf8), at: insertion.offset)
    }
    guard let changed = SwiftTokens(result) else { return nil }
    let (old, new) = (tokens.tokens.map(tokens.string), changed.tokens.map(changed.string))
    let before = zip(old, new).prefix { $0 == $1 }.count
    let after = zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.count
    return new.count > old.count && before + after >= old.count ? result : nil
  }
}
