import CGameABI
import CinderHost
import GameSDK
import Testing
import World

@testable import Game

@Suite("Cinder: menu", .oneAtATime)
struct MenuTests {
  private static let progress =
    "furthest 7\nwave 6\nscore 900\nlives 2\nkills 40\nseconds 95\ndifficulty 2\nupgrade 2 Bellows\n"

  /// A host on the title screen with the mark at the item with this label.
  private func host(at label: String, stored: [String: String] = [:]) throws -> CinderHost {
    let host = CinderHost(seed: 1, storedFiles: stored)
    host.wait(ticks: 1)
    try choose(label, host)
    return host
  }

  /// Moves the mark to an item.
  private func choose(_ label: String, _ host: CinderHost) throws {
    for _ in 0..<20 where !host.picture().contains("▸ \(label)") { host.press(.down) }
    try #require(host.picture().contains("▸ \(label)"), "\(host.picture())")
  }

  @Test("The title screen has the menu, with the mark at Start") func title() {
    let host = CinderHost(seed: 1)
    defer { host.close() }
    host.wait(ticks: 1)
    let picture = host.picture()
    for words in [
      "▸ Start", "Difficulty", "Level", "Scores", "Options", "How to play", "Quit", "last warm thing",
    ] {
      #expect(picture.contains(words), "\(words)")
    }
    #expect(!picture.contains("Continue"))
    host.press(.up)
    #expect(host.picture().contains("▸ Quit"))
    host.press(.down)
    #expect(host.picture().contains("▸ Start"))
  }

