import CinderHost
import Testing
import World

@testable import Game

@Suite("Cinder: demo", .oneAtATime)
struct DemoTests {
  private static let stored = [
    "scores.txt": "10 1 1 9 cold ANNA\n", "progress.txt": "furthest 7\nwave 6\nscore 900\nlives 2\n",
  ]

  /// A host whose demo just began. Its one creature neither moves nor dies.
  private func demo() throws -> CinderHost {
    let host = CinderHost(
      seed: 1, overrides: TestFiles.creature("speed 0\nmoves stay"), storedFiles: DemoTests.stored)
    host.wait(seconds: Rules.demoDelay)
    try #require(host.world.is_demo)
    return host
  }

  @Test("Without a key on the title screen a bot plays after a while") func begins() throws {
    let host = CinderHost(seed: 1, overrides: TestFiles.creature("speed 0"))
    defer { host.close() }
    host.wait(seconds: Rules.demoDelay - 1)
    #expect(host.world.phase == .title)
    // A key starts the time again.
    host.press(.down)
    host.wait(seconds: Rules.demoDelay - 1)
    #expect(host.world.phase == .title)
    host.wait(seconds: 1)
    #expect(host.world.phase == .playing && host.world.is_demo && host.world.pilot == .skilled)
    #expect(host.picture().contains("demo"))
  }

  @Test(
    "No demo disturbs who reads a page", arguments: [Page.help, .scores, .options, .levels, .confirmRestart])
  func reading(page: Page) {
    let host = CinderHost(seed: 1, overrides: TestFiles.creature("speed 0"))
    defer { host.close() }
    host.changeWorld { $0.open(page) }
    host.wait(seconds: Rules.demoDelay + 2)
    #expect(host.world.phase == .title && host.world.menu.page == page)
    host.press(.menu)
    host.wait(seconds: Rules.demoDelay - 1)
    #expect(host.world.phase == .title)
    host.wait(seconds: 1)
    #expect(host.world.is_demo)
  }

  @Test("Each key ends the demo and does nothing else", arguments: Action.allCases) func key(key: Action)
    throws
  {
    let host = try demo()
    defer { host.close() }
    host.wait(ticks: 100)
    host.press(key)
    let world = host.world
    #expect(world.phase == .title && world.menu.page == .main && !world.is_demo && world.pilot == .keys)
    #expect(host.quitRequests == 0 && host.storedFiles == DemoTests.stored)
    #expect(host.picture().contains("▸ Continue"))
  }

  @Test("The demo ends after its time, and stores nothing") func time() throws {
    let host = try demo()
    defer { host.close() }
    let start = host.world.header.tick
    #expect(host.wait(atMost: Int(Rules.demoTime) + 5) { !$0.world.is_demo })
    let seconds = Float(host.world.header.tick - start) / Float(CinderHost.ticksPerSecond)
    #expect(abs(seconds - Rules.demoTime) < 0.5 && host.world.phase == .title)
    #expect(host.storedFiles == DemoTests.stored)
  }

  @Test("A demo that is lost or finishes a wave stores nothing", arguments: [true, false]) func end(
    isLost: Bool
  ) throws {
    let host = try demo()
    defer { host.close() }
    host.changeWorld { $0.score = 5000 }
    if isLost {
      host.changeWorld { $0.lives = 0 }
      host.wait(ticks: 1)
      #expect(host.world.phase == .title && !host.world.is_demo)
    } else {
      host.changeWorld { $0.spawners.storage.count = 0 }
      host.killCreatures()
      let wave = host.world.wave
      #expect(host.wait(atMost: 10) { $0.world.wave == wave + 1 } && host.world.is_demo)
    }
    #expect(host.storedFiles == DemoTests.stored)
  }
}
