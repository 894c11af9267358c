import GameSDK
import GameTesting
import Testing
import World

@testable import Game

@Suite("Cinder: menu")
struct MenuTests {
  private static let progress =
    "furthest 7\nwave 6\nscore 900\nlives 2\nkills 40\nseconds 95\ndifficulty 2\nupgrade 2 Bellows\n"

  /// A run on the title screen with the mark at the item with this label.
  private func run(at label: String, stored: [String: String] = [:]) throws -> CinderRun {
    let run = try CinderRun.atTitle(stored: stored)
    try run.advance()
    try choose(label, run)
    return run
  }

  /// Moves the mark to an item.
  private func choose(_ label: String, _ run: CinderRun) throws {
    for _ in 0..<20 where try !run.screen().contains("▸ \(label)") { try run.press(.down) }
    let screen = try run.screen()
    try #require(screen.contains("▸ \(label)"), "\(screen)")
  }

  @Test("The title screen has the menu, with the mark at Start") func title() throws {
    let run = try CinderRun.atTitle()
    try run.advance()
    let picture = try run.screen()
    for words in [
      "▸ Start", "Difficulty", "Level", "Scores", "Options", "How to play", "Quit", "last warm thing",
    ] {
      #expect(picture.contains(words), "\(words)")
    }
    #expect(!picture.contains("Continue"))
    try run.press(.up)
    #expect(try run.screen().contains("▸ Quit"))
    try run.press(.down)
    #expect(try run.screen().contains("▸ Start"))
  }

