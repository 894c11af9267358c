import CinderHost
import Testing
import World

@testable import Game

@Suite("Cinder: controls and options in a run", .oneAtATime)
struct ControlsTests {
  /// A run whose one creature waits out of range.
  private func quietRun() -> CinderHost { CinderHost.inRun(files: TestFiles.creature("speed 0\nmoves stay")) }

  /// The number of shots in a time; no key but `held` ones.
  private func shots(_ host: CinderHost, ticks: Int, holding keys: Action...) -> Int {
    let held = keys.reduce(0 as UInt64) { $0 | 1 << UInt64($1.rawValue) }
    var count = 0
    for _ in 0..<ticks {
      host.changeWorld { $0.shots.storage.count = 0 }
      _ = host.step(held: held, pressed: 0)
      count += host.shots.count
    }
    return count
  }

  @Test("Held keys move the player and fire shots; fire slows the player down") func held() {
    let host = quietRun()
    defer { host.close() }
    let start = host.world.player.body.position
    #expect(shots(host, ticks: 60, holding: .left) == 0)
    let free = host.world.player.body.velocity.x
    #expect(shots(host, ticks: 60, holding: .left, .fire) > 0)
    let firing = host.world.player.body.velocity.x
    #expect(free < firing && firing < 0 && abs(firing / free - PlayerTuning.firingSpeed) < 0.05)
    #expect(host.world.player.body.position.x < start.x - 30 && host.world.player.facing.x == -1)
  }

  @Test(
    "The bell rings at a hit only if the option is on, never in the demo",
    arguments: [(isOn: true, isDemo: false, bells: 1), (false, false, 0), (true, true, 0), (false, true, 0)])
  func bell(isOn: Bool, isDemo: Bool, bells: Int) {
    let host = quietRun()
    defer { host.close() }
    host.changeWorld { world in
      world.options.bell = isOn
      world.is_demo = isDemo
      if isDemo { world.pilot = .idle }
    }
    host.moveCreatures(to: host.world.player.body.position)
    host.wait(ticks: 2)
    #expect(host.world.lives == Rules.lives - 1 && host.bells == bells)
  }

  @Test("A tap on the fire key lasts a moment; if it toggles, until the next tap", arguments: [false, true])
  func toggle(isToggle: Bool) {
    let host = quietRun()
    defer { host.close() }
    host.changeWorld { $0.options.fire_toggles = isToggle }
    host.press(.fire)
    host.wait(seconds: 0.5)
    #expect((shots(host, ticks: 60) > 0) == isToggle)
    // Another key changes nothing.
    host.hold(.up, ticks: 30)
    #expect((shots(host, ticks: 60, holding: .up) > 0) == isToggle)
    host.press(.fire)
    host.wait(seconds: 0.5)
    #expect(shots(host, ticks: 60) == 0)
  }

  @Test("Who stands still burns low, and burns up again with the first step") func glow() {
    let (still, fade) = (PlayerTuning.stillTime, PlayerTuning.fadeTime)
    let low = PlayerTuning.embersRate
    for (stillness, glow) in [
      (0, 1), (still, 1), (still + fade / 2, (1 + low) / 2), (still + fade, low), (99, low),
    ] {
      var player = Player()
      player.stillness = stillness
      #expect(abs(player.glow - glow) < 0.001, "after \(stillness) s")
    }
    let host = quietRun()
    defer { host.close() }
    let fresh = shots(host, ticks: 120, holding: .fire)
    host.wait(seconds: still + fade)
    let burntDown = shots(host, ticks: 120, holding: .fire)
    #expect(abs(Float(burntDown) / Float(fresh) - low) < 0.1, "\(fresh), then \(burntDown)")
    host.hold(.right, ticks: 30)
    #expect(host.world.player.glow == 1)
  }

  @Test("A new run asks before it replaces a kept one", arguments: [false, true]) func replacing(isSure: Bool)
  {
    let progress = "furthest 7\nwave 6\nscore 900\nlives 2\n"
    let host = CinderHost(seed: 1, storedFiles: ["progress.txt": progress])
    defer { host.close() }
    host.press(.down)
    host.press(.begin)
    #expect(host.world.phase == .title && host.picture().contains("Give up the run at wave 6?"))
    if isSure { host.press(.down) }
    host.press(.begin)
    if isSure {
      #expect(host.world.phase == .playing && host.world.wave == 1 && host.world.score == 0)
      #expect(host.storedFiles["progress.txt"]?.contains("furthest 7\nwave 1\nscore 0\n") == true)
    } else {
      #expect(host.world.phase == .title && host.storedFiles["progress.txt"] == progress)
      #expect(host.picture().contains("▸ Start"))
    }
  }

  @Test("The upgrades of a kept run are in force, as far as the file has them") func resumed() {
    var files = TestFiles.creature("speed 0\nmoves stay")
    files["upgrades.txt"] = "upgrade Forked flame\nmax 5\nshots + 1\n"
    let progress = "wave 1\nscore 900\nlives 2\nupgrade 3 Forked flame\nupgrade 1 Gone\n"
    let host = CinderHost(seed: 1, overrides: files, storedFiles: ["progress.txt": progress])
    defer { host.close() }
    host.press(.begin)
    #expect(host.world.score == 900 && host.world.lives == 2)
    #expect(shots(host, ticks: 1, holding: .fire) == 4 && host.problems == [])
  }
}
