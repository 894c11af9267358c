import Testing

@testable import WorldState

@Suite("Worlds of other games")
struct WorldOriginTests {
  private static func garden() throws -> Layout {
    try build {
      $0.structure("Point", [.float("x"), .float("y")])
      $0.structure("Plant", [.structure("place", "Point"), .int32("age"), .float("size", count: 4)])
      $0.world([
        .pool("plants", of: "Plant"), .int32("score"), .float("water"), .structure("player", "Point"),
      ])
    }
  }

  /// One struct and one value have the same names by chance.
  private static func snake() throws -> Layout {
    try build {
      $0.structure("Point", [.float("x"), .float("y")])
      $0.world([
        .pool("body", of: "Point"), .int32("score"), .int32("apples"), .int32("heading"), .int32("length"),
        .int32("best"), .int32("delay"), .int32("pace"), .int32("walls"), .int32("lives"), .int32("round"),
      ])
    }
  }

  @Test(
    "What two worlds have in common is counted by path; arrays, pools and the header count as they should")
  func kinship() throws {
    let (garden, snake) = (try Self.garden(), try Self.snake())
    #expect(
      garden.kinship(with: garden) == LayoutKinship(common: 8, least: 8, sharesStruct: true))
    #expect(
      garden.kinship(with: snake) == LayoutKinship(common: 1, least: 8, sharesStruct: true))
    #expect(snake.kinship(with: garden).common == 1)
    let renamed = try build {
      $0.structure("Herb", [.double("age")])
      $0.world([.pool("plants", of: "Herb"), .float("rain"), .int64("score")])
    }
    #expect(
      garden.kinship(with: renamed) == LayoutKinship(common: 2, least: 3, sharesStruct: false))
    let empty = try build { $0.world([]) }
    #expect(garden.kinship(with: empty) == LayoutKinship(common: 0, least: 0, sharesStruct: false))
  }

  @Test("A world of another game is refused, one of a renamed or changed game is not")
  func foreign() throws {
    let (garden, snake) = (try Self.garden(), try Self.snake())
    func reason(_ game: String?, _ layout: Layout, to name: String = "Garden") -> String? {
      WorldOrigin(game: game, layouts: [layout]).foreignness(to: name, garden)
    }
    #expect(
      reason("Snake", snake)
        == "this is of another game, Snake: only one value of its world can be taken over by Garden")
    #expect(reason("Snake\u{1B}[2J", snake)?.contains("another game: only one value") == true)
    let none = try build { $0.world([.int32("apples"), .int32("pace")]) }
    #expect(
      reason(nil, none) == "this is of another game: no value of its world can be taken over by Garden")
    // The game was made anew under its name: nothing of the file can be seen.
    #expect(
      reason("Garden", none) == "this is of another world: no value of its world can be taken over by Garden")
    // Renamed.
    #expect(reason("Park", garden) == nil)
    let older = try build {
      $0.structure("Plant", [.int32("age"), .float("height")])
      $0.world([.pool("plants", of: "Plant"), .int32("score"), .int32("lives")])
    }
    for name in ["Garden", "Park", nil] { #expect(reason(name, older) == nil) }
    // Each field has another name, the structs do not.
    let renamed = try build {
      $0.structure("Plant", [.int32("age")])
      $0.world([.pool("herbs", of: "Plant"), .int32("points")])
    }
    #expect(reason("Garden", renamed) == nil && reason("Park", renamed) != nil)
    #expect(reason("Snake", try build { $0.world([]) }) == nil)
    // Of the worlds of a recording, one is enough.
    let both = WorldOrigin(game: "Snake", layouts: [snake, garden])
    #expect(both.foreignness(to: "Garden", garden) == nil)
  }
}
