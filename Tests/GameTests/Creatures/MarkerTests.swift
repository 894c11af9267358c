import GameSDK
import GameTesting
import Testing
import World

@testable import Game

/// 80 columns and 24 rows show 80 by 46 pixels of the hall, with the player in the middle.
@Suite("Cinder: markers")
struct MarkerTests {
  private static let glyphs = Set("◀▶▲▼")

  /// The markers of a frame.
  private func markers(_ run: CinderRun) throws -> [(glyph: Character, column: Int, row: Int)] {
    try run.draw().lines.enumerated().flatMap { row, line in
      line.enumerated().filter { MarkerTests.glyphs.contains($1) }.map { ($1, $0, row) }
    }
  }

  @Test(
    "A creature outside the picture has a marker at the edge that is nearest to it",
    arguments: [
      (x: -100, y: 0, glyph: "◀", columns: 0...0, rows: 12...13), (100, 0, "▶", 79...79, 12...13),
      (0, -60, "▲", 39...41, 1...1), (0, 60, "▼", 39...41, 23...23), (20, 60, "▼", 59...61, 23...23),
      (-100, 16, "◀", 0...0, 20...21), (-100, -60, "◀", 0...0, 1...1), (100, 60, "▶", 79...79, 23...23),
    ] as [(x: Float, y: Float, glyph: Character, columns: ClosedRange<Int>, rows: ClosedRange<Int>)])
  func outside(x: Float, y: Float, glyph: Character, columns: ClosedRange<Int>, rows: ClosedRange<Int>) throws
  {
    let run = try CinderRun.duel("speed 0\nmoves stay", distance: 0)
    run.moveCreatures(to: run.world.player.body.position + Vector(x: x, y: y))
    let markers = try markers(run)
    let marker = try #require(markers.first)
    #expect(markers.count == 1 && marker.glyph == glyph)
    #expect(columns.contains(marker.column) && rows.contains(marker.row), "\(marker)")
  }

  @Test(
    "A creature in the picture has none",
    arguments: [(0, 0), (-35, 0), (35, 0), (0, -18), (0, 18)] as [(Float, Float)])
  func inside(x: Float, y: Float) throws {
    let run = try CinderRun.duel("speed 0\nmoves stay", distance: 0)
    run.moveCreatures(to: run.world.player.body.position + Vector(x: x, y: y))
    #expect(try markers(run).isEmpty)
  }

  @Test("The marker of a boss has the colour of danger") func boss() throws {
    let colors = try ["moves chase", "title The dot"].map { properties in
      let run = try CinderRun.duel("speed 0\n" + properties, distance: 100)
      let cells = try run.draw().cells
      return try #require(cells.first { $0.glyph == 0x25B6 }).fore
    }
    #expect(colors[0] != colors[1])
  }

  @Test("A gate that is about to open has a marker") func gate() throws {
    var files = SampleFiles.creature("speed 0")
    files["waves.txt"] = "wave 1\ndot 1 every 1 after 2\n"
    let run = try CinderRun.inRun(files: files)
    try run.wait(seconds: 0.5)
    #expect(try markers(run).isEmpty)
    #expect(try run.wait(atMost: 2) { $0.world.spawners.first?.has_gate == true })
    #expect(run.world.creatures.isEmpty)
    let gate = try #require(run.world.spawners.first?.gate)
    let marker = try #require(try markers(run).first)
    #expect(marker.glyph == (gate.x < run.world.player.body.position.x ? "◀" : "▶"))
  }
}
