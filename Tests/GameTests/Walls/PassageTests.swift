import CinderRuns
import GameTesting
import Testing
import World

@testable import Game

/// Bodies find their way: the largest walker through the narrowest passage, and bosses through the arenas.
@Suite("Cinder: passages")
struct PassageTests {
  /// The only way is one tile wide and turns in all directions.
  private static let maze = """
    ####################
    #^#...#.....#.....##
    #.#.#.#.###.#.###.##
    #...#...#.#...#.#..#
    ##################.#
    #....@#...#......#.#
    #.#####.########.#.#
    #................#.#
    #########.########.#
    #########..........#
    ####################

    """

  @Test(
    "A walker of size 1.9 gets through passages of one tile at every speed",
    arguments: [3, 7, 11, 17, 23, 29, 31, 37, 43, 47, 53, 59, 60, 90, 140, 200])
  func walker(speed: Int) throws {
    let run = try CinderRun.inRun(
      seed: UInt64(speed), files: SampleFiles.creature("speed \(speed)\nsize 1.9", level: PassageTests.maze))
    let check = WallCheck(run.assets)
    let way = try wayLength()
    var isInside = true
    // The time for the way at two thirds of the speed, and some for the start.
    let reached = try run.wait(atMost: way * 3 / (speed * 2) + 5) { run in
      isInside = isInside && check.overlaps(in: run).isEmpty
      return run.world.lives < Rules.lives
    }
    #expect(reached && isInside, "at \(run.world.creatures.first?.body.position ?? .zero)")
    #expect(run.problems == [])
  }

  /// The length in pixels of the shortest way through the maze.
  private func wayLength() throws -> Int {
    let map = try TileMap(text: PassageTests.maze)
    var flow = FlowField()
    flow.refresh(level: Level(number: 1, version: 1, map: map), goal: map.start)
    var position = map.gates[0]
    var length: Float = 0
    while let direction = flow.direction(from: position) {
      position += direction
      length += 1
      try #require(length < 2000)
    }
    return Int(length)
  }

  @Test("A boss reaches the player wherever it stands in an arena", arguments: [4, 8, 12])
  func boss(level: Int) throws {
    let text = try Repository.text(of: "levels/\(level).txt")
    let map = try TileMap(text: text)
    var files = SampleFiles.creature("speed 60\nsize 4.5\ntitle The boss")
    files["levels/\(level).txt"] = text
    files["waves.txt"] = "wave \(level)\ndot 1 every 0\negg 1 every 1 after 600\n"
    let run = try CinderRun.inRun(files: files)
    let check = WallCheck(run.assets)
    try #require(try run.wait(atMost: 5) { !$0.world.creatures.isEmpty })
    for place in places(map) {
      run.change { world in
        world.lives = 9
        world.player.body = Body(at: place)
        world.player.invulnerable = 0
      }
      var isInside = true
      let reached = try run.wait(atMost: 20) { run in
        isInside = isInside && check.overlaps(in: run).isEmpty
        return run.world.lives < 9
      }
      let boss = run.world.creatures[0].body.position
      #expect(reached && isInside, "the player at \(place), the boss at \(boss)")
    }
  }

  /// Floor tiles all over a level that the player can reach.
  private func places(_ map: TileMap) -> [Vector] {
    var flow = FlowField()
    flow.refresh(level: Level(number: 1, version: 1, map: map), goal: map.start)
    var keys = RandomKeys(seed: 1)
    var places: [Vector] = []
    for row in 0..<map.height {
      for column in 0..<map.width where map.isFloor(column, row) && keys.number(below: 25) == 0 {
        let center = TileMap.center(column, row)
        if flow.isReachable(center) { places.append(center) }
      }
    }
    return places
  }
}
