import GameSDK
import GameTesting
import Testing
import World

@testable import Game

/// The files of creatures, shots and waves are edited while creatures live.
@Suite("Cinder: files that change during a wave")
struct ChangedFileTests {
  private static let dot = "creature dot\nhealth 50\nspeed 0\nmoves stay\nframe\n.t.\ntpt\n\n"
  private static let egg = "creature egg\nhealth 50\nspeed 0\nmoves stay\nframe\nii\nii\nii\n\n"
  private static let eggs = "wave 1\negg 1 every 1 after 600\n"

  /// A run with a creature of the kind `dot` in the picture, and a tick passed since.
  private func run() throws -> CinderRun {
    let run = try CinderRun.duel(
      "", distance: 15, files: ["creatures.txt": ChangedFileTests.dot + ChangedFileTests.egg])
    try run.advance()
    return run
  }

  private func pixels(_ run: CinderRun) throws -> [UInt32] {
    try run.draw().cells.flatMap { [$0.fore, $0.back] }
  }

  @Test("A living creature whose kind is removed is drawn as the stand-in, and lives on") func removed()
    throws
  {
    let run = try run()
    let own = try pixels(run)
    // The stand-in is two by two pixels of the palette's `p`.
    run.save([
      "creatures.txt": "creature dot\nframe\npp\npp\n\n" + ChangedFileTests.egg,
      "waves.txt": ChangedFileTests.eggs,
    ])
    let square = try pixels(run)
    run.save(["creatures.txt": ChangedFileTests.egg])
    #expect(try pixels(run) == square && square != own)
    try run.wait(seconds: 2)
    #expect(run.world.creatures.map(\.kind) == [contentID("dot")])
    // It can die, too.
    run.killCreatures()
    try run.advance()
    #expect(run.world.creatures.isEmpty && run.world.kills == 1 && run.problems == [])
  }

  @Test("A wave that names a creature that is gone stays as it was, with a report") func wave() throws {
    let run = try run()
    run.save(["creatures.txt": ChangedFileTests.egg])
    run.assets["waves.txt"] = run.assets["waves.txt"]
    try run.draw()
    #expect(run.problems.count == 1)
    #expect(run.problems.first?.hasPrefix("assets/waves.txt:2: `dot` is no creature") == true)
    try run.advance(by: 10)
    #expect(try run.screen().contains("wave 1 of 1"))
    #expect(run.world.creatures.count == 1 && run.problems.count == 1)
  }

  @Test(
    "Entries that are moved or inserted do not change living creatures",
    arguments: [
      egg + dot, "creature new\nspeed 9\nframe\nm\n\n" + dot + egg,
      egg + "creature new\n\n" + dot + "creature last\n",
    ])
  func moved(text: String) throws {
    let run = try run()
    let (picture, creature) = (try pixels(run), run.dot)
    run.save(["creatures.txt": text])
    #expect(try pixels(run) == picture)
    try run.wait(seconds: 1)
    #expect(run.dot.kind == creature.kind && run.dot.body.position == creature.body.position)
    #expect(run.world.creatures.count == 1 && run.dot.health == creature.health && run.problems == [])
  }

  @Test("Changed values act on living creatures at once") func values() throws {
    let run = try run()
    run.save([
      "creatures.txt": "creature dot\nspeed 30\nattack ring bolt 5 every 1\n\n" + ChangedFileTests.egg
    ])
    try run.wait(seconds: 0.5)
    #expect(run.dotDistance < 10 && run.hostileShots.count == 5 && run.problems == [])
  }

  @Test("A list of attacks that becomes shorter goes on at a valid one") func attacks() throws {
    let run = try run()
    run.changeCreatures { $0.attack = 5 }
    run.save([
      "creatures.txt": "creature dot\nspeed 0\nattack ring bolt 5 every 1\n\n" + ChangedFileTests.egg
    ])
    try run.advance(by: 2)
    #expect(run.hostileShots.count == 5 && run.dot.attack == 0)
  }

  @Test("A shot whose kind is removed flies on and is drawn") func shots() throws {
    let run = try run()
    run.world.player.fire_cooldown = 0
    run.moveCreatures(to: run.world.player.body.position + Vector(x: 60, y: 0))
    try run.press(.fire)
    #expect(run.world.shots.count == 1)
    run.save(["shots.txt": "shot other\n"])
    try run.advance(by: 5)
    try run.draw()
    #expect(run.world.shots.count >= 1)
    #expect(try run.wait(atMost: 3) { $0.dot.health < 50 } && run.problems == [])
  }
}

extension Vector {
  fileprivate static func == (a: Vector, b: Vector) -> Bool { a.x == b.x && a.y == b.y }
}
