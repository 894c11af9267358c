import Testing

@testable import HotReload

@Suite("Variables that a reload resets")
struct StaticVariablesTests {
  @Test("They have their names in the source, with the module where several have one of that name")
  func names() {
    // Global, in a type, private, and in an extension of a type of another module.
    let symbols = [
      "$s4Pace4bestSivp", "$s4Pace5StatsO5shotsSivpZ",
      "$s4Pace6hidden33_E22605C8016B81C37EE5FA3FFEB437A1LLSivp",
      "$sSi4PaceE4mineSivpZ",
    ]
    #expect(StaticVariables.names(of: symbols) == ["best", "Stats.shots", "hidden", "Int.mine"])
    let others = ["$s4Leaf5StatsO5shotsSivpZ", "$sSi4LeafE4mineSivpZ", "$s4Leaf5limitSivp"]
    #expect(
      StaticVariables.names(of: symbols + others) == [
        "best", "Pace.Stats.shots", "hidden", "Pace.Int.mine", "Leaf.Stats.shots", "Leaf.Int.mine", "limit",
      ])
  }

  @Test("Global variables are told from constants by lines that begin with their declaration")
  func declarations() {
    let source = """
      var a = 1, b = 2
      nonisolated(unsafe) private var c: Int { didSet {} }
      let d = 3
        var e = 4
      """
    #expect(StaticVariables.globalVariables(in: source) == ["a", "c"])
  }
}
