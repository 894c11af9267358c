import Testing

@testable import GameBuilder

@Suite("Numbers whose declared type is Float or Double")
struct FloatDeclarationTests {
  @Test(
    "What is all of the initial value behind the type may have a fraction or none",
    arguments: [
      "let a: Float = 38", "static let a: Double = -38.5  // tweak: 0...1",
      "var a: Swift.Float = 1\nvar b = a",
      "{ let a: Float = 1 }", "f(); let a: Float = 1; g()", "let a: Float = 1, b = a",
      "func f(a: Float = 1)", "func f(_ a: Float = 1, b: Int)", "init(x: Int, with a: Double = 1) {",
      "a = b\nlet a: Float = 1", "f(x)\n  private var a: Float = 1", "let b = a.c\nlet a: Float = 1",
      "let a: Float = 1\n@Test func f() {}", "let a: Float = 1\n#if DEBUG",
    ])
  func whole(text: String) throws { #expect(try isWhole(text), "\(text)") }

  @Test(
    "Where the type could be another one with a fraction, or the number is a part, it may not",
    arguments: [
      "let a = 38", "let a: Float? = 1", "let a: [Float] = [1]", "let a: CGFloat = 1",
      "let a: Other.Float = 1",
      "let a: Float = 1 + b", "let a: Float = 1\n  + b", "let a: Float = 1\n  as Float",
      "let a: Float = 1.magnitude",
      "let a: Float = 1\n  .magnitude", "let a: Float = (1)", "let a: Float = f(1)",
      "let a: Float = 1 { didSet {} }",
      "let a: Float = -(1)", "let a: Int = 1", "@Wrapper var a: Float = 1",
      "@Wrapper\nprivate var a: Float = 1",
      "@Wrapper(x: 2) var a: Float = 1", "@Module.Wrapper var a: Float = 1", "@Wrapper<Int> var a: Float = 1",
      "func f(@Wrapper a: Float = 1)", "func f(@Wrapper _ a: Float = 1)", "x ? a : Float == 1", "a = 1",
      "f(a: 1)",
    ])
  func part(text: String) throws { #expect(try !isWhole(text), "\(text)") }

  /// - Returns: that of the last number.
  private func isWhole(_ text: String) throws -> Bool {
    let source = try #require(SourceLiterals(Array(text.utf8)))
    return try #require(source.literals.last { $0.isNumber }, "\(text)").isWholeFloat
  }

  @Test("A typed fraction is taken, and steps keep it")
  func values() throws {
    func accepts(_ typed: String) throws(LiteralInput.Problem) -> String {
      try LiteralInput.accepts(typed, inPlaceOf: "38", type: .float, within: 0...100, mayHaveFraction: true)
    }
    #expect(try accepts("38.5") == "38.5")
    #expect(try accepts("1e1") == "1e1")
    #expect(try accepts("40") == "40")
    for typed in ["100.5", "1e99", "a", "38.5 + 1", "\"1\""] {
      #expect(throws: LiteralInput.Problem.self, "\(typed)") { try accepts(typed) }
    }
    let step = LiteralStep("38", type: .float, within: 0...100, mayHaveFraction: true)
    #expect(step.stepped(by: 1) == "39")
    #expect(step.stepped(by: 1, .fine) == "38.1")
    #expect(step.stepped("38.1", by: -1, .fine) == "38")
    #expect(step.stepped("38.5", by: 1) == "39.5")
    #expect(step.stepped("38.5", by: -1, .coarse) == "28.5")
    #expect(step.stepped("99.5", by: 1) == "100")
    #expect(LiteralStep("0x10", type: .float, mayHaveFraction: true).stepped(by: 1, .fine) == "0x11")
  }

  @Test("A fraction is written where the type is, and refused elsewhere")
  func writing() throws {
    func written(_ texts: [Int: String], _ source: String) throws -> String {
      String(
        decoding: try LiteralWriter.replacing(texts, in: Array(source.utf8), path: "A.swift"), as: UTF8.self)
    }
    #expect(
      try written([0: "38.5", 1: "2"], "let a: Float = 38 // a\nlet b: Double = 2.5\n")
        == "let a: Float = 38.5 // a\nlet b: Double = 2\n")
    #expect(throws: LiteralWriteError.self) { try written([0: "38.5"], "let a = 38") }
    #expect(throws: LiteralWriteError.self) { try written([0: "true"], "let a: Float = 38") }
  }
}
