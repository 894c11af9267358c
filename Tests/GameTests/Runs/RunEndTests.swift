import CinderHost
import Testing
import World

@testable import Game

@Suite("Cinder: the end of a run", .oneAtATime)
struct RunEndTests {
  private static let anna = ["options.txt": "difficulty 1\nname ANNA\n"]

  /// A host with a run that just ended with this score.
  private func ended(score: Int32, stored: [String: String] = anna) throws -> CinderHost {
    let host = CinderHost.inRun(files: TestFiles.creature("speed 0"), stored: stored)
    host.changeWorld { ($0.score, $0.lives) = (score, 0) }
    host.wait(ticks: 1)
    try #require(host.world.phase == .over)
    return host
  }

  /// The entries of the stored table.
  private func entries(_ host: CinderHost) throws -> [Scores.Entry] {
    try Scores(text: host.storedFiles["scores.txt"] ?? "").entries
  }

  /// Leaves the screen with the summary.
  private func goOn(_ host: CinderHost, with key: Action = .begin) {
    host.wait(seconds: Rules.gameOverDelay)
    host.press(key)
  }

  @Test("Creatures reach an idle player, and the run ends") func death() {
    var files = TestFiles.creature("speed 60", count: 12)
    files["waves.txt"] = "wave 1\ndot 40 every 0.1\n"
    let host = CinderHost.inRun(files: files)
    defer { host.close() }
    #expect(host.wait(atMost: 60) { $0.world.phase != .playing })
    #expect(host.world.phase == .over && host.world.lives == 0)
    #expect(host.picture().contains("The cinder is out"))
  }

  @Test("The score is stored at once under the last name; the screen waits a moment for a key") func atOnce()
    throws
  {
    let host = try ended(score: 500)
    defer { host.close() }
    #expect(
      try entries(host) == [
        Scores.Entry(score: 500, wave: 1, kills: 0, seconds: 0, difficulty: "cold", name: "ANNA")
      ])
    #expect(host.world.best == 500 && host.picture().contains("your best so far"))
    host.press(.begin)
    #expect(host.world.phase == .over)
    goOn(host)
    #expect(host.world.phase == .naming && host.picture().contains("A N N A"))
  }

  @Test("The name can be changed, and the table shows it", arguments: [Action.begin, .menu]) func name(
    key: Action
  ) throws {
    let host = try ended(score: 500)
    defer { host.close() }
    goOn(host)
    host.press(.up)
    host.press(.right)
    host.press(.down)
    host.press(key)
    #expect(try entries(host).map(\.name) == ["BMNA"])
    #expect(host.world.phase == .title && host.world.menu.page == .scores && host.picture().contains("BMNA"))
    // It is the last name from now on.
    #expect(host.storedFiles["options.txt"]?.contains("name BMNA\n") == true)
  }

  @Test("Esc or Enter without a change keeps the name", arguments: [Action.begin, .menu]) func kept(
    key: Action
  ) throws {
    let host = try ended(score: 500)
    defer { host.close() }
    goOn(host)
    host.press(key)
    #expect(try entries(host).map(\.name) == ["ANNA"])
    #expect(host.world.phase == .title && host.world.menu.page == .scores && host.picture().contains("ANNA"))
  }

  @Test("The letters go round, and the mark stays within the name") func letters() throws {
    let host = try ended(score: 500, stored: [:])
    defer { host.close() }
    goOn(host)
    host.press(.left)
    host.press(.down)
    for _ in 0..<10 { host.press(.right) }
    host.press(.up)
    host.press(.begin)
    #expect(try entries(host).map(\.name) == ["-      A"])
  }

  @Test(
    "A score that is not among the best ten leads to the title", arguments: [Action.begin, .fire, .menu],
    [0, 5, 1000] as [Int32])
  func poor(key: Action, score: Int32) throws {
    let table = (0..<10).map { "\(1000 + $0) 3 40 90 cold ANNA\n" }.joined()
    let host = try ended(score: score, stored: ["scores.txt": table])
    defer { host.close() }
    #expect(host.storedFiles["scores.txt"] == table && host.world.best == 1009)
    goOn(host, with: key)
    #expect(host.world.phase == .title && host.world.menu.page == .main)
    #expect(host.storedFiles["scores.txt"] == table)
  }

  @Test("A run without a point is not in the table, even if that is empty") func nothing() throws {
    let host = try ended(score: 0)
    defer { host.close() }
    goOn(host)
    #expect(host.world.phase == .title && host.storedFiles["scores.txt"] == nil)
  }

  @Test("A good score takes its place in a full table, and the last one leaves it") func full() throws {
    let table = (0..<10).map { "\(100 + 10 * $0) 3 40 90 cold ANNA\n" }.joined()
    let host = try ended(score: 145, stored: ["scores.txt": table])
    defer { host.close() }
    #expect(try entries(host).map(\.score) == [190, 180, 170, 160, 150, 145, 140, 130, 120, 110])
  }

  @Test("After the last wave the run is won, and its score is kept") func victory() throws {
    var files = TestFiles.creature("speed 0\npoints 10")
    files["waves.txt"] = "wave 1\ndot 1 every 1\n\nwave 1\ndot 1 every 1\n"
    let host = CinderHost.inRun(files: files, stored: RunEndTests.anna)
    defer { host.close() }
    for wave in 1...2 as ClosedRange<Int32> {
      try #require(host.world.phase == .playing && host.world.wave == wave)
      try #require(host.finishWave())
      host.wait(seconds: Rules.intermission + 0.1)
    }
    #expect(host.world.phase == .victory && host.picture().contains("The hall is warm again"))
    let entry = try #require(try entries(host).first)
    #expect(
      entry.score == 20 + 2 * Rules.waveBonus && entry.wave == 2 && entry.kills == 2 && entry.name == "ANNA")
    #expect(host.storedFiles["progress.txt"] == "# Cinder's progress\nfurthest 2\n")
    goOn(host)
    #expect(host.world.phase == .naming)
  }
}
