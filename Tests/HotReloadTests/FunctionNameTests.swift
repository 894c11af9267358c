import Testing

@testable import HotReload

@Suite("Function names")
struct FunctionNameTests {
  @Test(
    "A symbol has the name that the function has in the source",
    arguments: [
      ("$s4Game6CinderV4stepyyF", "Cinder.step"),
      ("$sSo5WorldV4GameE10stepPlayeryyF", "World.stepPlayer"),
      ("$sSo6PlayerV4GameE4moveyySfF", "Player.move"),
      ("plain_c_function", "plain_c_function"),
    ])
  func names(symbol: String, name: String) { #expect(functionName(ofSymbol: symbol) == name) }
}
