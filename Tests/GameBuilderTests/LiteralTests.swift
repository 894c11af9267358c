import Testing

@testable import GameBuilder

@Suite("Literals of a source")
struct LiteralTests {
  private func literals(_ text: String) -> [String] {
    guard let source = SourceLiterals(Array(text.utf8)) else { return ["cannot be split"] }
    return source.literals.map { "\($0.kind) \(source.text($0))" }
  }

  @Test(
    "Tokens are joined to literals",
    arguments: [
      ("let a = -1.5e-3", ["float -1.5e-3"]), ("a - 1", ["integer 1"]),
      ("f(-1, b: -0x1F)", ["integer -1", "integer -0x1F"]),
      ("x.0.1 + 2", ["integer 2"]), ("1...5", ["integer 1", "integer 5"]), ("0..<n", ["integer 0"]),
      ("-5.magnitude", ["integer 5"]), ("1_000", ["integer 1_000"]), ("0x1p-3", ["float 0x1p-3"]),
      ("0xFFE-1", ["integer 0xFFE", "integer 1"]), ("1e5", ["float 1e5"]),
      ("[1: true]", ["integer 1", "boolean true"]),
      (".true", []), ("\"a\" + \"\\(b)\"", ["string \"a\""]), ("#\"a\\(b)\"# ", ["string #\"a\\(b)\"#"]),
      (#""\\(b)""#, [#"string "\\(b)""#]), (#""\\\(b)""#, []),
      ("a[0]", ["integer 0"]), ("$0 + 1", ["integer 1"]), ("return -1", ["integer -1"]),
      ("b ? 1 : -1", ["integer 1", "integer -1"]), ("x /= 2", ["integer 2"]),
      ("return /= 2/", ["cannot be split"]),
    ])
  func joined(text: String, expected: [String]) {
    #expect(literals(text) == expected)
  }

  @Test("Only values of literals do not count")
  func skeleton() throws {
    func skeleton(_ text: String) throws -> ContentHash {
      try #require(SourceLiterals(Array(text.utf8))).skeleton
    }
    let base = try skeleton("let a = f(1, \"x\") // one")
    #expect(try skeleton("let a = f(-2,   \"yy\")") == base)
    #expect(try skeleton("let b = f(1, \"x\")") != base)
    #expect(try skeleton("let a = f(1, b)") != base)
    #expect(try skeleton("let a = f(1, \"\\(b)\")") != base)
    #expect(try skeleton("let a = f(1,\n\"x\")") != base)
    #expect(try skeleton("-5.magnitude") != skeleton("5.magnitude"))
  }

  @Test("A change of a text with interpolation only is found by its line")
  func compositions() throws {
    func source(_ text: String) throws -> SourceLiterals { try #require(SourceLiterals(Array(text.utf8))) }
    let old = try source("let a = 1\nlet b = \"\\(a) of 2\"\nlet c = \"\\(b)!\"")
    func line(_ text: String) throws -> Int? { try source(text).line(ofCompositionChangedSince: old) }
    #expect(try line("let a = 1\nlet b = \"\\(a) of 3\"\nlet c = \"\\(b)!\"") == 2)
    #expect(try line("let a = 4\nlet b = \"\\(a) of 2\"\nlet c = \"\\(a + 1)!\"") == 3)
    #expect(try line("let a = 4\nlet b = \"\\(a) of 2\"\nlet c = \"\\(b)!\"") == nil)
    #expect(try line("let d = 1\nlet b = \"\\(a) of 3\"\nlet c = \"\\(b)!\"") == nil)
    #expect(try line("let a = 1\nlet b = \"2\"\nlet c = \"\\(b)!\"") == nil)
  }

  @Test(
    "Values are those of the compiler",
    arguments: [
      (LiteralType.float, "0.1", UInt64(Float(0.1).bitPattern)),
      (.float, "-0.1", UInt64(Float(-0.1).bitPattern)),
      (.float, "16777217", UInt64(Float(16_777_217).bitPattern)), (.double, "1e-5", (1e-5).bitPattern),
      (.double, "0x1.8p3", (12.0).bitPattern), (.int, "-1", UInt64.max), (.uint8, "0xFF", 255),
      (.int8, "-128", 0xFFFF_FFFF_FFFF_FF80),
      (.int32, "1_000", 1000), (.uint64, "0b101", 5), (.int16, "0o17", 15), (.bool, "true", 1),
      (.bool, "false", 0),
    ])
  func values(type: LiteralType, text: String, expected: UInt64) throws {
    let kind: SourceLiterals.Literal.Kind =
      type == .bool ? .boolean : text.contains(".") || text.contains("e-") ? .float : .integer
    let content = try type.content(of: text, kind, slots: 1)
    let mask: UInt64 = type == .int8 ? 0xFFFF_FFFF_FFFF_FFFF : .max
    #expect(content == [expected & mask])
  }

  @Test(
    "What the compiler rejects has no value",
    arguments: [
      (LiteralType.uint8, "300"), (.uint8, "-1"), (.int8, "128"), (.int32, "2147483648"), (.float, "1e40"),
      (.int, "0xG"),
      (.character, "\"ab\""), (.string, "\"\\q\""), (.string, "\"\\(a)\""),
    ])
  func rejected(type: LiteralType, text: String) {
    let kind: SourceLiterals.Literal.Kind =
      text.hasPrefix("\"") ? .string : text.contains("e4") ? .float : .integer
    #expect(throws: LiteralError.self) { try type.content(of: text, kind, slots: type.slotCount(for: text)) }
  }

  @Test(
    "Texts are read as the compiler reads them",
    arguments: [
      ("\"\"", ""), ("\"a\\n\\t\\\"\\\\\\u{41}é\"", "a\n\t\"\\Aé"), ("#\"\"#", ""),
      ("#\"a\\n\\#n\"#", "a\\n\n"), ("\"🔥\"", "🔥"),
    ])
  func texts(text: String, expected: String) {
    #expect(StringLiteral.value(of: text) == expected)
  }
}