  @Test("Start begins the first wave with what the difficulty gives", arguments: [Action.begin, .fire])
  func start(key: Action) {
    let host = CinderHost(seed: 1)
    defer { host.close() }
    host.press(key)
    #expect(host.world.phase == .playing && host.world.wave == 1 && host.world.level == 1)
    #expect(host.world.lives == Rules.lives && host.world.score == 0 && host.world.menu.page == .none)
    #expect(host.upgrades.isEmpty)
    let picture = host.picture()
    #expect(
      picture.contains("♥ ♥ ♥ ♥") && picture.contains("wave 1 of 24") && picture.contains("flare ready"))
  }

  @Test("Continue goes on with the stored run") func resume() throws {
    let host = try host(at: "Continue", stored: ["progress.txt": MenuTests.progress])
    defer { host.close() }
    #expect(host.picture().contains("wave 6, score 900"))
    host.press(.begin)
    let world = host.world
    #expect(world.phase == .playing && world.wave == 6 && world.score == 900 && world.lives == 2)
    #expect(world.kills == 40 && world.options.difficulty == .bitter && Int(world.run_time) == 95)
    #expect(host.upgrades.map(\.count) == [2] && host.upgrades.map(\.kind) == [contentID("Bellows")])
    #expect(host.problems == [])
  }

  @Test("A run is stored at the start of each wave, and forgotten at its end") func storedRun() {
    let host = CinderHost.inRun(files: ["waves.txt": "wave 1\nimp 1 every 1\nwave 2\nimp 1 every 1\n"])
    defer { host.close() }
    #expect(host.storedFiles["progress.txt"]?.contains("furthest 1\nwave 1\nscore 0\n") == true)
    #expect(host.finishWave())
    host.changeWorld { $0.lives = 3 }
    host.wait(seconds: Rules.intermission + 1)
    host.press(.begin)
    #expect(host.world.wave == 2)
    let stored = host.storedFiles["progress.txt"] ?? ""
    #expect(stored.contains("furthest 2\nwave 2\nscore \(host.world.score)\nlives 3\nkills 1\n"))
    #expect(stored.contains("\nupgrade 1 "))
    host.changeWorld { $0.lives = 0 }
    host.wait(ticks: 1)
    #expect(host.world.phase == .over)
    #expect(host.storedFiles["progress.txt"] == "# Cinder's progress\nfurthest 2\n")
  }

  @Test("Difficulty steps through its values and is stored") func difficulty() throws {
    let host = try host(at: "Difficulty")
    defer { host.close() }
    var seen: [String] = []
    for key in [Action.right, .right, .right, .left, .begin] {
      host.press(key)
      seen += ["mild", "cold", "bitter"].filter { host.picture().contains("◂ \($0) ▸") }
    }
    #expect(seen == ["bitter", "mild", "cold", "mild", "cold"])
    host.press(.left)
    #expect(host.storedFiles["options.txt"]?.contains("difficulty 0\n") == true)
    try choose("Start", host)
    host.press(.begin)
    #expect(host.world.lives > Rules.lives)
  }

  @Test(
    "A level can be chosen once a run has reached it",
    arguments: [(furthest: 1, open: 1), (2, 1), (3, 2), (7, 4), (8, 4), (24, 12)])
  func levels(furthest: Int, open: Int) throws {
    let host = try host(at: "Level", stored: ["progress.txt": "furthest \(furthest)\n"])
    defer { host.close() }
    host.press(.begin)
    let picture = host.picture()
    #expect(picture.ranges(of: "reach wave").count == 12 - open)
    // The first locked one does nothing.
    if open < 12 {
      for _ in 0..<open { host.press(.down) }
      host.press(.begin)
      #expect(host.world.phase == .title && host.world.menu.page == .levels)
      for _ in 0..<open { host.press(.up) }
    }
    for _ in 1..<open { host.press(.down) }
    host.press(.begin)
    #expect(host.world.phase == .playing && Int(host.world.level) == open)
    // An upgrade for each wave before, as far as there are any.
    #expect(host.upgrades.reduce(0) { $0 + Int($1.count) } == Int(host.world.wave) - 1)
    #expect(host.world.score == 0)
  }

  @Test(
    "Help and scores are pages, and every key back leads to the title",
    arguments: ["How to play", "Scores", "Level", "Options"])
  func pages(label: String) throws {
    let host = try host(at: label)
    defer { host.close() }
    host.press(.begin)
    #expect(host.world.menu.page != .main)
    host.press(.menu)
    #expect(host.world.menu.page == .main && host.picture().contains("▸ \(label)"))
    host.press(.fire)
    try choose("Back", host)
    host.press(.begin)
    #expect(host.world.menu.page == .main && host.picture().contains("▸ \(label)"))
    // On the title screen itself there is nothing to go back to.
    host.press(.menu)
    #expect(host.world.menu.page == .main && host.quitRequests == 0)
  }

  @Test("Leaving on the title screen asks nothing", arguments: ["Start", "How to play"])
  func quitOnTitle(label: String) throws {
    let host = try host(at: label)
    defer { host.close() }
    if label != "Start" { host.press(.begin) }
    host.press(.quit)
    #expect(host.quitRequests == 1)
  }

  @Test("The item Quit ends the game") func quitItem() throws {
    let host = try host(at: "Quit")
    defer { host.close() }
    host.press(.begin)
    #expect(host.quitRequests == 1)
  }

  @Test("Leaving a run asks first: no goes on, a second press or yes ends the game") func quitInRun() throws {
    let host = CinderHost.inRun()
    defer { host.close() }
    host.press(.quit)
    #expect(host.quitRequests == 0 && host.picture().contains("Quit? Continue starts this wave again."))
    host.press(.begin)
    #expect(host.quitRequests == 0 && host.world.menu.page == .none && host.world.phase == .playing)
    host.press(.quit)
    host.press(.menu)
    #expect(host.quitRequests == 0 && host.world.menu.page == .none)
    host.press(.quit)
    host.press(.quit)
    #expect(host.quitRequests == 1)
    host.press(.menu)
    host.press(.quit)
    try choose("Quit", host)
    host.press(.begin)
    #expect(host.quitRequests == 2)
  }

  @Test("Restarting asks first", arguments: [false, true])
  func restart(fromPause: Bool) throws {
    let host = CinderHost.inRun()
    defer { host.close() }
    host.changeWorld { ($0.score, $0.wave) = (500, 3) }
    if fromPause {
      host.press(.menu)
      try choose("Restart", host)
      host.press(.begin)
    } else {
      host.press(.restart)
    }
    #expect(host.picture().contains("Give up this run and start again?") && host.world.score == 500)
    host.press(.begin)
    #expect(host.world.score == 500 && host.world.menu.page == (fromPause ? .pause : .none))
    if fromPause { host.press(.begin) } else { host.press(.restart) }
    try choose("Start again", host)
    host.press(.begin)
    #expect(host.world.phase == .playing && host.world.score == 0 && host.world.wave == 1)
  }

  @Test("Leaving a run leads to the title, where it can be continued") func leave() throws {
    let host = CinderHost.inRun()
    defer { host.close() }
    host.press(.menu)
    try choose("To the title", host)
    host.press(.begin)
    try choose("Leave", host)
    host.press(.begin)
    #expect(host.world.phase == .title && host.world.menu.page == .main)
    #expect(host.picture().contains("▸ Continue"))
  }
}
