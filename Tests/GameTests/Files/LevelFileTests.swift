import GameSDK
import Testing
import World

@testable import Game

@Suite("Cinder: level files")
struct LevelFileTests {
  @Test(
    "An invalid level is reported with file, line and reason",
    arguments: [
      Problem("", 0, "no tiles"),
      Problem("// only a comment", 0, "no tiles"),
      Problem("##\n##", 1, "from 3 by 3"),
      Problem(String(repeating: "#", count: 129) + "\n", 1, "to 128 by 128"),
      Problem("#####\n#@.^#\n####", 3, "the line has 4 tiles, the first one has 5"),
      Problem("#####\n#@.^.\n#####", 2, "open at tile 5"),
      Problem("#####\n#@@^#\n#####", 2, "a second @"),
      Problem("#####\n#@?^#\n#####", 2, "`?` is no tile"),
      Problem("#####\n#..^#\n#####", 0, "no @"),
      Problem("#####\n#@..#\n#####", 0, "no gate"),
      Problem("// head\n\n#####\n#@#^#\n#####", 4, "no way from the gate at tile 4"),
      Problem("#####\r\n#@.^.\r\n#####\r\n", 2, "open at tile 5"),
    ])
  func invalid(problem: Problem) throws { try problem.expectReport(for: "levels/1.txt") }

  @Test("A level file gives the name, the tiles, the start, the gates and the lines of sight") func valid()
    throws
  {
    let map = try TileMap(text: "// A hall: small.\n######\n#@..^#\n#.o..#\n######\n")
    #expect(map.name == "A hall")
    #expect(map.width == 6 && map.height == 4)
    #expect(map.tile(2, 2) == .brazier && map.isFloor(1, 1) && !map.isFloor(-1, 0))
    #expect(map.start.x == 6 && map.start.y == 6)
    #expect(map.gates.map(\.x) == [18])
    #expect(map.hasLineOfSight(from: TileMap.center(1, 1), to: TileMap.center(4, 1)))
    #expect(!map.hasLineOfSight(from: TileMap.center(1, 2), to: TileMap.center(4, 2)))
  }

  @Test("The place next to a wall's inside that a body is moved to is the nearest free one")
  func nearestFree() throws {
    let map = try TileMap(text: "#######\n#.#...#\n#@##.^#\n#.....#\n#######\n")
    let free = TileMap.center(4, 2)
    #expect(map.nearestFree(to: free, halfSize: 1.9).x == free.x)
    let moved = map.nearestFree(to: TileMap.center(3, 2) + Vector(x: 1, y: 0), halfSize: 1.9)
    #expect(moved.x == free.x && moved.y == free.y)
    // Nothing of this size fits in: it stays where it is.
    let stuck = map.nearestFree(to: free, halfSize: 7)
    #expect(stuck.x == free.x && stuck.y == free.y)
  }
}
