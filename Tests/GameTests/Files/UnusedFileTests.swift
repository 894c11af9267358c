import GameTesting
import Testing
import World

@testable import Game

@Suite("Cinder: files that the screen does not need")
struct UnusedFileTests {
  @Test(
    "An error in any file is reported on the title screen and after a run, when the file is saved",
    arguments: [
      ("waves.txt", "wave one\n"), ("shots.txt", "shot spark\nspeed many\n"),
      ("creatures.txt", "creature imp\nhealth one\n"), ("upgrades.txt", "upgrade A\nmax 0\n"),
      ("levels/7.txt", "#####\n#@?^#\n#####"), ("palettes/safe.txt", "floor\n"),
      ("sprites/player.txt", "row\n"),
    ])
  func everyScene(path: String, text: String) throws {
    for isOver in [false, true] {
      let run = try CinderRun.atTitle()
      if isOver { run.world.phase = .over }
      try drawAllFiles(run)
      #expect(run.problems == [])
      run.save([path: text])
      try run.draw()
      #expect(run.problems.count == 1)
      #expect(run.problems.first?.hasPrefix("assets/\(path):") == true, "\(run.problems)")
    }
  }

  @Test("A level that new waves name is read, although no run has reached it")
  func levelOfNewWaves() throws {
    let run = try CinderRun.atTitle()
    try drawAllFiles(run)
    let waves = try Repository.text(of: "waves.txt")
    run.save(["waves.txt": waves + "\nwave 77\nmote 3 every 1\n", "levels/77.txt": "#####\n#@?^#\n#####"])
    try drawAllFiles(run)
    #expect(run.problems.count == 1)
    #expect(run.problems.first?.hasPrefix("assets/levels/77.txt:2:") == true, "\(run.problems)")
  }

  /// Draws more frames than there are files: each frame reads one.
  private func drawAllFiles(_ run: CinderRun) throws {
    for _ in 0..<50 { try run.draw() }
  }
}
