import GameTesting
import Testing
import World

@testable import Game

@Suite("Cinder: attacks")
struct AttackTests {
  /// The ticks in which something happened, within a time.
  private func ticks(_ run: CinderRun, seconds: Int, _ happened: (CinderRun) -> Bool) throws -> [Int] {
    try (0..<seconds * run.ticksPerSecond).filter { _ in
      try run.advance()
      return happened(run)
    }
  }

  /// Whether there are new shots, which are taken away.
  private func takeShots(_ run: CinderRun) -> Bool {
    defer { run.world.shots = [] }
    return !run.hostileShots.isEmpty
  }

  @Test("A shot is aimed at the player; several are a fan around that direction", arguments: [1, 2, 5])
  func shoot(count: Int) throws {
    let run = try CinderRun.duel("speed 0\nattack shoot bolt \(count) every 2", distance: 40)
    try run.advance()
    let shots = run.hostileShots
    #expect(shots.count == count && shots.allSatisfy { $0.kind == contentID("bolt") })
    #expect(Set(shots.map(\.body.velocity.y)).count == count)
    let sum = shots.reduce(Vector.zero) { $0 + $1.body.velocity }
    #expect(sum.x < 0 && abs(sum.y) < 0.1)
    // As fast as shots.txt says.
    for shot in shots { #expect(abs(shot.body.velocity.length - 40) < 0.1 && shot.body.velocity.x < 0) }
  }

  @Test("A hostile shot that reaches the player takes a life, and one that hits a wall is gone") func hits()
    throws
  {
    let run = try CinderRun.duel("speed 0\nattack shoot bolt 1 every 60", distance: 40)
    run.world.player.invulnerable = 0
    try run.advance()
    #expect(run.hostileShots.count == 1)
    #expect(try run.wait(atMost: 2) { $0.hostileShots.isEmpty } && run.world.lives == Rules.lives - 1)
    // The next one passes the player, who left, and flies on into the wall at the left.
    run.world.player.body = Body(at: Vector(x: 30, y: 82))
    run.changeCreatures { $0.attack_timer = 0 }
    run.moveCreatures(to: Vector(x: 60, y: 82))
    try run.advance()
    #expect(run.hostileShots.count == 1)
    run.world.player.body = Body(at: Vector(x: 30, y: 40))
    #expect(try run.wait(atMost: 2) { $0.hostileShots.isEmpty } && run.world.lives == Rules.lives - 1)
  }

  @Test("A ring goes in all directions, at equal angles", arguments: [3, 14]) func ring(count: Int) throws {
    let run = try CinderRun.duel("speed 0\nattack ring bolt \(count) every 2", distance: 40)
    try run.advance()
    let directions = run.hostileShots.map { $0.body.velocity.direction }
    try #require(directions.count == count)
    let sum = directions.reduce(Vector.zero, +)
    #expect(sum.length < 0.01)
    for (one, next) in zip(directions, directions.dropFirst()) {
      let first = directions[0].dot(directions[1])
      #expect(abs(one.dot(next) - first) < 0.01)
    }
  }

  @Test(
    "An attack comes again after its interval; a higher speed of the difficulty shortens it",
    arguments: [
      ("shoot bolt 1", Difficulty.cold), ("ring bolt 3", .cold), ("ring bolt 3", .bitter),
      ("ring bolt 3", .mild),
    ])
  func every(attack: String, difficulty: Difficulty) throws {
    let run = try CinderRun.duel("speed 0\nattack \(attack) every 0.5", distance: 40)
    run.world.options.difficulty = difficulty
    let ticks = try ticks(run, seconds: 3, takeShots)
    let interval = 30 / DifficultyRules.of(difficulty).speed
    try #require(ticks.count >= 4 && ticks[0] == 0)
    for (one, next) in zip(ticks, ticks.dropFirst()) { #expect(abs(Float(next - one) - interval) < 1.5) }
  }

  @Test(
    "An attack with a limit happens only within it",
    arguments: ["shoot bolt 1", "ring bolt 3", "breed egg 1", "charge 60", "explode 5"])
  func within(attack: String) throws {
    for (distance, happens) in [(41 as Float, false), (39, true)] {
      let run = try CinderRun.duel(
        "speed 0\nmoves stay\nattack \(attack) every 0.5 within 40", distance: distance)
      let seen = try ticks(run, seconds: 2) { run in
        !run.hostileShots.isEmpty || run.world.creatures.count != 1 || run.dot.windup > 0
      }
      #expect(seen.isEmpty == !happens, "at \(distance)")
    }
  }

  @Test(
    "An attack that is aimed needs a line of sight, any other one does not",
    arguments: [
      ("shoot bolt 1", false), ("charge 60", false), ("explode 5", false), ("ring bolt 3", true),
      ("breed egg 1", true),
    ])
  func sight(attack: String, happens: Bool) throws {
    let run = try CinderRun.duel(
      "speed 0\nmoves stay\nattack \(attack) every 0.5", distance: 40, level: SampleFiles.walledHall)
    let seen = try ticks(run, seconds: 2) { run in
      !run.hostileShots.isEmpty || run.world.creatures.count != 1 || run.dot.windup > 0
    }
    #expect(seen.isEmpty == !happens)
  }

  @Test("A creature breeds others where it is") func breed() throws {
    let run = try CinderRun.duel("speed 0\nmoves stay\nattack breed egg 3 every 1", distance: 60)
    try run.advance()
    let eggs = run.creatures("egg")
    #expect(eggs.count == 3 && eggs.allSatisfy { ($0.body.position - run.dot.body.position).length < 3 })
    try run.advance(by: 130)
    #expect(run.creatures("egg").count == 9)
    // Never more than the world is meant for.
    run.save([
      "creatures.txt":
        "creature dot\nspeed 0\nmoves stay\nattack breed egg 50 every 0.1\n\ncreature egg\nspeed 0\nmoves stay\n"
    ])
    try run.advance(by: 120)
    #expect(run.world.creatures.count == Rules.maxCreatures)
  }

  @Test("A charge warns while the creature stops, then goes to where the player was") func charge() throws {
    let run = try CinderRun.duel("speed 30\nattack charge 70 every 60", distance: 60)
    run.changeCreatures { $0.body.velocity = Vector(x: -30, y: 0) }
    try run.advance()
    #expect(run.dot.windup > 0)
    // The player leaves; the aim stays.
    let goal = run.world.player.body.position
    run.world.player.body = Body(at: goal + Vector(x: 0, y: 50))
    try #require(try run.wait(atMost: 1) { $0.dot.dash > 0 })
    #expect(abs(run.dot.body.velocity.x + 70) < 0.1 && abs(run.dot.body.velocity.y) < 0.1)
    let start = run.dot.body.position
    #expect(start.x > goal.x + 45)
    #expect(try run.wait(atMost: 1) { $0.dot.dash == 0 })
    let way = start.x - run.dot.body.position.x
    #expect(abs(way - 70 * CreatureTuning.dashTime) < 2 && abs(run.dot.body.position.y - goal.y) < 1)
    // Afterwards it is as slow as before.
    try run.advance(by: 60)
    #expect(run.dot.body.velocity.length < 31)
  }

  @Test("The warning of a charge starts again when a flare pushes the creature") func interrupted() throws {
    let run = try CinderRun.duel("speed 0\nattack charge 70 every 60", distance: 15)
    try run.wait(seconds: CreatureTuning.windupTime / 2)
    #expect(run.dot.windup > 0 && run.dot.windup < CreatureTuning.windupTime * 0.6)
    try run.press(.flare)
    #expect(run.dot.windup > CreatureTuning.windupTime * 0.9 && run.dot.body.velocity.x > 50)
  }

  @Test(
    "An explosion warns, then hurts within its radius and ends the creature",
    arguments: [(9, 1), (15, 0)] as [(Float, Int32)])
  func explode(distance: Float, lives: Int32) throws {
    let run = try CinderRun.duel(
      "speed 0\nmoves stay\nattack explode 12 every 0.5 within 20", distance: distance)
    run.world.player.invulnerable = 0
    try run.wait(seconds: CreatureTuning.windupTime - 0.1)
    #expect(run.world.creatures.count == 1 && run.dot.windup > 0 && run.world.lives == Rules.lives)
    try run.wait(seconds: 0.2)
    #expect(run.world.creatures.isEmpty && run.world.lives == Rules.lives - lives)
  }

  @Test("Several attacks follow each other, each after its own interval") func sequence() throws {
    let run = try CinderRun.duel(
      "speed 0\nmoves stay\nattack ring bolt 4 every 1\nattack breed egg 1 every 0.5\nattack ring bolt 7 every 0.5",
      distance: 60)
    var seen: [(tick: Int, what: String)] = []
    var eggs = 0
    for tick in 0..<165 {
      try run.advance()
      if !run.hostileShots.isEmpty { seen.append((tick, "ring \(run.hostileShots.count)")) }
      if run.creatures("egg").count > eggs { seen.append((tick, "breed")) }
      eggs = run.creatures("egg").count
      run.world.shots = []
    }
    #expect(seen.map(\.what) == ["ring 4", "breed", "ring 7", "ring 4", "breed"])
    for (entry, tick) in zip(seen, [0, 30, 60, 120, 150]) { #expect(abs(entry.tick - tick) < 5, "\(entry)") }
  }

  @Test("What a creature leaves comes out of it when it dies", arguments: [1, 4]) func leaves(count: Int)
    throws
  {
    let run = try CinderRun.duel("speed 0\nleaves egg \(count)", distance: 60)
    let place = run.dot.body.position
    run.killCreatures()
    try run.advance()
    #expect(run.world.creatures.count == count && run.creatures("egg").count == count && run.world.kills == 1)
    #expect(run.world.creatures.allSatisfy { ($0.body.position - place).length < 3 && $0.health > 0 })
  }
}
