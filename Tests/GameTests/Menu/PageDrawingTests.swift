import GameTesting
import Testing
import World

@testable import Game

/// No page is cut at any size of the terminal, from the smallest one on.
@Suite("Cinder: pages on screen")
struct PageDrawingTests {
  private static let progress =
    "furthest 24\nwave 24\nscore 1234567\nlives 2\nkills 2345\nseconds 1234\ndifficulty 2\n"

  /// The lines of `picture` without spaces at their ends and frames.
  private func expect(
    _ run: CinderRun, shows texts: [String], framed: Bool = true,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for (columns, rows) in RepositoryFilesTests.sizes {
      let picture = try run.screen(columns: columns, rows: rows)
      for text in texts + (framed ? ["┌", "┐", "└", "┘"] : []) {
        #expect(picture.contains(text), "\(columns)×\(rows):\n\(picture)", sourceLocation: sourceLocation)
      }
    }
    #expect(run.problems == [], sourceLocation: sourceLocation)
  }

  @Test("The title screen with a run to continue") func title() throws {
    let run = try CinderRun.atTitle(stored: ["progress.txt": PageDrawingTests.progress])
    try run.advance()
    try expect(
      run,
      shows: [
        "the last warm thing in a cold hall", "▸ Continue", "wave 24, score 1234567", "Start", "Difficulty",
        "cold",
        "Level", "Scores", "Options", "How to play", "Quit",
      ], framed: false)
  }

  @Test(
    "Each page of the menu",
    arguments: [
      (.options, ["Options", "▸ Colours", "◂ classic ▸", "Shake", "on", "Bell", "off", "Back"]),
      (
        .help, ["How to play", "arrows or WASD", "hold space", "flare", "esc", "F1 shows the keys", "▸ Back"]
      ),
      (
        .pause,
        ["Paused", "▸ Go on", "Restart", "Options", "How to play", "To the title", "Quit Cinder"]
      ),
      (.confirmRestart, ["Give up this run and start again?", "▸ No", "Start again"]),
      (.confirmTitle, ["Leave? Continue starts this wave again.", "▸ No", "Leave"]),
      (.confirmQuit, ["Quit? Continue starts this wave again.", "▸ No", "Quit"]),
    ] as [(Page, [String])])
  func pages(page: Page, texts: [String]) throws {
    let run = try CinderRun.inRun()
    run.change { $0.open(page) }
    try run.advance()
    try expect(run, shows: texts)
  }

  @Test("The page of levels, all open or all but the first locked", arguments: [1, 24])
  func levels(furthest: Int) throws {
    let run = try CinderRun.atTitle(stored: ["progress.txt": "furthest \(furthest)\n"])
    run.change { $0.open(.levels) }
    try run.advance()
    var texts = ["Start at a level", "Back"]
    for level in RepositoryFilesTests.levels {
      let name = try TileMap(text: Repository.text(of: "levels/\(level).txt")).name
      texts.append(furthest == 24 || level == 1 ? "\(level)  \(name)" : "\(level)  …")
    }
    if furthest == 1 { texts.append("reach wave 23") }
    try expect(run, shows: texts)
  }

  @Test("The page of scores, empty or full") func scores() throws {
    for count in [0, 1, 10] {
      let lines = (0..<count).map { "\(1_999_999_999 - $0) 24 12345 35999 bitter ABCDEFG\($0)\n" }
      let run = try CinderRun.atTitle(stored: ["scores.txt": lines.joined()])
      run.change { $0.open(.scores) }
      try run.advance()
      let entries = (0..<count).map { "ABCDEFG\($0)  \(1_999_999_999 - $0)  wave 24  599:59  bitter" }
      try expect(run, shows: ["Scores", "▸ Back"] + (count == 0 ? ["No run has ended yet."] : entries))
    }
  }

  @Test("The choice of an upgrade, with each upgrade of the repository") func upgrades() throws {
    let text = try Repository.text(of: "upgrades.txt")
    let all = try UpgradeFile(text: text).all
    for first in stride(from: 0, to: all.count, by: 3) {
      let three = (first..<first + 3).map { all[$0 % all.count] }
      // The file with these three only, each of them taken before as often as possible but for the last time.
      let file = three.map { "upgrade \($0.name)\ntext \($0.text)\nmax \($0.maximum)\nspeed * 1\n" }.joined()
      let taken = three.filter { $0.maximum > 1 }.map { "upgrade \($0.maximum - 1) \($0.name)\n" }.joined()
      let run = try CinderRun.atTitle(
        files: ["upgrades.txt": file, "waves.txt": "wave 1\nimp 1 every 1\nwave 1\nimp 1 every 1\n"],
        stored: ["progress.txt": "wave 1\n" + taken])
      try run.press(.begin)
      #expect(try run.finishWave())
      try run.wait(seconds: Rules.intermission + 0.5)
      #expect(run.world.phase == .upgrade && run.world.offers.count == 3)
      try expect(
        run,
        shows: ["Choose what burns brighter", "▸"] + three.map(\.text)
          + three.map(\.name) + three.filter { $0.maximum > 1 }.map { "you have \($0.maximum - 1)" })
    }
  }

  @Test("The line of the run with the greatest values", arguments: [1, 4, 6, 9, 30] as [Int32])
  func statusLine(lives: Int32) throws {
    let run = try CinderRun.inRun()
    run.change { world in
      (world.lives, world.wave, world.score, world.streak) = (lives, 24, 12_345_678, 123)
    }
    for cooldown: Float in [0, 5.5] {
      run.world.player.flare_cooldown = cooldown
      let flare = cooldown == 0 ? "flare ready" : "flare in 6"
      try expect(
        run,
        shows: ["♥", " \(flare) ", " wave 24 of 24 ", " ×13  12345678 "]
          + (lives > 5 ? ["♥ × \(lives)"] : []),
        framed: false)
    }
  }

  @Test("The end of a run, and the entry of a name", arguments: [Phase.over, .victory, .naming])
  func end(phase: Phase) throws {
    let run = try CinderRun.inRun()
    run.change { world in
      (world.score, world.best, world.wave, world.kills, world.run_time) = (
        1_234_567, 2_345_678, 24, 9999, 5999
      )
      world.name = UInt64(letters: "ABCDEFGH")
      world.enter(phase)
      world.phase_time = 3
    }
    let summary = ["score 1234567", "wave 24   9999 kills   99:59", "best 2345678", "enter to go on"]
    let texts =
      switch phase {
      case .over: ["The cinder is out"] + summary
      case .victory: ["The hall is warm again", "Winter is over"] + summary
      default: ["score 1234567", "A B C D E F G H", "▲", "▼", "enter done"]
      }
    try expect(run, shows: texts)
  }

  @Test(
    "Every page draws at sizes below the smallest that the game asks for, without a crash",
    arguments: [(1, 1), (3, 2), (20, 5), (59, 17), (2, 60), (200, 1)])
  func tiny(columns: Int, rows: Int) throws {
    let run = try CinderRun.inRun(files: ["waves.txt": "wave 1\nboss king after 0\n"])
    try run.advance(by: 5)
    try run.draw(columns: columns, rows: rows)
    for page in (0...Page.confirmQuit.rawValue).compactMap(Page.init(rawValue:)) {
      for phase in (0...Phase.victory.rawValue).compactMap(Phase.init(rawValue:)) {
        run.change { ($0.menu.page, $0.phase) = (page, phase) }
        try run.draw(columns: columns, rows: rows)
      }
    }
    #expect(run.problems == [])
  }
}
