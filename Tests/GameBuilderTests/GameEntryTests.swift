import Testing

@testable import GameBuilder

@Suite struct GameEntryTests {
  private func entry(_ sources: String...) -> GameEntry? {
    GameEntry(sources: sources.map { Array($0.utf8) })
  }

  @Test(arguments: [
    ["struct A: Game {}"], ["public final class A: GameSDK.Game, B {}"],
    ["struct B {}", "extension A: Game {}"],
    ["enum B: Int { case a }", "@MainActor struct A\n  : Game\n{\n  struct C: D {}\n}"],
    ["private struct B {}\nstruct A: Game {}", "struct C<T: Game>: D where T: Game {}"],
    ["protocol B: Game {}", "protocol C: B {}\nstruct A: D, C {}"],
  ])
  func `The type of the game is named`(sources: [String]) {
    #expect(GameEntry(sources: sources.map { Array($0.utf8) }) == GameEntry(type: "A"))
  }

  @Test func `Nothing is named that cannot be, or that the author has named`() {
    #expect(entry("struct A {}") == nil)
    #expect(entry("struct A: Game {}\nstruct B: Game {}") == nil)
    #expect(entry("struct A: Game {}", "@c public func hotloopGame() { A.play() }") == nil)
    #expect(entry("private struct A: Game {}") == nil)
    #expect(entry("struct A<T>: Game {}") == nil)
    #expect(entry("private enum B { struct A: Game {} }") == nil)
    #expect(entry("protocol P {}\nfunc f<T: Game>() {}") == nil)
  }

  @Test func `A type inside another one has both names`() {
    #expect(entry("enum B { struct C {}\n struct A: Game { func f() {} } }") == GameEntry(type: "B.A"))
    #expect(entry("extension B { enum C { final class A: Game {} } }") == GameEntry(type: "B.C.A"))
  }

  @Test func `The source registers it`() {
    #expect(GameEntry(type: "A").text.contains("@c public func hotloopGame() { A.play() }"))
  }
}
