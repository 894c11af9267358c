import GameTesting
import Testing
import World

@testable import Game

/// Runs with random keys, through the menu and all else that keys reach.
@Suite("Cinder: random keys")
struct RandomRunTests {
  @Test("5,000 ticks of random keys keep the world sound", arguments: [1, 2] as [UInt64])
  func sound(seed: UInt64) throws {
    let run = try CinderRun.atTitle(seed: seed)
    var keys = RandomKeys(seed: seed)
    var best: Int32 = 0
    for tick in 0..<5000 {
      keys.press(in: run, tick)
      try run.advance()
      let world = run.change { $0 }
      best = max(best, world.score)
      let body = world.player.body
      try #require(
        [body.position.x, body.position.y, body.velocity.x, body.velocity.y].allSatisfy(\.isFinite)
          && world.lives >= 0 && world.score >= 0 && world.wave >= 0
          && world.header.bytes_used <= world.header.bytes_reserved && world.embers.storage.count <= 900
          && world.creatures.storage.count <= Rules.maxCreatures, "tick \(tick): \(world)")
      guard tick % 200 == 0 else { continue }
      try run.draw()
    }
    #expect(run.problems == [])
    #expect(best > 0)
  }

  @Test("The same keys give the same world, with and without reloads and drawing in between")
  func deterministic() throws {
    let ends = try [false, false, true].map { isReloaded in
      let run = try CinderRun.inRun(seed: 5, files: RecordedRunFiles.all)
      var keys = RandomKeys(seed: 5)
      for tick in 0..<1500 {
        keys.press(in: run, tick)
        try run.advance()
        if isReloaded, tick % 10 == 0 { try run.reload() }
        if isReloaded, tick % 31 == 0 { try run.draw() }
      }
      return run.worldText
    }
    #expect(ends[0] == ends[1])
    #expect(ends[0] == ends[2])
  }
}
