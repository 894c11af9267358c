import GameTesting
import Testing
import World

@testable import Game

@Suite("Cinder: controls and options in a run")
struct ControlsTests {
  /// A run whose one creature waits out of range.
  private func quietRun() throws -> CinderRun {
    try CinderRun.inRun(files: SampleFiles.creature("speed 0\nmoves stay"))
  }

  /// The number of shots in a time; no key but `held` ones.
  private func shots(_ run: CinderRun, ticks: Int, holding keys: Action...) throws -> Int {
    for key in keys { run.hold(key) }
    var count = 0
    for _ in 0..<ticks {
      run.world.shots = []
      try run.advance()
      count += run.world.shots.count
    }
    for key in keys { run.release(key) }
    return count
  }

  @Test("Held keys move the player and fire shots; fire slows the player down") func held() throws {
    let run = try quietRun()
    let start = run.world.player.body.position
    #expect(try shots(run, ticks: 60, holding: .left) == 0)
    let free = run.world.player.body.velocity.x
    #expect(try shots(run, ticks: 60, holding: .left, .fire) > 0)
    let firing = run.world.player.body.velocity.x
    #expect(free < firing && firing < 0 && abs(firing / free - PlayerTuning.firingSpeed) < 0.05)
    #expect(run.world.player.body.position.x < start.x - 30 && run.world.player.facing.x == -1)
  }

  @Test(
    "The bell rings at a hit only if the option is on, never in the demo",
    arguments: [(isOn: true, isDemo: false, bells: 1), (false, false, 0), (true, true, 0), (false, true, 0)])
  func bell(isOn: Bool, isDemo: Bool, bells: Int) throws {
    let run = try quietRun()
    run.change { world in
      world.options.bell = isOn
      world.is_demo = isDemo
      if isDemo { world.pilot = .idle }
    }
    run.moveCreatures(to: run.world.player.body.position)
    try run.advance(by: 2)
    #expect(run.world.lives == Rules.lives - 1 && run.requests.bells == bells)
  }

  @Test("A tap on the fire key lasts a moment; if it toggles, until the next tap", arguments: [false, true])
  func toggle(isToggle: Bool) throws {
    let run = try quietRun()
    run.world.options.fire_toggles = isToggle
    try run.press(.fire)
    try run.wait(seconds: 0.5)
    #expect(try (shots(run, ticks: 60) > 0) == isToggle)
    // Another key changes nothing.
    try run.press(.up, for: 30)
    #expect(try (shots(run, ticks: 60, holding: .up) > 0) == isToggle)
    try run.press(.fire)
    try run.wait(seconds: 0.5)
    #expect(try shots(run, ticks: 60) == 0)
  }

  @Test("Who stands still burns low, and burns up again with the first step") func glow() throws {
    let (still, fade) = (PlayerTuning.stillTime, PlayerTuning.fadeTime)
    let low = PlayerTuning.embersRate
    for (stillness, glow) in [
      (0, 1), (still, 1), (still + fade / 2, (1 + low) / 2), (still + fade, low), (99, low),
    ] {
      var player = Player()
      player.stillness = stillness
      #expect(abs(player.glow - glow) < 0.001, "after \(stillness) s")
    }
    let run = try quietRun()
    let fresh = try shots(run, ticks: 120, holding: .fire)
    try run.wait(seconds: still + fade)
    let burntDown = try shots(run, ticks: 120, holding: .fire)
    #expect(abs(Float(burntDown) / Float(fresh) - low) < 0.1, "\(fresh), then \(burntDown)")
    try run.press(.right, for: 30)
    #expect(run.world.player.glow == 1)
  }

  @Test("A new run asks before it replaces a kept one", arguments: [false, true])
  func replacing(isSure: Bool) throws {
    let progress = "furthest 7\nwave 6\nscore 900\nlives 2\n"
    let run = try CinderRun.atTitle(stored: ["progress.txt": progress])
    try run.press(.down)
    try run.press(.begin)
    #expect(try run.world.phase == .title && run.screen().contains("Give up the run at wave 6?"))
    if isSure { try run.press(.down) }
    try run.press(.begin)
    if isSure {
      #expect(run.world.phase == .playing && run.world.wave == 1 && run.world.score == 0)
      #expect(run.stored["progress.txt"]?.contains("furthest 7\nwave 1\nscore 0\n") == true)
    } else {
      #expect(run.world.phase == .title && run.stored["progress.txt"] == progress)
      #expect(try run.screen().contains("▸ Start"))
    }
  }

  @Test("The upgrades of a kept run are in force, as far as the file has them") func resumed() throws {
    var files = SampleFiles.creature("speed 0\nmoves stay")
    files["upgrades.txt"] = "upgrade Forked flame\nmax 5\nshots + 1\n"
    let progress = "wave 1\nscore 900\nlives 2\nupgrade 3 Forked flame\nupgrade 1 Gone\n"
    let run = try CinderRun.atTitle(files: files, stored: ["progress.txt": progress])
    try run.press(.begin)
    #expect(run.world.score == 900 && run.world.lives == 2)
    #expect(try shots(run, ticks: 1, holding: .fire) == 4 && run.problems == [])
  }
}
