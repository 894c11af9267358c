import CinderRuns
import GameTesting
import Testing
import World

@testable import Game

/// No body that walks is ever inside a wall, whatever happens to it. `WallCheck` does not use the game's code.
@Suite("Cinder: bodies and walls")
struct WallTests {
  /// Every creature of the repository, and some that go to the limits of the file.
  private static func creatures() throws -> String {
    let extremes = """

      creature dart
      speed 200
      size 1.9
      health 5
      attack charge 160 every 0.3

      creature crumb
      speed 200
      size 0.5
      health 1
      leaves crust 4

      creature crust
      speed 90
      size 1.9
      moves keep 10

      creature bulk
      speed 60
      size 5.5
      health 99
      title Bulk
      attack charge 160 every 0.5
      attack breed dart 2 every 1

      """
    return try Repository.text(of: "creatures.txt") + extremes
  }

  private static func names(_ creatures: String) -> [Substring] {
    creatures.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("creature ") }.map { $0.dropFirst(9) }
  }

  /// A run on a level that all kinds of creature flood.
  private func flooded(level: Int, seed: UInt64) throws -> CinderRun {
    let creatures = try WallTests.creatures()
    let lines = WallTests.names(creatures).map { "\($0) 1000 every 0.15" }
    return try CinderRun.inRun(
      seed: seed,
      files: [
        "creatures.txt": creatures,
        "waves.txt": "wave \(level)\n" + lines.joined(separator: "\n"),
      ])
  }

  /// One tick of a run in which much happens: the player runs about, flares and never dies; creatures attack and die.
  private func stepWildly(_ run: CinderRun, _ keys: inout RandomKeys, _ tick: Int) throws {
    keys.press(in: run, tick)
    run.change { world in
      world.lives = 9
      if keys.number(below: 30) == 0 { world.player.flare_cooldown = 0 }
      if keys.number(below: 30) == 0 { world.player.invulnerable = 0 }
    }
    let isCrowded = run.world.creatures.count > 150
    run.changeCreatures { creature in
      if keys.number(below: 40) == 0 { creature.attack_timer = 0 }
      if isCrowded, keys.number(below: 10) == 0 { creature.health = 0 }
    }
    if keys.number(below: 8) == 0 { run.input.tap(.flare) }
    try run.advance()
  }

  @Test(
    "Thousands of creatures of every kind from every gate never overlap a wall",
    arguments: RepositoryFilesTests.levels)
  func spawns(level: Int) throws {
    var gates: Set<[Float]> = []
    for seed: UInt64 in 1...2 {
      let run = try flooded(level: level, seed: seed)
      let check = WallCheck(run.assets)
      var keys = RandomKeys(seed: seed)
      for tick in 0..<150 {
        try stepWildly(run, &keys, tick)
        for spawner in run.world.spawners where spawner.has_gate {
          gates.insert([spawner.gate.x, spawner.gate.y])
        }
        let overlaps = check.overlaps(in: run)
        try #require(overlaps.isEmpty, "tick \(tick): \(overlaps[0])")
      }
      #expect(run.problems == [] && run.world.phase == .playing)
    }
    let map = try TileMap(text: Repository.text(of: "levels/\(level).txt"))
    #expect(gates == Set(map.gates.map { [$0.x, $0.y] }))
  }

  @Test(
    "Walls that are saved on top of living bodies push the bodies out of them", arguments: [1, 4, 6, 9, 11])
  func savedWalls(level: Int) throws {
    let run = try flooded(level: level, seed: 3)
    var check = WallCheck(run.assets)
    var keys = RandomKeys(seed: 3)
    let original = try Repository.text(of: "levels/\(level).txt")
    var saves = 0
    for tick in 0..<240 {
      if tick % 12 == 0, let text = try wallsOnBodies(of: run, original, &keys) {
        run.save(["levels/\(level).txt": text])
        check = WallCheck(run.assets)
        saves += 1
      }
      try stepWildly(run, &keys, tick)
      let overlaps = check.overlaps(in: run)
      try #require(overlaps.isEmpty, "tick \(tick): \(overlaps[0])")
    }
    #expect(run.problems == [] && saves >= 10)
  }

  /// The level with walls where bodies are, the player's among them; nil if a gate would be shut off.
  private func wallsOnBodies(
    of run: CinderRun, _ level: String, _ keys: inout RandomKeys
  ) throws -> String? {
    var rows = level.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("//") }.map(Array.init)
    var bodies = run.world.creatures.filter { _ in keys.number(below: 3) == 0 }.prefix(25).map(\.body)
    bodies.append(run.world.player.body)
    for body in bodies {
      let (column, row) = (TileMap.tileIndex(body.position.x), TileMap.tileIndex(body.position.y))
      guard rows.indices.contains(row), rows[row].indices.contains(column), rows[row][column] == "." else {
        continue
      }
      rows[row][column] = "#"
      let text = rows.map { String($0) }.joined(separator: "\n")
      if (try? TileMap(text: text)) == nil { rows[row][column] = "." }
    }
    let text = rows.map { String($0) }.joined(separator: "\n")
    return (try? TileMap(text: text)) == nil ? nil : text
  }

  @Test("A creature that a saved file makes larger, or puts on its feet, stands outside the walls")
  func savedCreatures() throws {
    let level = "#########\n#@.#....#\n##.#.##.#\n#..#.#^.#\n#.##.####\n#.......#\n#########\n"
    let flying = SampleFiles.creature("size 1\nmoves fly\nspeed 30", count: 30, level: level)
    let run = try CinderRun.inRun(files: flying)
    for seconds: Float in [0.4, 0.2, 0.2, 0.3] {
      try run.wait(seconds: seconds)
      run.world.lives = 9
      run.save(SampleFiles.creature("size 1.9\nmoves chase\nspeed 30", count: 30, level: level))
      let check = WallCheck(run.assets)
      try run.advance()
      #expect(check.overlaps(in: run) == [])
      #expect(run.world.creatures.count > 10)
      run.save(flying)
    }
  }
}
