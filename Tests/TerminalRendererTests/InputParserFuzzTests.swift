import Engine
import SeededRandom
import Testing

@testable import TerminalRenderer

@Suite("Input parser, random bytes") struct InputParserFuzzTests {
  /// All kinds of input in one stream.
  private static let stream: [UInt8] = Array(
    ("a\u{1B}[A\u{1B}OP\u{1B}[1;5C世\u{1B}é\u{1B}[<0;5;7M\u{1B}[<0;5;7m\u{1B}[200~paste ☃\u{1B}[201~\u{1B}[[B"
      + "\u{1B}[97:65;2:1;65u\u{1B}[97;1:3u\u{1B}]0;t\u{07}\u{1B}P+r\u{1B}\\\u{1B}[?31u\u{1B}[?2026;2$y\u{1B}[?62c"
      + "\u{1B}[I\u{1B}[O\u{1B}[3$\u{1B}[M !!\u{03}\u{7F}\r😀\u{1B}[15~z").utf8)

  @Test("The events do not depend on where reads split the stream")
  func splits() {
    var whole = InputParser()
    let expected = whole.feed(Self.stream, at: 0)
    #expect(expected.count > 20)
    for first in 0...Self.stream.count {
      for second in stride(from: first, through: Self.stream.count, by: 7) {
        var parser = InputParser()
        var found = parser.feed(Self.stream[..<first], at: 0)
        found += parser.feed(Self.stream[first..<second], at: 1)
        found += parser.feed(Self.stream[second...], at: 2)
        if found != expected {
          Issue.record("split at \(first) and \(second): \(found)")
          return
        }
      }
    }
  }

  @Test("After any random bytes the next key is recognised", arguments: 0..<100 as Range<UInt64>)
  func randomBytes(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var parser = InputParser()
    var events = 0
    var bytes = 0
    var now: UInt64 = 0
    for _ in 0..<200 {
      let chunk = Self.chunk(&generator)
      bytes += chunk.count
      events += parser.feed(chunk, at: now).count
      now += UInt64.random(in: 0...60_000_000, using: &generator)
      if Bool.random(using: &generator) { events += parser.expire(at: now).count }
    }
    #expect(events <= bytes)
    // A timeout returns the parser to its initial state.
    _ = parser.expire(at: .max)
    #expect(parser.deadline == nil)
    #expect(parser.feed([UInt8(ascii: "k")], at: 0) == [.event(.key(Key(.character("k")), .press))])
  }

  @Test(
    "A sequence that does not end takes a limited amount of memory",
    arguments: [
      "\u{1B}[", "\u{1B}[1;", "\u{1B}]", "\u{1B}P", "\u{1B}O", "\u{1B}[200~", "\u{1B}[<", "\u{1B}[?",
    ])
  func endlessSequences(beginning: String) {
    var parser = InputParser()
    var longest = 0
    _ = parser.feed(beginning.utf8, at: 0)
    for _ in 0..<120 {
      let inputs = parser.feed([UInt8](repeating: UInt8(ascii: "1"), count: 10_000), at: 0)
      // An overlong string ends there: the rest of it is parsed as keys.
      longest = max(longest, inputs.count)
    }
    #expect(longest <= 10_000)
    for case .event(.paste(let text)) in parser.expire(at: .max) {
      #expect(text.utf8.count <= PasteBuffer.maxBytes)
    }
    #expect(parser.deadline == nil)
  }

  private static func chunk(_ generator: inout SplitMix64) -> [UInt8] {
    switch Int.random(in: 0..<4, using: &generator) {
    case 0:
      return (0..<Int.random(in: 0..<64, using: &generator)).map { _ in
        .random(in: 0...255, using: &generator)
      }
    case 1:
      let start = Int.random(in: 0..<stream.count, using: &generator)
      return Array(stream[start..<Int.random(in: start..<stream.count, using: &generator)])
    case 2:
      let alphabet = Array("\u{1B}[]O<?;:0123456789$~uMmAPZ \u{07}\\".utf8)
      return (0..<Int.random(in: 0..<40, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator)!
      }
    default:
      let digit = UInt8.random(in: 0x20...0x7E, using: &generator)
      return [0x1B, UInt8(ascii: "[")]
        + [UInt8](repeating: digit, count: .random(in: 0..<2000, using: &generator))
    }
  }
}
