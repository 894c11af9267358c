import GameTesting
import Testing
import World

@testable import Game

@Suite("Cinder: the end of a run")
struct RunEndTests {
  private static let anna = ["options.txt": "difficulty 1\nname ANNA\n"]

  /// A run that just ended with this score.
  private func ended(score: Int32, stored: [String: String] = anna) throws -> CinderRun {
    let run = try CinderRun.inRun(files: SampleFiles.creature("speed 0"), stored: stored)
    run.change { ($0.score, $0.lives) = (score, 0) }
    try run.advance()
    try #require(run.world.phase == .over)
    return run
  }

  /// The entries of the stored table.
  private func entries(_ run: CinderRun) throws -> [Scores.Entry] {
    try Scores(text: run.stored["scores.txt"] ?? "").entries
  }

  /// Leaves the screen with the summary.
  private func goOn(_ run: CinderRun, with key: Action = .begin) throws {
    try run.wait(seconds: Rules.gameOverDelay)
    try run.press(key)
  }

  @Test("Creatures reach an idle player, and the run ends") func death() throws {
    var files = SampleFiles.creature("speed 60", count: 12)
    files["waves.txt"] = "wave 1\ndot 40 every 0.1\n"
    let run = try CinderRun.inRun(files: files)
    #expect(try run.wait(atMost: 60) { $0.world.phase != .playing })
    #expect(run.world.phase == .over && run.world.lives == 0)
    #expect(try run.screen().contains("The cinder is out"))
  }

  @Test("The score is stored at once under the last name; the screen waits a moment for a key") func atOnce()
    throws
  {
    let run = try ended(score: 500)
    #expect(
      try entries(run) == [
        Scores.Entry(score: 500, wave: 1, kills: 0, seconds: 0, difficulty: "cold", name: "ANNA")
      ])
    #expect(try run.world.best == 500 && run.screen().contains("your best so far"))
    try run.press(.begin)
    #expect(run.world.phase == .over)
    try goOn(run)
    #expect(try run.world.phase == .naming && run.screen().contains("A N N A"))
  }

  @Test("The name can be changed, and the table shows it", arguments: [Action.begin, .menu]) func name(
    key: Action
  ) throws {
    let run = try ended(score: 500)
    try goOn(run)
    try run.press(.up)
    try run.press(.right)
    try run.press(.down)
    try run.press(key)
    #expect(try entries(run).map(\.name) == ["BMNA"])
    #expect(try run.world.phase == .title && run.world.menu.page == .scores && run.screen().contains("BMNA"))
    // It is the last name from now on.
    #expect(run.stored["options.txt"]?.contains("name BMNA\n") == true)
  }

  @Test("Esc or Enter without a change keeps the name", arguments: [Action.begin, .menu]) func kept(
    key: Action
  ) throws {
    let run = try ended(score: 500)
    try goOn(run)
    try run.press(key)
    #expect(try entries(run).map(\.name) == ["ANNA"])
    #expect(try run.world.phase == .title && run.world.menu.page == .scores && run.screen().contains("ANNA"))
  }

  @Test("The letters go round, and the mark stays within the name") func letters() throws {
    let run = try ended(score: 500, stored: [:])
    try goOn(run)
    try run.press(.left)
    try run.press(.down)
    for _ in 0..<10 { try run.press(.right) }
    try run.press(.up)
    try run.press(.begin)
    #expect(try entries(run).map(\.name) == ["-      A"])
  }

  @Test(
    "A score that is not among the best ten leads to the title", arguments: [Action.begin, .fire, .menu],
    [0, 5, 1000] as [Int32])
  func poor(key: Action, score: Int32) throws {
    let table = (0..<10).map { "\(1000 + $0) 3 40 90 cold ANNA\n" }.joined()
    let run = try ended(score: score, stored: ["scores.txt": table])
    #expect(run.stored["scores.txt"] == table && run.world.best == 1009)
    try goOn(run, with: key)
    #expect(run.world.phase == .title && run.world.menu.page == .main)
    #expect(run.stored["scores.txt"] == table)
  }

  @Test("A run without a point is not in the table, even if that is empty") func nothing() throws {
    let run = try ended(score: 0)
    try goOn(run)
    #expect(run.world.phase == .title && run.stored["scores.txt"] == nil)
  }

  @Test("A good score takes its place in a full table, and the last one leaves it") func full() throws {
    let table = (0..<10).map { "\(100 + 10 * $0) 3 40 90 cold ANNA\n" }.joined()
    let run = try ended(score: 145, stored: ["scores.txt": table])
    #expect(try entries(run).map(\.score) == [190, 180, 170, 160, 150, 145, 140, 130, 120, 110])
  }

  @Test("After the last wave the run is won, and its score is kept") func victory() throws {
    var files = SampleFiles.creature("speed 0\npoints 10")
    files["waves.txt"] = "wave 1\ndot 1 every 1\n\nwave 1\ndot 1 every 1\n"
    let run = try CinderRun.inRun(files: files, stored: RunEndTests.anna)
    for wave in 1...2 as ClosedRange<Int32> {
      try #require(run.world.phase == .playing && run.world.wave == wave)
      try #require(try run.finishWave())
      try run.wait(seconds: Rules.intermission + 0.1)
    }
    #expect(try run.world.phase == .victory && run.screen().contains("The hall is warm again"))
    let entry = try #require(try entries(run).first)
    #expect(
      entry.score == 20 + 2 * Rules.waveBonus && entry.wave == 2 && entry.kills == 2 && entry.name == "ANNA")
    #expect(run.stored["progress.txt"] == "# Cinder's progress\nfurthest 2\n")
    try goOn(run)
    #expect(run.world.phase == .naming)
  }
}
