import CinderHost
import GameSDK
import Testing
import World

@testable import Game

@Suite("Cinder: files that change during a run", .oneAtATime)
struct ChangedRunTests {
  @Test("A run is won if waves.txt becomes shorter than it")
  func shorterWaves() {
    let w = "wave 1\nimp 1 every 1\n"
    let host = CinderHost.inRun(files: ["waves.txt": w + w + w + w, "upgrades.txt": ""])
    defer { host.close() }
    for _ in 0..<2 {
      _ = host.finishWave()
      host.wait(seconds: Rules.intermission + 1)
    }
    #expect(host.world.wave == 3)
    host.save(["waves.txt": w + w])
    _ = host.finishWave()
    host.wait(seconds: Rules.intermission + 1)
    #expect(host.world.phase == .victory, "wave \(host.world.wave) phase \(host.world.phase.rawValue)")
  }

  @Test("A level saved with a wall on the player while an upgrade is chosen moves the player")
  func wallDuringChoice() throws {
    let w = "wave 1\nimp 1 every 1\n"
    let host = CinderHost.inRun(files: ["waves.txt": w + w, "levels/1.txt": TestFiles.hall])
    defer { host.close() }
    _ = host.finishWave()
    host.wait(seconds: Rules.intermission + 0.6)
    #expect(host.world.phase == .upgrade)
    let p = host.world.player.body.position
    var rows = TestFiles.hall.split(separator: "\n").map(Array.init)
    let (c, r) = (TileMap.tileIndex(p.x), TileMap.tileIndex(p.y) + 1)
    rows[r][c] = "#"
    rows[r][c + 2] = "@"
    host.save(["levels/1.txt": rows.map { String($0) }.joined(separator: "\n") + "\n"])
    host.press(.begin)
    #expect(host.world.phase == .playing && host.problems == [])
    #expect(WallCheck(host).overlaps(in: host) == [])
    host.wait(ticks: 1)
    #expect(WallCheck(host).overlaps(in: host) == [])
  }

  @Test("A boss that fits through no passage of three tiles is rejected, unless it flies")
  func tooLargeBoss() throws {
    let boss = "creature big\nsize 6\ntitle Big\n"
    #expect(throws: AssetError.self) { try CreatureFile(text: boss, shots: ShotFile()) }
    _ = try CreatureFile(text: boss + "moves fly\n", shots: ShotFile())
  }

  @Test("An upgrade is offered up to its maximum, and a new entry of the file at once")
  func maxima() {
    let w = String(repeating: "wave 1\nimp 1 every 1\n", count: 9)
    let host = CinderHost.inRun(files: [
      "waves.txt": w, "upgrades.txt": "upgrade A\nspeed * 1.1\nupgrade B\nmax 2\nspeed * 1.1\n",
    ])
    defer { host.close() }
    func next() -> [UInt32] {
      _ = host.finishWave()
      host.wait(seconds: Rules.intermission + 1)
      let o = host.offers.map(\.kind)
      if host.world.phase == .upgrade { host.press(.begin) }
      return o
    }
    var all: [[UInt32]] = []
    for _ in 0..<4 { all.append(next()) }
    #expect(host.upgrades.reduce(0) { $0 + $1.count } == 3)
    #expect(all[3].isEmpty)
    host.save([
      "upgrades.txt": "upgrade A\nspeed * 1.1\nupgrade New\nspeed * 2\nupgrade B\nmax 2\nspeed * 1.1\n"
    ])
    #expect(next() == [contentID("New")])
  }
}
