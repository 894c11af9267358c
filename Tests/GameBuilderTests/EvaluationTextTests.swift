import Testing

@testable import GameBuilder

@Suite("Code for an evaluation") struct EvaluationTextTests {
  @Test(
    "A bracket without its other half is found, whatever is in strings and comments",
    arguments: [
      ("}", 0), ("a\n  }", 4), ("f(a]", 3), ("a }; func b() {", 2), ("{ (a }", 5), ("if a { b", 5),
      ("f(a", 1),
      ("f(\"}\") // }", nil), ("\"\\(a[\"x\"])}\"", nil), ("f { [$0] }", nil), ("a ~= /}/", nil), ("", nil),
    ] as [(String, Int?)])
  func strayBrackets(text: String, offset: Int?) {
    #expect(EvaluationText(text).strayBracket?.offset == offset, "\(text)")
  }

  private func statements(_ text: String) -> String {
    String(decoding: EvaluationText(text).statements(showing: "f"), as: UTF8.self)
  }

  @Test(arguments: [
    ("1", "f(1)"), ("world.lives // all", "f(world.lives) // all"), ("a = 1", "a = 1"), ("a += 1", "a += 1"),
    ("a == 1", "f(a == 1)"), ("a <= 1", "f(a <= 1)"), ("a != b", "f(a != b)"), ("let a = 1", "let a = 1"),
    ("let a = 1; a", "let a = 1; f(a)"), ("a;", "f(a);"), ("a\nb", "a\nf(b)"),
    ("a\n  .map { $0 = 1 }\n  .count", "f(a\n  .map { $0 = 1 }\n  .count)"),
    ("a +\n b", "f(a +\n b)"), ("a\n + b", "f(a\n + b)"), ("a!\n-b", "a!\nf(-b)"),
    ("if a { b }", "if a { b }"), ("if a { b } else { c }\nd", "if a { b } else { c }\nf(d)"),
    ("if a { b } else { c }", "let hotloopValue = if a { b } else { c }; f(hotloopValue)"),
    (
      "switch a {\ncase 1: b\ndefault: c\n}\n",
      "let hotloopValue = switch a {\ncase 1: b\ndefault: c\n}; f(hotloopValue)\n"
    ),
    ("for a in b { c }\nwhile d { e }", "for a in b { c }\nwhile d { e }"),
    ("try a()", "f(try a())"), ("[1, 2]\n  .count", "f([1, 2]\n  .count)"), ("f(\n1,\n2)", "f(f(\n1,\n2))"),
    ("{ 1 }()", "f({ 1 }())"), ("\"a\\(b)\"", "f(\"a\\(b)\")"), ("", ""), ("// nothing", "// nothing"),
    // What cannot be split is left to the compiler.
    ("a ~= /x/", "a ~= /x/"), ("\"open", "\"open"),
  ])
  func `The value of the last statement is the outcome, if it may be an expression`(
    text: String, expected: String
  ) {
    #expect(statements(text) == expected)
  }

  @Test(arguments: [
    ("func f() {}", ["func f ( ) { }"]),
    (
      "@discardableResult\nprivate func f(_ a: Int) -> Int { a }\nf(1)",
      [
        "@ discardableResult private func f ( _ a : Int ) - > Int { }"
      ]
    ),
    ("struct A { var a = 1 }; enum B { case c }", ["struct A { }", "enum B { }"]),
    (
      "extension World {\n  func f() { 1 }\n  var g: Int { 2 }\n}",
      [
        "extension World { func f ( ) { } var g : Int { } }"
      ]
    ),
    ("let f = 1\nfinal class K {}\ntypealias T = Int", ["final class K { }", "typealias T = Int"]),
  ])
  func `Declarations are found by their heads`(text: String, heads: [String]) {
    #expect(EvaluationText(text).declarations.map(\.head) == heads)
  }

  @Test func `Declarations and statements keep their lines and columns`() {
    let text = EvaluationText("import Glibc\nlet a = 1; func f() {\n  g()\n}\n  a + sin(2)")
    #expect(text.imports == ["Glibc"])
    #expect(
      String(decoding: text.statements(showing: nil), as: UTF8.self)
        == "            \nlet a = 1;           \n     \n \n  a + sin(2)")
    #expect(statements("import Glibc; func f() { 3 }; f(); 2") == "                              f(); f(2)")
    #expect(
      String(decoding: text.text(of: text.declarations[0]), as: UTF8.self)
        == "            \n           func f() {\n  g()\n}")
    #expect(!text.isEmpty)
    #expect(EvaluationText(" func f() {} // only\n").statements(showing: nil).count == 21)
  }

  @Test func `Code behind a file can use its private members`() {
    let source =
      "private let a = 1 // private\nstruct S { private(set) var b = \"private\" }\nlet c = D.private\n"
    let opened =
      "fileprivate let a = 1 // private\nstruct S { fileprivate(set) var b = \"private\" }\nlet c = D.private\n"
    #expect(String(decoding: OpenedAccess.text(Array(source.utf8)), as: UTF8.self) == opened)
    #expect(OpenedAccess.text(Array("open \" string".utf8)) == Array("open \" string".utf8))
  }

  @Test func `Code that only declares something is not run`() {
    #expect(EvaluationText("func f() {}\n\nimport Glibc\n").isEmpty)
    #expect(EvaluationText("").isEmpty)
    #expect(!EvaluationText("f()").isEmpty)
    #expect(!EvaluationText("let a = 1").isEmpty)
  }

  @Test func `The modules of a game are those that its files import`() {
    let source = """
      import GameSDK
      @preconcurrency public import struct Foundation.Data
      private  import World; import Glibc
      // import Nothing
      let important = 1
      """
    #expect(GameImports.names(in: Array(source.utf8)) == ["GameSDK", "Foundation", "World"])
  }

  @Test func `A declaration replaces the earlier one of the same head`() {
    func later(_ text: String, _ helpers: [EvaluationHelper], _ number: Int) -> [EvaluationHelper] {
      EvaluationSource(EvaluationText(text), helpers: helpers, game: "A", imports: []).laterHelpers(number)
    }
    let first = later("func f() -> Int { 1 }\nfunc g() {}", [], 1)
    let second = later("func f() -> Int { 2 }", first, 2)
    #expect(second.map(\.file) == ["eval-1", "eval-2"])
    #expect(second.map(\.head) == ["func g ( ) { }", "func f ( ) - > Int { }"])
  }
}
