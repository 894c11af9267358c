import CinderHost
import Testing
import World

@testable import Game

@Suite("Cinder: files that the screen does not need", .oneAtATime)
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
      let host = CinderHost(seed: 1)
      defer { host.close() }
      if isOver { host.changeWorld { $0.phase = .over } }
      drawAllFiles(host)
      #expect(host.problems == [])
      host.save([path: text])
      _ = host.draw(columns: 80, rows: 24)
      #expect(host.problems.count == 1)
      #expect(host.problems.first?.hasPrefix("\(path):") == true, "\(host.problems)")
    }
  }

  @Test("A level that new waves name is read, although no run has reached it")
  func levelOfNewWaves() throws {
    let host = CinderHost(seed: 1)
    defer { host.close() }
    drawAllFiles(host)
    let waves = try CinderHost.text(of: "waves.txt")
    host.save(["waves.txt": waves + "\nwave 77\nmote 3 every 1\n", "levels/77.txt": "#####\n#@?^#\n#####"])
    drawAllFiles(host)
    #expect(host.problems.count == 1)
    #expect(host.problems.first?.hasPrefix("levels/77.txt:2:") == true, "\(host.problems)")
  }

  /// Draws more frames than there are files: each frame reads one.
  private func drawAllFiles(_ host: CinderHost) {
    for _ in 0..<50 { _ = host.draw(columns: 80, rows: 24) }
  }
}
