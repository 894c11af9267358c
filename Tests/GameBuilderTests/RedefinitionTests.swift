import Testing

@testable import GameBuilder

@Suite("Functions that are sent") struct RedefinitionTests {
  private static let player = """
    import GameSDK

    struct Player {
      var x = 0
      /// Moves.
      @discardableResult mutating func move(by dx: Int, _ fast: Bool = false) -> Int {
        func move(by dx: Int, _ fast: Bool) {}
        x += dx
        return x
      }
      static func make() -> Player { Player() }
      func make() -> Int { 1 }
      struct Inner { func reset() { } }
    }
    extension Player { func show(_ value: Int) {}; func show(_ value: String) {} }
    protocol Shape { func area() -> Int }
    func spawn<T>(_ count: T) { if true { } }

    """
  private static let rules =
    "extension World {\n  mutating func step() { a() }\n}\nfunc score() -> Int { 1 }\n"
  private static let sources = ["/g/Player.swift": Array(player.utf8), "/g/Rules.swift": Array(rules.utf8)]

  @Test func `Functions are found with their types, and where they begin and end`() throws {
    let tokens = try #require(SwiftTokens(Array(Self.player.utf8)))
    let functions = FunctionPlaces(tokens).functions
    #expect(
      functions.map(\.title) == [
        "Player.move(by:_:)", "Player.make()", "Player.make()", "Inner.reset()", "Player.show(_:)",
        "Player.show(_:)", "spawn(_:)",
      ])
    #expect(functions.map(\.isStatic) == [false, true, false, false, false, false, false])
    let bytes = Array(Self.player.utf8)
    let first = String(decoding: bytes[functions[0].range], as: UTF8.self)
    #expect(first.hasPrefix("@discardableResult mutating func move") && first.hasSuffix("return x\n  }"))
    #expect(functions[0].types == ["Int", "Bool"])
  }

  private func redefine(_ code: String, file: String? = nil) throws -> Redefinition {
    try Redefinition(Redefinition.functions(in: code) ?? [], of: code, file: file, in: Self.sources)
  }

  @Test func `A function takes the place of the one of its name; what follows keeps its lines`() throws {
    let code =
      "extension Player {\n  mutating func move(by dx: Int, _ fast: Bool) -> Int { x -= dx; return x }\n}"
    let redefinition = try redefine(code)
    #expect(redefinition.names == ["/g/Player.swift": ["Player.move(by:_:)"]])
    let text = String(decoding: try #require(redefinition.texts["/g/Player.swift"]), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[5] == "  mutating func move(by dx: Int, _ fast: Bool) -> Int { x -= dx; return x }")
    #expect(lines[10] == "  static func make() -> Player { Player() }")
    #expect(!redefinition.rest.contains { !$0.isWhitespace })
  }

  @Test func `A message about a line that was sent has its place in the code`() throws {
    let redefinition = try redefine("\n\nfunc score() -> Int {\n  wrong\n}\nworld.x = 1")
    let part = try #require(redefinition.lines["/g/Rules.swift"]?.first)
    #expect(part.lines == 4..<7 && part.offset == 1)
    #expect(redefinition.rest.split(separator: "\n").last == "world.x = 1")
  }

  @Test(
    arguments: [
      ("func score() -> Int { 2 }", nil, ["score()"]),
      ("extension World { mutating func step() {} ; func other() {} }", nil, ["World.step()"]),
      ("  mutating func step() { b() }", "/g/Rules.swift", ["World.step()"]),
      ("extension Player { static func make() -> Player { fatalError() } }", nil, ["Player.make()"]),
      ("extension Player { func show(_ value: String) { } }", nil, ["Player.show(_:)"]),
      ("func step() {}", nil, []), ("func fresh() {}", nil, []), ("let a = 1", nil, []),
      ("extension Player { func area() -> Int { 1 } }", nil, []),
    ] as [(String, String?, [String])])
  func `The type, the name and the parameters decide`(code: String, file: String?, names: [String]) throws {
    let redefinition = try redefine(code, file: file)
    #expect(redefinition.names.values.flatMap(\.self) == names)
  }

  @Test func `What may be meant twice is refused`() throws {
    #expect(throws: Redefinition.Ambiguity.self) {
      _ = try redefine("extension Player { func show(_ value: Double) {} }")
    }
  }

  @Test func `A method that no type has is refused`() {
    #expect(throws: Redefinition.Ambiguity.self) {
      _ = try redefine("mutating func none() {}", file: "/g/Rules.swift")
    }
    #expect(throws: Redefinition.Ambiguity.self) { _ = try redefine("mutating func step() {}") }
  }

  @Test func `What is not a function stays for the evaluation`() throws {
    let redefinition = try redefine("func score() -> Int { 2 }\nfunc helper() {}\nscore()")
    #expect(redefinition.rest.contains("func helper() {}\nscore()"))
    #expect(!redefinition.rest.contains("func score"))
  }
}
