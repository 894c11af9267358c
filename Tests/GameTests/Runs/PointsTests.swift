import CinderHost
import Testing
import World

@testable import Game

@Suite("Cinder: points", .oneAtATime)
struct PointsTests {
  @Test("Points give an extra life at the first limit and at each doubling of it")
  func extraLives() {
    let first = Rules.firstLife
    let table: [(score: Int32, lives: Int32)] = [
      (0, 0), (first - 1, 0), (first, 1), (2 * first - 1, 1), (2 * first, 2), (3 * first, 2), (4 * first, 3),
      (8 * first, 4), (.max, 12),
    ]
    for (score, lives) in table { #expect(Rules.extraLives(for: score) == lives, "score \(score)") }
  }

  @Test(
    "A kill beyond a limit gives the lives at once",
    arguments: [(-5, 10, 1), (-11, 10, 0), (0, 10, 0), (-5, 100_000, 5)] as [(Int32, Int32, Int32)])
  func kill(before: Int32, points: Int32, lives: Int32) {
    let host = CinderHost.inRun(files: TestFiles.creature("speed 0\npoints \(points)"))
    defer { host.close() }
    let start = points > 1000 ? 0 : Rules.firstLife + before
    host.changeWorld { $0.score = start }
    host.killCreatures()
    host.wait(ticks: 1)
    #expect(host.world.score == start + points)
    #expect(host.world.lives == Rules.lives + lives)
  }

  @Test("The difficulty multiplies all points", arguments: [Difficulty.mild, .cold, .bitter])
  func difficulty(difficulty: Difficulty) {
    let host = CinderHost.inRun(files: TestFiles.creature("speed 0\npoints 40"))
    defer { host.close() }
    host.changeWorld { $0.options.difficulty = difficulty }
    host.killCreatures()
    host.wait(ticks: 1)
    #expect(host.world.score == Int32(40 * DifficultyRules.of(difficulty).points))
  }

  @Test("A streak multiplies points by one more with each ten kills, and ends after a time without one")
  func streak() throws {
    let host = CinderHost.inRun(files: TestFiles.creature("speed 0\npoints 10", count: 26))
    defer { host.close() }
    try #require(host.wait(atMost: 5) { $0.creatures.count == 26 })
    for kill in 1...25 as ClosedRange<Int32> {
      let before = host.world.score
      var isFirst = true
      host.changeCreatures { creature in
        if isFirst { creature.health = 0 }
        isFirst = false
      }
      host.wait(ticks: 1)
      #expect(host.world.score - before == 10 * (1 + kill / 10) && host.world.streak == kill)
    }
    #expect(host.picture().contains("×3  "))
    host.wait(seconds: Rules.streakTime - 0.2)
    #expect(host.world.streak == 25)
    host.wait(seconds: 0.3)
    #expect(host.world.streak == 0 && !host.picture().contains("×"))
    let before = host.world.score
    host.killCreatures()
    host.wait(ticks: 1)
    #expect(host.world.score == before + 10 && host.world.kills == 26)
  }

  @Test("A hit costs a life, ends the streak and leaves a time without harm") func hit() {
    let host = CinderHost.inRun(files: TestFiles.creature("speed 0\nmoves stay"))
    defer { host.close() }
    host.changeWorld { ($0.streak, $0.streak_time) = (15, 2) }
    host.moveCreatures(to: host.world.player.body.position)
    host.wait(ticks: 1)
    #expect(host.world.lives == Rules.lives - 1 && host.world.streak == 0)
    host.wait(seconds: PlayerTuning.value(of: .shelter) - 0.1)
    #expect(host.world.lives == Rules.lives - 1)
    host.wait(seconds: 0.2)
    #expect(host.world.lives == Rules.lives - 2)
  }

  @Test("A finished wave gives its bonus, and burns up what flies towards the player") func bonus() {
    var files = TestFiles.creature("speed 0\npoints 10\nattack ring bolt 8 every 0.1")
    files["waves.txt"] = "wave 1\ndot 1 every 1\n"
    let host = CinderHost.inRun(files: files)
    defer { host.close() }
    #expect(host.wait(atMost: 2) { $0.shots.contains(where: \.hostile) })
    #expect(host.finishWave() && host.world.phase == .intermission)
    #expect(host.world.score == 10 + Rules.waveBonus && !host.shots.contains(where: \.hostile))
  }
}
