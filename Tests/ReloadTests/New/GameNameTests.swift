import Testing

@testable import HotLoopCLI

@Suite("Names of new games")
struct GameNameTests {
  @Test(
    "A name gives the type of the game",
    arguments: [
      ("my-game", "MyGame"), ("snake", "Snake"), ("a_b-c2", "ABC2"), ("myGame", "MyGame"), ("x", "X"),
      ("Tower-", "Tower"), ("class", "Class"),
    ])
  func types(name: String, type: String) throws {
    let game = try GameName(name)
    #expect(game.package == name && game.type == type)
  }

  @Test(
    "A name that SwiftPM or Swift could not take is refused with the reason",
    arguments: [
      ("", "begin with a letter"), ("2048", "begin with a letter"), ("_x", "begin with a letter"),
      ("-x", "begin with a letter"), ("my game", "' '"), ("game.swift", "'.'"), ("größe", "'ö'"),
      ("game", "Game"), ("world", "World"), ("self", "Self"), ("any", "Any"), ("game-tests", "GameTests"),
    ])
  func refused(name: String, reason: String) {
    let error = #expect(throws: InvalidGameName.self) { try GameName(name) }
    let text = error?.description ?? ""
    #expect(
      text.contains("'\(name)'") && text.contains(reason) && text.contains("such as my-game"), "\(text)")
  }
}
