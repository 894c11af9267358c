import CinderRuns
import GameTesting
import Testing
import World

@testable import Game

@Suite("Cinder: bots")
struct BotRunTests {
  private func play(
    _ bot: Bot, seed: UInt64 = 1, difficulty: Difficulty = .cold, waves: Int, limit: Int = 300
  ) throws -> BotRun {
    try BotRun(
      bot, in: CinderRun(), begin: .begin, seed: seed, difficulty: difficulty, lastWave: waves, limit: limit)
  }

  @Test(
    "A bot finishes its waves; none is stuck and no body is in a wall",
    arguments: [(Bot.still, 1), (.holding, 3), (.random, 3), (.skilled, 6)])
  func run(bot: Bot, waves: Int) throws {
    let run = try play(bot, waves: waves)
    #expect(run.waves == waves)
    #expect(!run.isStuck && run.overlaps == 0 && run.problems.isEmpty, "\(run)")
    #expect(run.score > 0 && run.seconds > 10)
  }

  @Test("The same seed gives the same run")
  func deterministic() throws {
    let runs = try (0..<2).map { _ in try play(.random, seed: 7, difficulty: .mild, waves: 2) }
    #expect(runs[0].score == runs[1].score && runs[0].seconds == runs[1].seconds)
  }

  @Test("A wave that takes too long counts as stuck")
  func stuck() throws {
    let run = try play(.still, waves: 1, limit: 1)
    #expect(run.isStuck && run.waves == 0)
  }
}
