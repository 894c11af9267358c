import GameSDK
import Testing
import World

@testable import Game

@Suite("Cinder")
struct CinderTests {
  private func bit(_ action: Action) -> UInt64 { 1 << UInt64(action.rawValue) }

  @Test("5000 ticks of random keys keep the world sound", arguments: [1, 2, 3] as [UInt64])
  func longRun(seed: UInt64) {
    let host = CinderHost(seed: seed)
    defer { host.close() }
    var keys = RandomKeys(seed: seed)
    var best: Int32 = 0
    for tick in 0..<5000 {
      let input = keys.next(tick)
      guard host.step(held: input.held, pressed: input.pressed) else {
        Issue.record("step failed in tick \(tick): \(host.problems)")
        return
      }
      let world = host.world
      best = max(best, world.score)
      let position = world.player.body.position
      let isSound =
        position.x.isFinite && position.y.isFinite && world.lives >= 0 && world.score >= 0
        && world.header.bytes_used <= world.header.bytes_reserved && world.embers.storage.count <= 900
      if !isSound {
        Issue.record(
          "tick \(tick): \(world.player.body) lives \(world.lives) embers \(world.embers.storage.count)")
        return
      }
      if tick % 200 == 0, host.draw(columns: 80, rows: 24) == nil {
        Issue.record("draw failed in tick \(tick): \(host.problems)")
        return
      }
    }
    #expect(host.problems == [])
    #expect(best > 0)
  }

  @Test("The same keys give the same world, with and without reloads and drawing in between")
  func deterministic() {
    var ends: [[UInt8]] = []
    for isReloaded in [false, false, true] {
      let host = CinderHost(seed: 5)
      var keys = RandomKeys(seed: 5)
      for tick in 0..<1500 {
        let input = keys.next(tick)
        _ = host.step(held: input.held, pressed: input.pressed)
        if isReloaded, tick % 10 == 0 { _ = host.reload() }
        if isReloaded, tick % 31 == 0 { _ = host.draw(columns: 80, rows: 24) }
      }
      ends.append(host.bytes)
      host.close()
    }
    #expect(ends[0] == ends[1])
    #expect(ends[0] == ends[2])
  }

  @Test("The title screen leads into the first wave")
  func title() throws {
    let host = CinderHost(seed: 1)
    defer { host.close() }
    _ = host.step(held: 0, pressed: 0)
    let title = try #require(host.draw(columns: 80, rows: 24)).joined()
    #expect(title.contains("enter to begin") && title.contains("arrows or WASD move"))
    _ = host.step(held: 0, pressed: bit(.begin))
    #expect(host.world.phase == .playing && host.world.wave == 1 && host.world.lives == Rules.lives)
    let game = try #require(host.draw(columns: 80, rows: 24))
    #expect(game[0].contains("♥ ♥ ♥") && game[0].contains("wave 1"))
  }

  @Test("Held keys move the player and fire shots")
  func movingAndFiring() {
    let host = CinderHost(seed: 1)
    defer { host.close() }
    _ = host.step(held: 0, pressed: bit(.begin))
    let start = host.world.player.body.position
    for _ in 0..<30 { _ = host.step(held: bit(.left) | bit(.fire), pressed: 0) }
    #expect(host.world.player.body.position.x < start.x - 8)
    #expect(host.world.player.facing.x == -1)
    #expect(host.world.shots.storage.count > 0)
  }

  @Test("Creatures reach an idle player, the game ends, and a new one begins")
  func gameOver() {
    let host = CinderHost(seed: 2)
    defer { host.close() }
    host.overrides["waves.txt"] = "wave 2\nimp 40 every 0.1\n"
    host.saveAllAssets()
    _ = host.step(held: 0, pressed: bit(.begin))
    var ticks = 0
    while host.world.phase == .playing, ticks < 20_000 {
      _ = host.step(held: 0, pressed: 0)
      ticks += 1
    }
    #expect(host.world.phase == .over && host.world.lives == 0)
    let picture = host.draw(columns: 80, rows: 24)?.joined() ?? ""
    #expect(picture.contains("the cinder is out"))
    for _ in 0..<100 { _ = host.step(held: 0, pressed: 0) }
    _ = host.step(held: 0, pressed: bit(.begin))
    #expect(host.world.phase == .playing && host.world.lives == Rules.lives && host.world.score == 0)
  }

  @Test("A broken level is reported, the last good one stays, and the next good one takes over")
  func brokenLevel() throws {
    let host = CinderHost(seed: 1)
    defer { host.close() }
    _ = host.step(held: 0, pressed: bit(.begin))
    let before = try #require(host.draw(columns: 80, rows: 24))
    host.overrides["levels/1.txt"] = "####\n#@?#\n####"
    host.saveAllAssets()
    #expect(host.draw(columns: 80, rows: 24) == before)
    #expect(host.problems.first == "levels/1.txt:2: `?` is no tile; use # . o @ ^")
    host.overrides["levels/1.txt"] = "####################\n#@................^#\n####################"
    host.saveAllAssets()
    _ = host.step(held: 0, pressed: 0)
    #expect(host.draw(columns: 80, rows: 24) != before)
    // The player stood where the new level has a wall, and was moved out of it.
    #expect(host.world.player.body.position.y < 8)
  }

  @Test("Every asset of the repository is read without a problem")
  func assets() throws {
    for number in 1...3 {
      let host = CinderHost(seed: 1)
      host.overrides["waves.txt"] =
        "wave \(number)\nbrute 1 every 1\nwisp 1 every 1\nmote 1 every 1\nimp 1 every 1"
      host.saveAllAssets()
      _ = host.step(held: 0, pressed: bit(.begin))
      for _ in 0..<120 { _ = host.step(held: 0, pressed: 0) }
      _ = host.draw(columns: 200, rows: 60)
      #expect(host.problems == [] && Int(host.world.level) == number)
      host.close()
    }
  }
}
