import Testing

@testable import HotReload

@Suite struct ImageVariablesTests {
  @Test(arguments: [
    ("$s4Game5StatsO5shots", "$s4Game5StatsO"), ("$s4Game5StatsO1q_1w", "$s4Game5StatsO"),
    ("$s4Game4glob", "$s4Game"), ("$s4Game10LongerNameV12twelve_chars", "$s"), ("$s", "$s"),
  ])
  func `The context of a variable is what its name begins with`(token: String, context: String) {
    #expect(ImageVariables.context(of: token) == context)
  }
}
