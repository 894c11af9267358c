import Testing
import World

@testable import Game

@Suite("Cinder: wave files")
struct WaveFileTests {
  private static let form = "expected `CREATURE COUNT every SECONDS`"

  @Test(
    "An invalid wave file is reported with file, line and reason",
    arguments: [
      Problem("", 0, "no wave"),
      Problem("# only a comment", 0, "no wave"),
      Problem("imp 3 every 1", 1, "before the first `wave LEVEL`"),
      Problem("wave one", 1, "expected `wave LEVEL`"),
      Problem("wave 0\nimp 3 every 1", 1, "a level from 1 to 999"),
      Problem("wave 1 2", 1, "expected `wave LEVEL`"),
      Problem("wave 1\nimp 3", 2, form),
      Problem("wave 1\nimp 3 each 1", 2, form),
      Problem("wave 1\nimp 3 every 1 until 4", 2, form),
      Problem("wave 1\nimp 3 every 1 after", 2, form),
      Problem("wave 1\norc 3 every 1", 2, "`orc` is no creature; assets/creatures.txt has mote, imp"),
      Problem("wave 1\nimp many every 1", 2, "from 1 to 1000, not `many`"),
      Problem("wave 1\nimp 0 every 1", 2, "not `0`"),
      Problem("wave 1\nimp 3 every soon", 2, "not `soon`"),
      Problem("wave 1\nimp 3 every nan", 2, "not `nan`"),
      Problem("wave 1\nimp 3 every 1 after -1", 2, "not `-1`"),
      Problem("wave 1\nboss king", 2, form),
      Problem("wave 1\nboss king every 3", 2, form),
      Problem("wave 1\nboss orc after 3", 2, "`orc` is no creature"),
      Problem("wave 1\nboss king after soon", 2, "not `soon`"),
      Problem("wave 1\nwave 2\nimp 3 every 1", 1, "nothing comes"),
      Problem("wave 1\nimp 3 every 1\n\nwave 2", 4, "nothing comes"),
      Problem("wave 1\r\nimp 3\r\n", 2, form),
    ])
  func invalid(problem: Problem) throws { try problem.expectReport(for: "waves.txt") }

  @Test("After the last wave the first one repeats with half as many creatures more") func rounds() throws {
    let text = "# two\nwave 1\nimp 4 every 1\n\nwave 2\nwisp 2 every 1 after 3\n"
    let waves = try Waves(text: text, creatures: CreatureFile())
    func first(_ number: Int) -> Int32 {
      waves.wave(number).lines[0].spawner(round: waves.wave(number).round, factor: 1).remaining
    }
    #expect((1...5).map(first) == [4, 2, 6, 3, 8])
    #expect(waves.wave(2).level == 2 && waves.wave(2).lines[0].delay == 3)
    #expect(
      waves.count == 2 && waves.levels.map(\.number) == [1, 2] && waves.levels.map(\.firstWave) == [1, 2])
  }

  @Test("Difficulty changes the number of creatures, but not of a boss") func difficulty() throws {
    let waves = try Waves(text: "wave 1\nimp 10 every 2\nboss king after 3\n", creatures: CreatureFile())
    func counts(_ factor: Float) -> [Int32] {
      waves.wave(1).lines.map { $0.spawner(round: 4, factor: factor).remaining }
    }
    #expect(counts(1) == [30, 1] && counts(0.8) == [24, 1] && counts(1.4) == [42, 1])
    // More creatures come at shorter intervals.
    #expect(waves.wave(1).lines[0].spawner(round: 0, factor: 2).interval == 1)
  }
}
