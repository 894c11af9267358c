import CinderRuns
import GameTesting
import Testing
import World

@testable import Game

/// The bots of Game/Pilots play waves of the repository.
@Suite("Cinder: waves and bots")
struct BotTests {
  /// A run in its first wave, of which a bot takes over; the waves before `wave` are left out.
  private func run(
    _ bot: Pilot, seed: UInt64, wave: Int32 = 1, files: [String: String] = [:]
  ) throws -> CinderRun {
    let run = try CinderRun.inRun(seed: seed, files: files)
    if wave > 1 {
      // After the choice of an upgrade comes the next wave.
      run.change { ($0.wave, $0.phase) = (wave - 1, .upgrade) }
      try run.advance()
    }
    run.world.pilot = bot
    return run
  }

  @Test(
    "Every wave ends, whoever plays",
    arguments: [1, 3, 6] as [Int32], [Pilot.idle, .random, .skilled])
  func waves(wave: Int32, bot: Pilot) throws {
    let run = try run(bot, seed: UInt64(wave), wave: wave)
    let check = WallCheck(run.assets)
    var overlaps: [String] = []
    var ticks = 0
    // Who has lives enough sees the end of the wave.
    let isOver = try run.wait(atMost: 240) { run in
      ticks += 1
      if ticks % 30 == 0 { overlaps += check.overlaps(in: run) }
      run.world.lives = 9
      return run.world.phase == .intermission
    }
    #expect(isOver && run.world.wave == wave, "\(run.world.creatures.count) creatures are left")
    #expect(overlaps == [] && run.problems == [])
  }

  @Test("A wave of what only sits and breeds ends without a key")
  func nests() throws {
    var files = SampleFiles.creature("speed 0\nsize 1.9\nhealth 3\nmoves stay\nattack breed chick 3 every 2")
    files["creatures.txt", default: ""] += "\ncreature chick\nhealth 1\nspeed 20\nsize 1\n"
    files["waves.txt"] = "wave 1\ndot 4 every 1\n"
    let run = try CinderRun.inRun(files: files)
    let isOver = try run.wait(atMost: 300) { run in
      run.world.lives = 9
      return run.world.phase == .intermission
    }
    #expect(isOver, "\(run.world.creatures.count) creatures are left")
    #expect(run.world.kills > 4)
  }

  @Test("Skill scores more than chance, and firing at least as much as standing still")
  func ranking() throws {
    func median(_ bot: Pilot) throws -> Int32 {
      let scores = try (1...3).map { seed -> Int32 in
        let run = try run(bot, seed: UInt64(seed), wave: 3)
        _ = try run.wait(atMost: 40) { $0.world.phase == .over }
        return run.world.score
      }
      return scores.sorted()[1]
    }
    #expect(try median(.skilled) > median(.random))
    #expect(try median(.holding) >= median(.idle))
  }
}
