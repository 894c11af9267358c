import CinderRuns
import GameSDK
import GameTesting
import Testing
import World

@testable import Game

@Suite("Cinder: files that change during a run")
struct ChangedRunTests {
  @Test("A run is won if waves.txt becomes shorter than it")
  func shorterWaves() throws {
    let w = "wave 1\nimp 1 every 1\n"
    let run = try CinderRun.inRun(files: ["waves.txt": w + w + w + w, "upgrades.txt": ""])
    for _ in 0..<2 {
      _ = try run.finishWave()
      try run.wait(seconds: Rules.intermission + 1)
    }
    #expect(run.world.wave == 3)
    run.save(["waves.txt": w + w])
    _ = try run.finishWave()
    try run.wait(seconds: Rules.intermission + 1)
    #expect(run.world.phase == .victory, "wave \(run.world.wave) phase \(run.world.phase.rawValue)")
  }

  @Test("A level saved with a wall on the player while an upgrade is chosen moves the player")
  func wallDuringChoice() throws {
    let w = "wave 1\nimp 1 every 1\n"
    let run = try CinderRun.inRun(files: ["waves.txt": w + w, "levels/1.txt": SampleFiles.hall])
    _ = try run.finishWave()
    try run.wait(seconds: Rules.intermission + 0.6)
    #expect(run.world.phase == .upgrade)
    let p = run.world.player.body.position
    var rows = SampleFiles.hall.split(separator: "\n").map(Array.init)
    let (c, r) = (TileMap.tileIndex(p.x), TileMap.tileIndex(p.y) + 1)
    rows[r][c] = "#"
    rows[r][c + 2] = "@"
    run.save(["levels/1.txt": rows.map { String($0) }.joined(separator: "\n") + "\n"])
    try run.press(.begin)
    #expect(run.world.phase == .playing && run.problems == [])
    #expect(WallCheck(run.assets).overlaps(in: run) == [])
    try run.advance()
    #expect(WallCheck(run.assets).overlaps(in: run) == [])
  }

  @Test("A boss that fits through no passage of three tiles is rejected, unless it flies")
  func tooLargeBoss() throws {
    let boss = "creature big\nsize 6\ntitle Big\n"
    #expect(throws: AssetError.self) { try CreatureFile(text: boss, shots: ShotFile()) }
    _ = try CreatureFile(text: boss + "moves fly\n", shots: ShotFile())
  }

  @Test("An upgrade is offered up to its maximum, and a new entry of the file at once")
  func maxima() throws {
    let w = String(repeating: "wave 1\nimp 1 every 1\n", count: 9)
    let run = try CinderRun.inRun(files: [
      "waves.txt": w, "upgrades.txt": "upgrade A\nspeed * 1.1\nupgrade B\nmax 2\nspeed * 1.1\n",
    ])
    func next() throws -> [UInt32] {
      _ = try run.finishWave()
      try run.wait(seconds: Rules.intermission + 1)
      let o = run.world.offers.map(\.kind)
      if run.world.phase == .upgrade { try run.press(.begin) }
      return o
    }
    var all: [[UInt32]] = []
    for _ in 0..<4 { all.append(try next()) }
    #expect(run.world.upgrades.reduce(0) { $0 + $1.count } == 3)
    #expect(all[3].isEmpty)
    run.save([
      "upgrades.txt": "upgrade A\nspeed * 1.1\nupgrade New\nspeed * 2\nupgrade B\nmax 2\nspeed * 1.1\n"
    ])
    #expect(try next() == [contentID("New")])
  }
}
