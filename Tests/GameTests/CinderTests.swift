import GameSDK
import Testing
import World

@testable import Game

@Suite struct CinderTests {
  private func bit(_ action: Action) -> UInt64 { 1 << UInt64(action.rawValue) }

  /// Keys at random, as somebody plays who does not look.
  private struct Keys {
    var random: SystemSeeded
    var held: UInt64 = 0

    mutating func next(_ tick: Int) -> (held: UInt64, pressed: UInt64) {
      var pressed: UInt64 = 0
      if tick % 9 == 0 {
        let new = random.next() & random.next() & 0x7F
        pressed = new & ~held
        held = new
      }
      return (held, pressed)
    }
  }

  /// A small generator, so that a run can be had again.
  private struct SystemSeeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func itRunsForLongAndStaysWhole(seed: UInt64) {
    let host = CinderHost(seed: seed)
    defer { host.close() }
    var keys = Keys(random: SystemSeeded(state: seed))
    var best: Int32 = 0
    for tick in 0..<5000 {
      let input = keys.next(tick)
      guard host.step(held: input.held, pressed: input.pressed) else {
        Issue.record("step failed in tick \(tick): \(host.complaints)")
        return
      }
      let world = host.world
      best = max(best, world.score)
      let place = world.player.body.position
      let isWhole =
        place.x.isFinite && place.y.isFinite && world.lives >= 0 && world.score >= 0
        && world.header.bytes_used <= world.header.bytes_reserved && world.embers.storage.count <= 900
      if !isWhole {
        Issue.record(
          "tick \(tick): \(world.player.body) lives \(world.lives) embers \(world.embers.storage.count)")
        return
      }
      if tick % 200 == 0, host.draw(columns: 80, rows: 24) == nil {
        Issue.record("draw failed in tick \(tick): \(host.complaints)")
        return
      }
    }
    #expect(host.complaints == [])
    #expect(best > 0)
  }

  @Test func theSameKeysMakeTheSameWorld() {
    var ends: [[UInt8]] = []
    for isReloaded in [false, false, true] {
      let host = CinderHost(seed: 5)
      var keys = Keys(random: SystemSeeded(state: 5))
      for tick in 0..<1500 {
        let input = keys.next(tick)
        _ = host.step(held: input.held, pressed: input.pressed)
        // What is derived from the world leaves no trace in it: neither drawing nor a reload changes what comes.
        if isReloaded, tick % 10 == 0 { _ = host.reload() }
        if isReloaded, tick % 31 == 0 { _ = host.draw(columns: 80, rows: 24) }
      }
      ends.append(host.bytes)
      host.close()
    }
    #expect(ends[0] == ends[1])
    #expect(ends[0] == ends[2])
  }

  @Test func theTitleLeadsIntoTheGame() throws {
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

  @Test func movingAndFiring() {
    let host = CinderHost(seed: 1)
    defer { host.close() }
    _ = host.step(held: 0, pressed: bit(.begin))
    let start = host.world.player.body.position
    for _ in 0..<30 { _ = host.step(held: bit(.left) | bit(.fire), pressed: 0) }
    #expect(host.world.player.body.position.x < start.x - 8)
    #expect(host.world.player.facing.x == -1)
    #expect(host.world.shots.storage.count > 0)
  }

  @Test func creaturesFindThePlayerAndTheGameEnds() {
    let host = CinderHost(seed: 2)
    defer { host.close() }
    host.replaced["waves.txt"] = "wave 2\nimp 40 every 0.1\n"
    host.saveAll()
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

  @Test func aBrokenLevelIsReportedAndTheGameGoesOn() throws {
    let host = CinderHost(seed: 1)
    defer { host.close() }
    _ = host.step(held: 0, pressed: bit(.begin))
    let before = try #require(host.draw(columns: 80, rows: 24))
    host.replaced["levels/1.txt"] = "####\n#@?#\n####"
    host.saveAll()
    #expect(host.draw(columns: 80, rows: 24) == before)
    #expect(host.complaints.first == "levels/1.txt:2: `?` is no tile; use # . o @ ^")
    host.replaced["levels/1.txt"] = "####################\n#@................^#\n####################"
    host.saveAll()
    _ = host.step(held: 0, pressed: 0)
    #expect(host.draw(columns: 80, rows: 24) != before)
    // Where there is wall now, nobody stands.
    #expect(host.world.player.body.position.y < 8)
  }

  @Test(arguments: [(20, 5), (59, 24), (80, 17), (1, 1)]) func aSmallTerminalIsToldWhatIsNeeded(
    columns: Int, rows: Int
  ) throws {
    let host = CinderHost(seed: 1)
    defer { host.close() }
    _ = host.step(held: 0, pressed: 0)
    let picture = try #require(host.draw(columns: columns, rows: rows)).joined()
    #expect(columns < 20 || picture.contains("Cinder needs 60×18"))
  }

  @Test func everyFileOfTheGameIsGood() throws {
    for number in 1...3 {
      let host = CinderHost(seed: 1)
      host.replaced["waves.txt"] =
        "wave \(number)\nbrute 1 every 1\nwisp 1 every 1\nmote 1 every 1\nimp 1 every 1"
      host.saveAll()
      _ = host.step(held: 0, pressed: bit(.begin))
      for _ in 0..<120 { _ = host.step(held: 0, pressed: 0) }
      _ = host.draw(columns: 200, rows: 60)
      #expect(host.complaints == [] && Int(host.world.level) == number)
      host.close()
    }
  }
}
