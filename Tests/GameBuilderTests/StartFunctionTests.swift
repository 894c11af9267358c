import Testing

@testable import GameBuilder

@Suite("The game's start")
struct StartFunctionTests {
  private func hash(_ text: String) -> ContentHash? { StartFunction.content(in: Array(text.utf8)) }

  private func game(_ body: String, after: String = "") -> String {
    "struct A: Game {\n  mutating func start(_ world: inout World, _ setup: Setup) throws {\n\(body)\n  }\n\(after)\n}\n"
  }

  @Test("Only its own body counts, without comments and spaces")
  func body() throws {
    let first = try #require(hash(game("    world.a = 1 + b(\"{\")")))
    #expect(hash(game("    world.a = 2 + b(\"{\")")) != first)
    #expect(hash(game("    world.a = 1 + b(\"}\")")) != first)
    #expect(hash(game("    // one\n    world.a = 1   +  b(\"{\")")) == first)
    #expect(hash(game("    world.a = 1 + b(\"{\")", after: "  func step() { start() }")) == first)
    #expect(hash(game("    world.a = 1 + b(\"{\"); if c { d() }")) != first)
  }

  @Test("Other functions of that name are not it")
  func others() {
    #expect(hash("struct A { func step() {} }") == nil)
    #expect(hash("struct A { func start() { b() } }") == nil)
    #expect(hash("struct A { func start(_ world: inout World) { b() } }") == nil)
    #expect(hash("protocol A { func start(_ world: inout World, _ setup: Setup) throws }") == nil)
    let both = "struct B { func start() { b() } }\n" + game("c()")
    #expect(hash(both) == hash(game("c()")))
    #expect(hash("struct A { func start(_ world: inout World, _ setup: Setup) {") == nil)
  }
}
