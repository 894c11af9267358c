import Testing

@testable import GameBuilder

@Suite struct GameEntryTests {
  /// Of files that are named by numbers.
  private func entry(_ sources: [String]) -> GameEntry? {
    GameEntry(
      sources: Dictionary(uniqueKeysWithValues: sources.enumerated().map { ("\($0)", Array($1.utf8)) }))
  }

  @Test(arguments: [
    ["struct A: Game {}"], ["public final class A: GameSDK.Game, B {}"],
    ["extension A: Game {}", "struct B {}"],
    ["@MainActor struct A\n  : Game\n{\n  struct C: D {}\n}", "enum B: Int { case a }"],
    ["private struct B {}\nstruct A: Game {}", "struct C<T: Game>: D where T: Game {}"],
    ["protocol C: B {}\nstruct A: D, C {}", "protocol B: Game {}"], ["private struct A: Game {}"],
  ])
  func `The type of the game and its file are found`(sources: [String]) {
    let found = entry(sources)
    #expect(found?.path == "0" && found?.type == "A")
    #expect(found?.isPrivate == sources[0].hasPrefix("private struct A"))
  }

  @Test(arguments: [
    ["struct A {}"], ["struct A: Game {}\nstruct B: Game {}"],
    ["struct A: Game {}", "@c public func hotloopGame() { A.play() }"],
    ["enum B { private struct A: Game {} }"], ["struct A<T>: Game {}"],
    ["protocol P {}\nfunc f<T: Game>() {}"],
  ])
  func `Nothing is named that cannot be, or that the author has named`(sources: [String]) {
    #expect(entry(sources) == nil)
  }

  @Test func `A type inside another one has both names`() {
    #expect(entry(["enum B { struct C {}\n struct A: Game { func f() {} } }"])?.type == "B.A")
    #expect(entry(["extension B { enum C { final class A: Game {} } }"])?.type == "B.C.A")
    #expect(entry(["enum B {}", "extension B.C.A: Game {}"])?.type == "B.C.A")
    #expect(entry(["extension B.C { struct A: Game {} }"])?.type == "B.C.A")
  }
}
