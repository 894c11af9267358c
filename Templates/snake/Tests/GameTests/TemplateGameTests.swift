import GameSDK
import GameTesting
import Testing
import World

@testable import Game

@Suite struct TemplateGameTests {
  private static let room = "########\n#......#\n#...@..#\n#......#\n########"

  /// A new game in a level, by default a small room.
  private func game(in level: String = room) throws -> GameRun<TemplateGame> {
    let run = try GameRun(TemplateGame.self)
    run.assets["level.txt"] = level
    run.world.is_over = true
    try run.press(.again)
    run.world.apple = Point(x: 1, y: 1)
    return run
  }

  @Test("An apple makes it longer, and counts")
  func apple() throws {
    let run = try game()
    run.world.apple = Point(x: 5, y: 2)
    try run.advance(seconds: 1.1)
    #expect(run.world.score == 1 && run.world.growth == Rules.growthPerApple)
    #expect(run.world.snake[0] == Point(x: 5, y: 2) && run.world.apple != Point(x: 5, y: 2))
    try run.press(.down)
    try run.advance(seconds: 0.1)
    #expect(run.world.snake.count == Rules.firstLength + 1)
  }

  @Test("Two turns can be made ahead; none goes back")
  func turns() throws {
    let run = try game()
    try run.press(.left)
    try run.press(.up)
    try run.press(.left)
    try run.press(.down)
    #expect(run.world.turns == [.up, .left])
    try run.advance(seconds: 1.1)
    #expect(run.world.snake[0] == Point(x: 3, y: 1))
  }

  @Test("A wall ends the game, and the best score is kept")
  func wall() throws {
    let run = try game()
    run.world.score = 7
    #expect(try run.advance(atMost: 200) { $0.world.is_over })
    #expect(run.stored["best.txt"] == "7")
    #expect(try run.picture.text.contains("Game over"))
    try run.press(.again)
    #expect(!run.world.is_over && run.world.score == 0)
    #expect(try run.picture.text.contains("best 7"))
  }

  @Test("A gap in the wall leads to the other side")
  func gap() throws {
    let run = try game(in: Self.room.replacing("#...@..#", with: "....@..."))
    #expect(try run.advance(atMost: 200) { $0.world.snake[0] == Point(x: 0, y: 2) })
    #expect(!run.world.is_over)
  }

  @Test("A mistake in a level is reported, and the last good one stays")
  func mistake() throws {
    let run = try game()
    run.assets["level.txt"] = "####\n#.x#\n####"
    #expect(try run.picture.text.contains("score 0"))
    #expect(run.rejectedFiles == ["assets/level.txt:2: not #, . or @: x"])
  }

  @Test("A step depends on nothing but the world, the tick and the files")
  func determinism() throws {
    let run = try GameRun(TemplateGame.self)
    run.checksDeterminism = true
    for turn in [.up, .left, .down, .right] as [TemplateGame.Action] {
      run.world.apple = run.world.snake[0] + run.world.direction
      try run.press(turn, for: 40)
    }
  }

  @Test("The picture shows the snake, the apple and the score")
  func picture() throws {
    let run = try GameRun(TemplateGame.self, size: TerminalSize(columns: 80, rows: 22))
    run.world.apple = Point(x: 30, y: 3)
    let picture = try run.picture
    #expect(picture.text.hasPrefix("    score 0"))
    // The level has 36 squares of two columns, in the middle of 80 columns.
    #expect(picture[4 + 2 * 30, 1 + 3].back == 0xFF5C57)
    #expect(picture[4 + 2 * 10, 1 + 10].back == 0x7BD88F)
  }

  @Test("The recorded run still makes the same worlds: ten apples and a wall")
  func recorded() throws {
    try GameRun(TemplateGame.self, verifying: "Tests/Recordings/apples.run")
  }
}
