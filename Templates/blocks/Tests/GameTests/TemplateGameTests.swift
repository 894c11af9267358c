import GameSDK
import GameTesting
import Testing
import World

@testable import Game

@Suite struct TemplateGameTests {
  /// A game with one shape, which is 4 squares wide.
  private func game(_ shape: String = "####") throws -> GameRun<TemplateGame> {
    let run = try GameRun(TemplateGame.self)
    run.assets["shapes.txt"] = shape
    run.world.is_over = true
    try run.press(.again)
    return run
  }

  /// Fills the lowest row but for some columns.
  private func fillRow(of run: GameRun<TemplateGame>, except columns: Range<Int>) {
    run.change { world in
      let first = (Well.height - 1) * Well.width
      for x in 0..<Well.width where !columns.contains(x) { world.squares[first + x].color = 1 }
    }
  }

  @Test("A piece falls, and stays on the ground")
  func falls() throws {
    let run = try game()
    #expect(run.world.piece.y == 0 && run.world.piece.x == 3)
    try run.advance(seconds: 0.7)
    #expect(run.world.piece.y == 1)
    try run.press(.drop)
    #expect(run.world.piece.y == 0)
    #expect(run.world.squares.suffix(Well.width).map(\.color) == [0, 0, 0, 1, 1, 1, 1, 0, 0, 0])
  }

  @Test("A full row goes, and counts")
  func row() throws {
    let run = try game()
    fillRow(of: run, except: 3..<7)
    try run.press(.drop)
    #expect(run.world.lines == 1 && run.world.score == Rules.points[1])
    #expect(run.world.squares.allSatisfy { $0.color == 0 })
    #expect(run.requests.bells == 1)
  }

  @Test("Walls stop it, and a turn beside a wall makes room")
  func walls() throws {
    let run = try game()
    try run.press(.turn)
    for _ in 0..<12 { try run.press(.right) }
    let shapes = try Shapes(text: "####")
    #expect(run.change { world in world.cells(of: world.piece, shapes).map { $0.x } } == [9, 9, 9, 9])
    try run.press(.turn)
    #expect(run.world.piece.turns == 2 && run.world.piece.x == 6)
  }

  @Test("It follows the mouse; a click that is shorter than a tick turns it, the right button drops it")
  func mouse() throws {
    let run = try game("##\n##")
    run.input.mouse = (column: 4, row: 10)
    try run.advance()
    #expect(run.world.piece.x == 0)
    run.input.mouse = (column: 4 + 2 * 9, row: 10)
    try run.advance()
    #expect(run.world.piece.x == 8)
    run.input.click()
    try run.advance()
    #expect(run.world.piece.turns == 1)
    run.input.turnWheel(by: 1)
    try run.advance()
    #expect(run.world.piece.turns == 2)
    run.input.click(.right)
    try run.advance()
    #expect(run.world.squares.suffix(2).map(\.color) == [1, 1])
  }

  @Test("Without room the game is over, and a click plays again")
  func over() throws {
    let run = try game()
    run.world.score = 900
    #expect(try run.advance(atMost: 100_000) { $0.world.is_over })
    #expect(run.stored["best.txt"] == "900")
    let text = try run.picture.text
    #expect(text.contains("Game over") && text.contains("Enter or a click"))
    try run.click(column: 5, row: 5)
    #expect(!run.world.is_over && run.world.score == 0)
  }

  @Test("A mistake in the shapes is reported, and the last good ones stay")
  func mistake() throws {
    let run = try game()
    run.assets["shapes.txt"] = "##\n##\n\n#o#"
    #expect(try run.picture.text.contains("score 0"))
    #expect(run.rejectedFiles == ["assets/shapes.txt:4: not # or .: o"])
    run.assets["shapes.txt"] = "#####"
    #expect(try run.picture.text.contains("score 0"))
    #expect(run.rejectedFiles.last == "assets/shapes.txt:1: a shape has at most 4 rows of 4 squares")
  }

  @Test("A step depends on nothing but the world, the tick and the files")
  func determinism() throws {
    let run = try GameRun(TemplateGame.self)
    run.checksDeterminism = true
    for action in [.left, .turn, .drop, .right, .drop, .down] as [TemplateGame.Action] {
      try run.press(action, for: 30)
    }
  }

  @Test("The recorded run still makes the same worlds: 13 rows, and no room")
  func recorded() throws {
    try GameRun(TemplateGame.self, verifying: "Tests/Recordings/rows.run")
  }
}