  @Test("Start begins the first wave with what the difficulty gives", arguments: [Action.begin, .fire])
  func start(key: Action) throws {
    let run = try CinderRun.atTitle()
    try run.press(key)
    #expect(run.world.phase == .playing && run.world.wave == 1 && run.world.level == 1)
    #expect(run.world.lives == Rules.lives && run.world.score == 0 && run.world.menu.page == .none)
    #expect(run.world.upgrades.isEmpty)
    let picture = try run.screen()
    #expect(
      picture.contains("♥ ♥ ♥ ♥") && picture.contains("wave 1 of 24") && picture.contains("flare ready"))
  }

  @Test("Continue goes on with the stored run") func resume() throws {
    let run = try run(at: "Continue", stored: ["progress.txt": MenuTests.progress])
    #expect(try run.screen().contains("wave 6, score 900"))
    try run.press(.begin)
    let world = run.world
    #expect(world.phase == .playing && world.wave == 6 && world.score == 900 && world.lives == 2)
    #expect(world.kills == 40 && world.options.difficulty == .bitter && Int(world.run_time) == 95)
    #expect(world.upgrades.map(\.count) == [2] && world.upgrades.map(\.kind) == [contentID("Bellows")])
    #expect(run.problems == [])
  }

  @Test("A run is stored at the start of each wave, and forgotten at its end") func storedRun() throws {
    let run = try CinderRun.inRun(files: ["waves.txt": "wave 1\nimp 1 every 1\nwave 2\nimp 1 every 1\n"])
    #expect(run.stored["progress.txt"]?.contains("furthest 1\nwave 1\nscore 0\n") == true)
    #expect(try run.finishWave())
    run.world.lives = 3
    try run.wait(seconds: Rules.intermission + 1)
    try run.press(.begin)
    #expect(run.world.wave == 2)
    let stored = run.stored["progress.txt"] ?? ""
    #expect(stored.contains("furthest 2\nwave 2\nscore \(run.world.score)\nlives 3\nkills 1\n"))
    #expect(stored.contains("\nupgrade 1 "))
    run.world.lives = 0
    try run.advance()
    #expect(run.world.phase == .over)
    #expect(run.stored["progress.txt"] == "# Cinder's progress\nfurthest 2\n")
  }

  @Test("Difficulty steps through its values and is stored") func difficulty() throws {
    let run = try run(at: "Difficulty")
    var seen: [String] = []
    for key in [Action.right, .right, .right, .left, .begin] {
      try run.press(key)
      seen += try ["mild", "cold", "bitter"].filter { try run.screen().contains("◂ \($0) ▸") }
    }
    #expect(seen == ["bitter", "mild", "cold", "mild", "cold"])
    try run.press(.left)
    #expect(run.stored["options.txt"]?.contains("difficulty 0\n") == true)
    try choose("Start", run)
    try run.press(.begin)
    #expect(run.world.lives > Rules.lives)
  }

  @Test(
    "A level can be chosen once a run has reached it",
    arguments: [(furthest: 1, open: 1), (2, 1), (3, 2), (7, 4), (8, 4), (24, 12)])
  func levels(furthest: Int, open: Int) throws {
    let run = try run(at: "Level", stored: ["progress.txt": "furthest \(furthest)\n"])
    try run.press(.begin)
    let picture = try run.screen()
    #expect(picture.ranges(of: "reach wave").count == 12 - open)
    // The first locked one does nothing.
    if open < 12 {
      for _ in 0..<open { try run.press(.down) }
      try run.press(.begin)
      #expect(run.world.phase == .title && run.world.menu.page == .levels)
      for _ in 0..<open { try run.press(.up) }
    }
    for _ in 1..<open { try run.press(.down) }
    try run.press(.begin)
    #expect(run.world.phase == .playing && Int(run.world.level) == open)
    // An upgrade for each wave before, as far as there are any.
    #expect(run.world.upgrades.reduce(0) { $0 + Int($1.count) } == Int(run.world.wave) - 1)
    #expect(run.world.score == 0)
  }

  @Test(
    "Help and scores are pages, and every key back leads to the title",
    arguments: ["How to play", "Scores", "Level", "Options"])
  func pages(label: String) throws {
    let run = try run(at: label)
    try run.press(.begin)
    #expect(run.world.menu.page != .main)
    try run.press(.menu)
    #expect(try run.world.menu.page == .main && run.screen().contains("▸ \(label)"))
    try run.press(.fire)
    try choose("Back", run)
    try run.press(.begin)
    #expect(try run.world.menu.page == .main && run.screen().contains("▸ \(label)"))
    // On the title screen itself there is nothing to go back to.
    try run.press(.menu)
    #expect(run.world.menu.page == .main && run.requests.quits == 0)
  }

  @Test("Leaving on the title screen asks nothing", arguments: ["Start", "How to play"])
  func quitOnTitle(label: String) throws {
    let run = try run(at: label)
    if label != "Start" { try run.press(.begin) }
    try run.press(.quit)
    #expect(run.requests.quits == 1)
  }

  @Test("The item Quit ends the game") func quitItem() throws {
    let run = try run(at: "Quit")
    try run.press(.begin)
    #expect(run.requests.quits == 1)
  }

  @Test("Leaving a run asks first: no goes on, a second press or yes ends the game") func quitInRun() throws {
    let run = try CinderRun.inRun()
    try run.press(.quit)
    #expect(try run.requests.quits == 0 && run.screen().contains("Quit? Continue starts this wave again."))
    try run.press(.begin)
    #expect(run.requests.quits == 0 && run.world.menu.page == .none && run.world.phase == .playing)
    try run.press(.quit)
    try run.press(.menu)
    #expect(run.requests.quits == 0 && run.world.menu.page == .none)
    try run.press(.quit)
    try run.press(.quit)
    #expect(run.requests.quits == 1)
    try run.press(.menu)
    try run.press(.quit)
    try choose("Quit", run)
    try run.press(.begin)
    #expect(run.requests.quits == 2)
  }

  @Test("Restarting asks first", arguments: [false, true])
  func restart(fromPause: Bool) throws {
    let run = try CinderRun.inRun()
    run.change { ($0.score, $0.wave) = (500, 3) }
    if fromPause {
      try run.press(.menu)
      try choose("Restart", run)
      try run.press(.begin)
    } else {
      try run.press(.restart)
    }
    #expect(try run.screen().contains("Give up this run and start again?") && run.world.score == 500)
    try run.press(.begin)
    #expect(run.world.score == 500 && run.world.menu.page == (fromPause ? .pause : .none))
    if fromPause { try run.press(.begin) } else { try run.press(.restart) }
    try choose("Start again", run)
    try run.press(.begin)
    #expect(run.world.phase == .playing && run.world.score == 0 && run.world.wave == 1)
  }

  @Test("Leaving a run leads to the title, where it can be continued") func leave() throws {
    let run = try CinderRun.inRun()
    try run.press(.menu)
    try choose("To the title", run)
    try run.press(.begin)
    try choose("Leave", run)
    try run.press(.begin)
    #expect(run.world.phase == .title && run.world.menu.page == .main)
    #expect(try run.screen().contains("▸ Continue"))
  }
}
