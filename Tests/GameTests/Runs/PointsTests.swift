import GameTesting
import Testing
import World

@testable import Game

@Suite("Cinder: points")
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
  func kill(before: Int32, points: Int32, lives: Int32) throws {
    let run = try CinderRun.inRun(files: SampleFiles.creature("speed 0\npoints \(points)"))
    let start = points > 1000 ? 0 : Rules.firstLife + before
    run.world.score = start
    run.killCreatures()
    try run.advance()
    #expect(run.world.score == start + points)
    #expect(run.world.lives == Rules.lives + lives)
  }

  @Test("The difficulty multiplies all points", arguments: [Difficulty.mild, .cold, .bitter])
  func difficulty(difficulty: Difficulty) throws {
    let run = try CinderRun.inRun(files: SampleFiles.creature("speed 0\npoints 40"))
    run.world.options.difficulty = difficulty
    run.killCreatures()
    try run.advance()
    #expect(run.world.score == Int32(40 * DifficultyRules.of(difficulty).points))
  }

  @Test("A streak multiplies points by one more with each ten kills, and ends after a time without one")
  func streak() throws {
    let run = try CinderRun.inRun(files: SampleFiles.creature("speed 0\npoints 10", count: 26))
    try #require(try run.wait(atMost: 5) { $0.world.creatures.count == 26 })
    for kill in 1...25 as ClosedRange<Int32> {
      let before = run.world.score
      var isFirst = true
      run.changeCreatures { creature in
        if isFirst { creature.health = 0 }
        isFirst = false
      }
      try run.advance()
      #expect(run.world.score - before == 10 * (1 + kill / 10) && run.world.streak == kill)
    }
    #expect(try run.screen().contains("×3  "))
    try run.wait(seconds: Rules.streakTime - 0.2)
    #expect(run.world.streak == 25)
    try run.wait(seconds: 0.3)
    #expect(try run.world.streak == 0 && !run.screen().contains("×"))
    let before = run.world.score
    run.killCreatures()
    try run.advance()
    #expect(run.world.score == before + 10 && run.world.kills == 26)
  }

  @Test("A hit costs a life, ends the streak and leaves a time without harm") func hit() throws {
    let run = try CinderRun.inRun(files: SampleFiles.creature("speed 0\nmoves stay"))
    run.change { ($0.streak, $0.streak_time) = (15, 2) }
    run.moveCreatures(to: run.world.player.body.position)
    try run.advance()
    #expect(run.world.lives == Rules.lives - 1 && run.world.streak == 0)
    try run.wait(seconds: PlayerTuning.value(of: .shelter) - 0.1)
    #expect(run.world.lives == Rules.lives - 1)
    try run.wait(seconds: 0.2)
    #expect(run.world.lives == Rules.lives - 2)
  }

  @Test("A finished wave gives its bonus, and burns up what flies towards the player") func bonus() throws {
    var files = SampleFiles.creature("speed 0\npoints 10\nattack ring bolt 8 every 0.1")
    files["waves.txt"] = "wave 1\ndot 1 every 1\n"
    let run = try CinderRun.inRun(files: files)
    #expect(try run.wait(atMost: 2) { $0.world.shots.contains(where: \.hostile) })
    #expect(try run.finishWave() && run.world.phase == .intermission)
    #expect(run.world.score == 10 + Rules.waveBonus && !run.world.shots.contains(where: \.hostile))
  }
}
