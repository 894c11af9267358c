import CGameABI
import CinderHost
import Testing
import World

@testable import Game

/// The files of creatures, shots and waves are edited while creatures live.
@Suite("Cinder: files that change during a wave", .oneAtATime)
struct ChangedFileTests {
  private static let dot = "creature dot\nhealth 50\nspeed 0\nmoves stay\nframe\n.t.\ntpt\n\n"
  private static let egg = "creature egg\nhealth 50\nspeed 0\nmoves stay\nframe\nii\nii\nii\n\n"
  private static let eggs = "wave 1\negg 1 every 1 after 600\n"

  /// A run with a creature of the kind `dot` in the picture, and a tick passed since.
  private func host() -> CinderHost {
    let host = CinderHost.duel(
      "", distance: 15, files: ["creatures.txt": ChangedFileTests.dot + ChangedFileTests.egg])
    host.wait(ticks: 1)
    return host
  }

  private func pixels(_ host: CinderHost) throws -> [UInt32] {
    try #require(host.drawCells(columns: 80, rows: 24)).flatMap { [$0.fore, $0.back] }
  }

  @Test("A living creature whose kind is removed is drawn as the stand-in, and lives on") func removed()
    throws
  {
    let host = host()
    defer { host.close() }
    let own = try pixels(host)
    // The stand-in is two by two pixels of the palette's `p`.
    host.save([
      "creatures.txt": "creature dot\nframe\npp\npp\n\n" + ChangedFileTests.egg,
      "waves.txt": ChangedFileTests.eggs,
    ])
    let square = try pixels(host)
    host.save(["creatures.txt": ChangedFileTests.egg])
    #expect(try pixels(host) == square && square != own)
    host.wait(seconds: 2)
    #expect(host.creatures.map(\.kind) == [contentID("dot")])
    // It can die, too.
    host.killCreatures()
    host.wait(ticks: 1)
    #expect(host.creatures.isEmpty && host.world.kills == 1 && host.problems == [])
  }

  @Test("A wave that names a creature that is gone stays as it was, with a report") func wave() {
    let host = host()
    defer { host.close() }
    host.save(["creatures.txt": ChangedFileTests.egg])
    #expect(host.draw(columns: 80, rows: 24) != nil && host.problems.count == 1)
    #expect(host.problems.first?.hasPrefix("waves.txt:2: `dot` is no creature") == true)
    host.wait(ticks: 10)
    #expect(host.picture().contains("wave 1 of 1") && host.creatures.count == 1 && host.problems.count == 1)
  }

  @Test(
    "Entries that are moved or inserted do not change living creatures",
    arguments: [
      egg + dot, "creature new\nspeed 9\nframe\nm\n\n" + dot + egg,
      egg + "creature new\n\n" + dot + "creature last\n",
    ])
  func moved(text: String) throws {
    let host = host()
    defer { host.close() }
    let (picture, creature) = (try pixels(host), host.dot)
    host.save(["creatures.txt": text])
    #expect(try pixels(host) == picture)
    host.wait(seconds: 1)
    #expect(host.dot.kind == creature.kind && host.dot.body.position == creature.body.position)
    #expect(host.creatures.count == 1 && host.dot.health == creature.health && host.problems == [])
  }

  @Test("Changed values act on living creatures at once") func values() {
    let host = host()
    defer { host.close() }
    host.save([
      "creatures.txt": "creature dot\nspeed 30\nattack ring bolt 5 every 1\n\n" + ChangedFileTests.egg
    ])
    host.wait(seconds: 0.5)
    #expect(host.dotDistance < 10 && host.hostileShots.count == 5 && host.problems == [])
  }

  @Test("A list of attacks that becomes shorter goes on at a valid one") func attacks() {
    let host = host()
    defer { host.close() }
    host.changeCreatures { $0.attack = 5 }
    host.save([
      "creatures.txt": "creature dot\nspeed 0\nattack ring bolt 5 every 1\n\n" + ChangedFileTests.egg
    ])
    host.wait(ticks: 2)
    #expect(host.hostileShots.count == 5 && host.dot.attack == 0)
  }

  @Test("A shot whose kind is removed flies on and is drawn") func shots() {
    let host = host()
    defer { host.close() }
    host.changeWorld { $0.player.fire_cooldown = 0 }
    host.moveCreatures(to: host.world.player.body.position + Vector(x: 60, y: 0))
    host.press(.fire)
    #expect(host.shots.count == 1)
    host.save(["shots.txt": "shot other\n"])
    host.wait(ticks: 5)
    #expect(host.draw(columns: 80, rows: 24) != nil && host.shots.count >= 1)
    #expect(host.wait(atMost: 3) { $0.dot.health < 50 } && host.problems == [])
  }
}

extension Vector {
  fileprivate static func == (a: Vector, b: Vector) -> Bool { a.x == b.x && a.y == b.y }
}
