import GameTesting
import Testing
import World

@testable import Game

@Suite("Cinder: pause")
struct PauseTests {
  /// The world without the tick number and the menu.
  private func rest(of run: CinderRun) throws -> WorldCopy {
    let (menu, tick) = (run.world.menu, run.tick)
    (run.world.menu, run.world.header.tick) = (Menu(), 0)
    defer { (run.world.menu, run.world.header.tick) = (menu, UInt64(tick)) }
    return try run.copyOfWorld()
  }

  /// A run in the middle of a fight.
  private func fight() throws -> CinderRun {
    let run = try CinderRun.inRun(files: ["waves.txt": "wave 1\nram 20 every 0.1\nspitter 20 every 0.1\n"])
    try run.press(.fire, for: 240)
    run.world.lives = 3
    try #require(run.world.phase == .playing && !run.world.shots.isEmpty)
    return run
  }

  @Test("Esc pauses, Esc goes on; meanwhile nothing but the menu changes") func pause() throws {
    let run = try fight()
    try run.press(.menu)
    #expect(try run.world.menu.page == .pause && run.screen().contains("Paused"))
    // Bodies rest in the first tick of a pause.
    try run.advance()
    let before = try rest(of: run)
    for keys: [Action] in [[.down], [.down], [.up], [.left], [], [.flare], [.right]] {
      for key in keys { try run.press(key) }
      try run.advance(by: 20)
      try run.draw()
    }
    #expect(try rest(of: run) == before)
    try run.press(.menu)
    #expect(run.world.menu.page == .none)
    try run.advance(by: 10)
    #expect(try rest(of: run) != before)
  }

  @Test(
    "Each page over a run pauses it",
    arguments: [Page.options, .help, .confirmRestart, .confirmTitle, .confirmQuit])
  func pages(page: Page) throws {
    let run = try fight()
    run.change { $0.open(page) }
    try run.advance()
    let before = try rest(of: run)
    try run.advance(by: 60)
    #expect(try rest(of: run) == before && run.world.menu.page == page)
    try run.press(.menu)
    #expect(run.world.menu.page == .none)
  }

  @Test(
    "A page over the choice of upgrades or the end of a run pauses these",
    arguments: [Phase.upgrade, .over, .victory, .naming])
  func phases(phase: Phase) throws {
    let run = try fight()
    run.change { world in
      world.enter(phase)
      world.phase_time = 5
      world.open(.confirmQuit)
    }
    try run.advance()
    let before = try rest(of: run)
    try run.advance(by: 120)
    #expect(try rest(of: run) == before && run.world.phase == phase)
    // The answer is no; the same key must not act below.
    try run.press(.begin)
    #expect(run.world.phase == phase && run.world.menu.page == .none)
  }

  @Test("Back on the page that was open before, the mark is where it was") func marks() throws {
    let run = try CinderRun.inRun()
    try run.press(.menu)
    try run.press(.down)
    try run.press(.down)
    try run.press(.begin)
    #expect(run.world.menu.page == .options)
    try run.press(.down)
    try run.press(.menu)
    #expect(run.world.menu.page == .pause && run.world.menu.cursor == 2)
    #expect(try run.screen().contains("▸ Options"))
  }
}
