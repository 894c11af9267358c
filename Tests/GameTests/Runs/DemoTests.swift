import GameTesting
import Testing
import World

@testable import Game

@Suite("Cinder: demo")
struct DemoTests {
  private static let stored = [
    "scores.txt": "10 1 1 9 cold ANNA\n", "progress.txt": "furthest 7\nwave 6\nscore 900\nlives 2\n",
  ]

  /// A run whose demo just began. Its one creature neither moves nor dies.
  private func demo() throws -> CinderRun {
    let run = try CinderRun.atTitle(
      files: SampleFiles.creature("speed 0\nmoves stay"), stored: DemoTests.stored)
    try run.wait(seconds: Rules.demoDelay)
    try #require(run.world.is_demo)
    return run
  }

  @Test("Without a key on the title screen a bot plays after a while") func begins() throws {
    let run = try CinderRun.atTitle(files: SampleFiles.creature("speed 0"))
    try run.wait(seconds: Rules.demoDelay - 1)
    #expect(run.world.phase == .title)
    // A key starts the time again.
    try run.press(.down)
    try run.wait(seconds: Rules.demoDelay - 1)
    #expect(run.world.phase == .title)
    try run.wait(seconds: 1)
    #expect(run.world.phase == .playing && run.world.is_demo && run.world.pilot == .skilled)
    #expect(try run.screen().contains("demo"))
  }

  @Test(
    "No demo disturbs who reads a page", arguments: [Page.help, .scores, .options, .levels, .confirmRestart])
  func reading(page: Page) throws {
    let run = try CinderRun.atTitle(files: SampleFiles.creature("speed 0"))
    run.change { $0.open(page) }
    try run.wait(seconds: Rules.demoDelay + 2)
    #expect(run.world.phase == .title && run.world.menu.page == page)
    try run.press(.menu)
    try run.wait(seconds: Rules.demoDelay - 1)
    #expect(run.world.phase == .title)
    try run.wait(seconds: 1)
    #expect(run.world.is_demo)
  }

  @Test("Each key ends the demo and does nothing else", arguments: Action.allCases) func key(key: Action)
    throws
  {
    let run = try demo()
    try run.advance(by: 100)
    try run.press(key)
    let world = run.world
    #expect(world.phase == .title && world.menu.page == .main && !world.is_demo && world.pilot == .keys)
    #expect(run.requests.quits == 0 && run.stored.texts == DemoTests.stored)
    #expect(try run.screen().contains("▸ Continue"))
  }

  @Test("The demo ends after its time, and stores nothing") func time() throws {
    let run = try demo()
    let start = run.tick
    #expect(try run.wait(atMost: Int(Rules.demoTime) + 5) { !$0.world.is_demo })
    let seconds = Float(run.tick - start) / Float(run.ticksPerSecond)
    #expect(abs(seconds - Rules.demoTime) < 0.5 && run.world.phase == .title)
    #expect(run.stored.texts == DemoTests.stored)
  }

  @Test("A demo that is lost or finishes a wave stores nothing", arguments: [true, false]) func end(
    isLost: Bool
  ) throws {
    let run = try demo()
    run.world.score = 5000
    if isLost {
      run.world.lives = 0
      try run.advance()
      #expect(run.world.phase == .title && !run.world.is_demo)
    } else {
      run.world.spawners = []
      run.killCreatures()
      let wave = run.world.wave
      #expect(try run.wait(atMost: 10) { $0.world.wave == wave + 1 } && run.world.is_demo)
    }
    #expect(run.stored.texts == DemoTests.stored)
  }
}
