import CGameABI
import CinderHost
import Testing
import World

@testable import Game

@Suite("Cinder: pause", .oneAtATime)
struct PauseTests {
  /// The bytes of a world without the tick number and the menu.
  private func bytes(_ host: CinderHost) throws -> [UInt8] {
    var bytes = host.bytes
    let menu = try #require(MemoryLayout<World>.offset(of: \.menu))
    let tick = try #require(MemoryLayout<World>.offset(of: \.header.tick))
    for index in menu..<menu + MemoryLayout<Menu>.size { bytes[index] = 0 }
    for index in tick..<tick + MemoryLayout<UInt64>.size { bytes[index] = 0 }
    return bytes
  }

  /// A host in the middle of a fight.
  private func fight() throws -> CinderHost {
    let host = CinderHost.inRun(files: ["waves.txt": "wave 1\nram 20 every 0.1\nspitter 20 every 0.1\n"])
    host.hold(.fire, ticks: 240)
    host.changeWorld { $0.lives = 3 }
    try #require(host.world.phase == .playing && host.world.shots.storage.count > 0)
    return host
  }

  @Test("Esc pauses, Esc goes on; meanwhile nothing but the menu changes") func pause() throws {
    let host = try fight()
    defer { host.close() }
    host.press(.menu)
    #expect(host.world.menu.page == .pause && host.picture().contains("Paused"))
    // Bodies rest in the first tick of a pause.
    host.wait(ticks: 1)
    let before = try bytes(host)
    for keys: [Action] in [[.down], [.down], [.up], [.left], [], [.flare], [.right]] {
      for key in keys { host.press(key) }
      host.wait(ticks: 20)
      _ = host.draw(columns: 80, rows: 24)
    }
    #expect(try bytes(host) == before)
    host.press(.menu)
    #expect(host.world.menu.page == .none)
    host.wait(ticks: 10)
    #expect(try bytes(host) != before)
  }

  @Test(
    "Each page over a run pauses it",
    arguments: [Page.options, .help, .confirmRestart, .confirmTitle, .confirmQuit])
  func pages(page: Page) throws {
    let host = try fight()
    defer { host.close() }
    host.changeWorld { $0.open(page) }
    host.wait(ticks: 1)
    let before = try bytes(host)
    host.wait(ticks: 60)
    #expect(try bytes(host) == before && host.world.menu.page == page)
    host.press(.menu)
    #expect(host.world.menu.page == .none)
  }

  @Test(
    "A page over the choice of upgrades or the end of a run pauses these",
    arguments: [Phase.upgrade, .over, .victory, .naming])
  func phases(phase: Phase) throws {
    let host = try fight()
    defer { host.close() }
    host.changeWorld { world in
      world.enter(phase)
      world.phase_time = 5
      world.open(.confirmQuit)
    }
    host.wait(ticks: 1)
    let before = try bytes(host)
    host.wait(ticks: 120)
    #expect(try bytes(host) == before && host.world.phase == phase)
    // The answer is no; the same key must not act below.
    host.press(.begin)
    #expect(host.world.phase == phase && host.world.menu.page == .none)
  }

  @Test("Back on the page that was open before, the mark is where it was") func marks() {
    let host = CinderHost.inRun()
    defer { host.close() }
    host.press(.menu)
    host.press(.down)
    host.press(.down)
    host.press(.begin)
    #expect(host.world.menu.page == .options)
    host.press(.down)
    host.press(.menu)
    #expect(host.world.menu.page == .pause && host.world.menu.cursor == 2)
    #expect(host.picture().contains("▸ Options"))
  }
}
