import CinderHost
import Testing
import World

@testable import Game

/// Runs with random keys, through the menu and all else that keys reach.
@Suite("Cinder: random keys", .oneAtATime)
struct RandomRunTests {
  @Test("5,000 ticks of random keys keep the world sound", arguments: [1, 2] as [UInt64])
  func sound(seed: UInt64) throws {
    let host = CinderHost(seed: seed)
    defer { host.close() }
    var keys = RandomKeys(seed: seed)
    var best: Int32 = 0
    for tick in 0..<5000 {
      let input = keys.next(tick)
      try #require(host.step(held: input.held, pressed: input.pressed), "tick \(tick): \(host.problems)")
      let world = host.world
      best = max(best, world.score)
      let body = world.player.body
      try #require(
        [body.position.x, body.position.y, body.velocity.x, body.velocity.y].allSatisfy(\.isFinite)
          && world.lives >= 0 && world.score >= 0 && world.wave >= 0
          && world.header.bytes_used <= world.header.bytes_reserved && world.embers.storage.count <= 900
          && world.creatures.storage.count <= Rules.maxCreatures, "tick \(tick): \(world)")
      guard tick % 200 == 0 else { continue }
      try #require(host.draw(columns: 80, rows: 24) != nil, "tick \(tick): \(host.problems)")
    }
    #expect(host.problems == [])
    #expect(best > 0)
  }

  @Test("The same keys give the same world, with and without reloads and drawing in between")
  func deterministic() throws {
    let ends = try [false, false, true].map { isReloaded in
      let host = CinderHost.inRun(seed: 5, files: RecordedRunFiles.all)
      defer { host.close() }
      var keys = RandomKeys(seed: 5)
      for tick in 0..<1500 {
        let input = keys.next(tick)
        try #require(host.step(held: input.held, pressed: input.pressed))
        if isReloaded, tick % 10 == 0 { try #require(host.reload()) }
        if isReloaded, tick % 31 == 0 { try #require(host.draw(columns: 80, rows: 24) != nil) }
      }
      return host.worldText
    }
    #expect(ends[0] == ends[1])
    #expect(ends[0] == ends[2])
  }
}
