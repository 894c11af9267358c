import GameSDK
import GameTesting
import Testing
import World

@testable import Game

@Suite struct TemplateGameTests {
  @Test("The dot moves at its speed")
  func moves() throws {
    let run = try GameRun(TemplateGame.self)
    (run.world.x, run.world.y) = (20, 10)
    try run.advance(seconds: 0.5)
    #expect(abs(run.world.x - 30) < 0.01 && abs(run.world.y - 20) < 0.01)
  }

  @Test("Space turns it around")
  func turns() throws {
    let run = try GameRun(TemplateGame.self)
    (run.world.x, run.world.y) = (30, 18)
    try run.press(.turn)
    #expect(run.world.x < 30 && run.world.y < 18)
  }

  @Test("It stays in the room, whatever the seed")
  func bounces() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      let run = try GameRun(TemplateGame.self, seed: seed)
      for _ in 0..<600 {
        try run.advance()
        #expect((0...60).contains(run.world.x) && (0...36).contains(run.world.y))
      }
    }
  }

  @Test("A step depends on nothing but the world, the tick and the files")
  func determinism() throws {
    let run = try GameRun(TemplateGame.self)
    run.checksDeterminism = true
    try run.advance(by: 60)
    try run.press(.turn, for: 60)
  }

  @Test("The dot is drawn where it is, in the colour of its file")
  func picture() throws {
    let run = try GameRun(TemplateGame.self, size: TerminalSize(columns: 60, rows: 18))
    (run.world.x, run.world.y) = (30, 18)
    run.assets["dot.txt"] = "00FF00"
    let picture = try run.picture
    #expect(picture[30, 9].back == 0x00FF00)
    #expect(picture[45, 9].back != 0x00FF00)
    #expect(picture.text.contains("Space turns"))
  }
}
