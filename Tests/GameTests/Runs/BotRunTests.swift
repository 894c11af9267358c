import CinderHost
import Testing
import World

@Suite("Cinder: bots", .oneAtATime)
struct BotRunTests {
  @Test(
    "A bot finishes its waves; none is stuck and no body is in a wall",
    arguments: [(Bot.still, 1), (.holding, 3), (.random, 3), (.skilled, 6)])
  func run(bot: Bot, waves: Int) {
    let run = BotRun(bot, seed: 1, difficulty: .cold, lastWave: waves, limit: 300)
    #expect(run.waves == waves)
    #expect(!run.isStuck && run.overlaps == 0 && run.problems.isEmpty, "\(run)")
    #expect(run.score > 0 && run.seconds > 10)
  }

  @Test("The same seed gives the same run")
  func deterministic() {
    let runs = (0..<2).map { _ in BotRun(.random, seed: 7, difficulty: .mild, lastWave: 2, limit: 300) }
    #expect(runs[0].score == runs[1].score && runs[0].seconds == runs[1].seconds)
  }

  @Test("A wave that takes too long counts as stuck")
  func stuck() {
    let run = BotRun(.still, seed: 1, difficulty: .cold, lastWave: 1, limit: 1)
    #expect(run.isStuck && run.waves == 0)
  }
}
