import Testing

@testable import HotLoopCLI

@Suite struct ProgramNameTests {
  @Test(arguments: [
    ("Cinder", "cinder"), ("MyGame", "my-game"), ("TicTacToe", "tic-tac-toe"), ("HTTP", "http"),
    ("Tic Tac Toe!", "tic-tac-toe"), ("  ", "game"), ("", "game"), ("../Up", "up"), ("Größe 2", "größe-2"),
  ])
  func `Programs are named as packages are`(game: String, program: String) {
    #expect(ProgramName.of(game: game) == program)
  }
}
