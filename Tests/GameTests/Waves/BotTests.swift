import CinderHost
import Testing
import World

@testable import Game

/// The bots of Game/Pilots play waves of the repository.
@Suite("Cinder: waves and bots", .oneAtATime)
struct BotTests {
  /// A run in its first wave, of which a bot takes over; the waves before `wave` are left out.
  private func host(_ bot: Pilot, seed: UInt64, wave: Int32 = 1, files: [String: String] = [:]) -> CinderHost
  {
    let host = CinderHost.inRun(seed: seed, files: files)
    if wave > 1 {
      // After the choice of an upgrade comes the next wave.
      host.changeWorld { ($0.wave, $0.phase) = (wave - 1, .upgrade) }
      host.wait(ticks: 1)
    }
    host.changeWorld { $0.pilot = bot }
    return host
  }

  @Test(
    "Every wave ends, whoever plays",
    arguments: [1, 3, 6] as [Int32], [Pilot.idle, .random, .skilled])
  func waves(wave: Int32, bot: Pilot) {
    let host = host(bot, seed: UInt64(wave), wave: wave)
    defer { host.close() }
    let check = WallCheck(host)
    var overlaps: [String] = []
    var ticks = 0
    // Who has lives enough sees the end of the wave.
    let isOver = host.wait(atMost: 240) { host in
      ticks += 1
      if ticks % 30 == 0 { overlaps += check.overlaps(in: host) }
      host.changeWorld { $0.lives = 9 }
      return host.world.phase == .intermission
    }
    #expect(isOver && host.world.wave == wave, "\(host.creatures.count) creatures are left")
    #expect(overlaps == [] && host.problems == [])
  }

  @Test("A wave of what only sits and breeds ends without a key")
  func nests() throws {
    var files = TestFiles.creature("speed 0\nsize 1.9\nhealth 3\nmoves stay\nattack breed chick 3 every 2")
    files["creatures.txt", default: ""] += "\ncreature chick\nhealth 1\nspeed 20\nsize 1\n"
    files["waves.txt"] = "wave 1\ndot 4 every 1\n"
    let host = CinderHost.inRun(files: files)
    defer { host.close() }
    let isOver = host.wait(atMost: 300) { host in
      host.changeWorld { $0.lives = 9 }
      return host.world.phase == .intermission
    }
    #expect(isOver, "\(host.creatures.count) creatures are left")
    #expect(host.world.kills > 4)
  }

  @Test("Skill scores more than chance, and firing at least as much as standing still")
  func ranking() {
    func median(_ bot: Pilot) -> Int32 {
      let scores = (1...3).map { seed -> Int32 in
        let host = host(bot, seed: UInt64(seed), wave: 3)
        defer { host.close() }
        _ = host.wait(atMost: 40) { $0.world.phase == .over }
        return host.world.score
      }
      return scores.sorted()[1]
    }
    #expect(median(.skilled) > median(.random))
    #expect(median(.holding) >= median(.idle))
  }
}
