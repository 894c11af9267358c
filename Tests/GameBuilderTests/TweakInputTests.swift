import Testing

@testable import GameBuilder

@Suite("Typed literals")
struct TweakInputTests {
  @Test(
    "A typed text of the literal's kind and type is taken",
    arguments: [
      ("40", "38", LiteralType.int, "40"), (" 0xFF ", "38", .int, "0xFF"), ("1_0", "38", .float, "1_0"),
      ("2", "1.0", .float, "2.0"), ("-2", "1.5e3", .double, "-2.0"), ("1e3", "1.0", .float, "1e3"),
      ("false", "true", .bool, "false"), ("\"b\"", "\"a\"", .string, "\"b\""),
      ("#ff0000", "0xFF8800", .color, "0xFF0000"), ("#FF00aa", "0xff8800", .uint32, "0xff00aa"),
      ("#010203", "0xFF_88_00", .int, "0x01_02_03"), ("#ff0000", "0", .color, "0xFF0000"),
      ("0xabcdef", "0xFF_8800", .color, "0xAB_CDEF"),
      ("\"🔥\"", "\"a\"", .character, "\"🔥\""), ("0x112233", "0xFFFFFF", .color, "0x112233"),
    ])
  func accepted(typed: String, text: String, type: LiteralType, expected: String) throws {
    #expect(try LiteralInput.accepts(typed, inPlaceOf: text, type: type) == expected)
  }

  @Test(
    "An error says what is allowed",
    arguments: [
      (
        "256", "1", LiteralType.uint8,
        "256 is out of range: number from 0 to 255 without a fraction (UInt8) is needed"
      ),
      ("#ff00", "0xFF8800", .uint32, "#ff00 is no colour: # and six hexadecimal digits, #RRGGBB"),
      ("#ff0000", "38", .uint8, "#ff0000 is no number from 0 to 255 without a fraction (UInt8)"),
      ("-1", "1", .uint8, "-1 is out of range: number from 0 to 255 without a fraction (UInt8) is needed"),
      ("1.5", "1", .int8, "1.5 is no number from -128 to 127 without a fraction (Int8)"),
      (
        "1.5", "1", .float,
        "1.5 is no number without a fraction (Float): a fraction could change an inferred type, write it into the source"
      ),
      ("", "1.0", .float, "nothing is no number such as 1.5 (Float)"),
      ("0x2", "1.0", .float, "0x2 is no number such as 1.5 (Float)"),
      ("1e99", "1.0", .float, "1e99 is out of range: number such as 1.5 (Float) is needed"),
      ("speed", "1.0", .double, "speed is no number such as 1.5 (Double)"),
      ("1.0 + 1.0", "1.0", .double, "1.0 + 1.0 is no number such as 1.5 (Double)"),
      ("1.0 // x", "1.0", .double, "1.0 // x is no number such as 1.5 (Double)"),
      ("0b12", "1", .int16, "0b12 is no number from -32768 to 32767 without a fraction (Int16)"),
      ("yes", "true", .bool, "yes is no true or false"),
      (
        "\"ab\"", "\"a\"", .character,
        "\"ab\" is out of range: text of one character in quotes (Character) is needed"
      ),
      ("a", "\"a\"", .string, "a is no text in quotes on one line, without interpolation (String)"),
      (
        "\"\\(a)\"", "\"a\"", .string,
        "\"\\(a)\" is no text in quotes on one line, without interpolation (String)"
      ),
      ("0x1000000", "0x0", .color, "0x1000000 is out of range: colour from 0x000000 to 0xFFFFFF is needed"),
    ])
  func rejected(typed: String, text: String, type: LiteralType, expected: String) {
    #expect(throws: LiteralInput.Problem(description: expected)) {
      try LiteralInput.accepts(typed, inPlaceOf: text, type: type)
    }
  }

  @Test("A typed number stays within bounds and at a place without a minus positive")
  func bounds() throws {
    func accepts(_ typed: String) throws(LiteralInput.Problem) -> String {
      try LiteralInput.accepts(typed, inPlaceOf: "0.5", type: .double, within: 0.1...1, mayBeNegative: true)
    }
    #expect(try accepts("0.1") == "0.1")
    #expect(try accepts("1") == "1.0")
    #expect(throws: LiteralInput.Problem.self) { try accepts("1.0001") }
    #expect(throws: LiteralInput.Problem.self) { try accepts("0.09") }
    #expect(throws: LiteralInput.Problem.self) {
      try LiteralInput.accepts("-1", inPlaceOf: "1", type: .int, mayBeNegative: false)
    }
  }

  @Test(
    "A typed value is written in the style of the old text",
    arguments: [
      ("b", "\"a\"", "\"b\""), ("say \"hi\"", "\"a\"", "\"say \\\"hi\\\"\""),
      ("C:\\x", "\"a\"", "\"C:\\\\x\""),
      ("C:\\x \"y\"", "#\"a\"#", "#\"C:\\x \"y\"\"#"), ("\"#\\#(x)", "#\"a\"#", "#\"\\#\"#\\#\\#(x)\"#"),
      ("\"\"", "##\"a\"##", "##\"\\##\"\"\"##"), ("a\n\tb", "\"a\"", "\"a\\n\\tb\""),
      ("a\nb", "#\"a\"#", "#\"a\\#nb\"#"),
      ("é", "\"\\u{41}\"", "\"\\u{E9}\""), ("é", "\"ü\"", "\"é\""), ("👨‍👩‍👧", "\"a\"", "\"👨‍👩‍👧\""),
      ("\u{202E}", "\"a\"", "\"\\u{202E}\""), ("", "#\"a\"#", "#\"\"#"), ("\\(x)", "\"a\"", "\"\\\\(x)\""),
    ])
  func encoded(value: String, text: String, expected: String) {
    let encoded = LiteralInput.encoded(value, like: text)
    #expect(encoded == expected)
    #expect(StringLiteral.value(of: encoded) == value)
    #expect(SourceLiterals.kind(of: encoded) == .string)
  }

  @Test("Any typed value is read back as it was")
  func anyValue() {
    let parts = ["\"", "\\", "#", "(", "\n", "\r\n", "a", "é", "🔥", "\u{0}", "\u{301}", "n", "u{41}"]
    var random = SystemRandomNumberGenerator()
    for text in ["\"\"", "#\"\"#", "##\"\"##", "\"\\u{41}\""] {
      for _ in 0..<500 {
        let value = (0..<Int.random(in: 0...6)).map { _ in parts.randomElement(using: &random) ?? "" }
          .joined()
        let encoded = LiteralInput.encoded(value, like: text)
        #expect(StringLiteral.value(of: encoded) == value, "\(encoded)")
        #expect(SourceLiterals.kind(of: encoded) == .string, "\(encoded)")
      }
    }
  }
}
