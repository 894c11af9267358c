import Foundation
import Testing

/// The world outlives its own redesign: edits of world.h while the game runs, and the ways back.
extension Stories {
  @Suite("Migration", .serialized)
  struct MigrationStories {
    private let header = "Game/World/include/world.h"
    private let game = "Game/Beacon.swift"

    @Test(
      "add, remove, reorder, retype, rename, nest, a new pool, while sparks live; back through all and forth")
    func redesign() throws {
      let workshop = try Workshop()
      try workshop.edit(header, "int32_t pushes;", "int32_t pushes;\n  int16_t ballast;")
      try workshop.edit(game, "mutating func start(", "static let sparkCount = 10\n  mutating func start(")
      try workshop.edit(
        game, "world.sparks.append(Spark(age: 0, value: Int32(value)))",
        "var spark = Spark(); spark.value = .init(value); world.sparks.append(spark); world.ballast = 77")
      let run = try HeadlessRun(workshop)
      _ = try workshop.ctl("pause")
      var worlds: [NSDictionary] = [try world(workshop)]

      // A default for a field that is not there yet is refused, and comes in with the field.
      try workshop.edit(
        game, "static let sparkCount = 10",
        "static var defaults: [FieldDefault] { [.field(of: \"Spark\", \"shield\", 5 as Float)] }")
      let early = try run.events.next("rejected")
      #expect(early.text("stage") == "load")
      #expect(early.text("reason")?.contains("Spark.shield") == true, "\(early)")
      try workshop.edit(header, "int32_t value;", "int32_t value;\n  float shield;")
      var swapped = try run.events.next("swapped")
      #expect(swapped.counts == ["default": 1, "pool": 1], "\(swapped)")
      worlds.append(try world(workshop))
      #expect(try sparks(workshop).allSatisfy { ($0["shield"] as? NSNumber)?.doubleValue == 5 })

      // Removed.
      try workshop.edit(header, "\n  int16_t ballast;", "")
      try workshop.edit(game, "; world.ballast = 77", "")
      swapped = try run.events.next("swapped")
      #expect(swapped.counts["drop"] == 1, "\(swapped)")
      worlds.append(try world(workshop))

      // Reordered: the same size, other places.
      try workshop.edit(header, "int32_t age;\n  int32_t value;", "int32_t value;\n  int32_t age;")
      swapped = try run.events.next("swapped")
      #expect(swapped.counts["copy"] == 2, "\(swapped)")
      worlds.append(try world(workshop))

      // Another type.
      try workshop.edit(header, "int32_t age;", "int64_t age;")
      swapped = try run.events.next("swapped")
      #expect(swapped.counts["convert"] == 1, "\(swapped)")
      worlds.append(try world(workshop))
      #expect(try values(workshop, "value") == Array(1...10))

      // Renamed, as the game states.
      try workshop.edit(header, "int32_t value;", "int32_t worth;")
      try workshop.save(
        game,
        try workshop.read(game)
          .replacing("spark.value", with: "spark.worth")
          .replacing("].value)", with: "].worth)")
          .replacing(
            "static var defaults",
            with: "static var renames: [Rename] { [.field(of: \"Spark\", from: \"value\", to: \"worth\")] }\n"
              + "  static var defaults"))
      try run.events.next("swapped")
      worlds.append(try world(workshop))
      #expect(try values(workshop, "worth") == Array(1...10))

      // A struct within the element.
      try workshop.edit(
        header, "typedef struct Spark {",
        "typedef struct Place { float x, y; } Place;\ntypedef struct Spark {")
      try workshop.edit(header, "float shield;", "float shield;\n  Place place;")
      while try sparks(workshop)[0]["place"] == nil { try run.events.next("swapped") }
      worlds.append(try world(workshop))

      // A pool more. Until Swift knows its elements it is refused, with its path.
      try workshop.edit(
        header, "typedef struct World {",
        "typedef struct Ember { float heat; } Ember;\nHOTLOOP_POOL(Ember);\n\ntypedef struct World {")
      try workshop.edit(header, "SparkPool sparks;", "EmberPool embers;\n  SparkPool sparks;")
      try run.events.next("rejected") { $0.text("reason")?.contains("World.embers") == true }
      try workshop.edit(
        game, "struct Beacon: Game {",
        "extension EmberPool: @retroactive Pool { public typealias Element = Ember }\n\nstruct Beacon: Game {"
      )
      while try world(workshop)["embers"] == nil { try run.events.next("swapped") }
      worlds.append(try world(workshop))

      // Back through all of them, and forth again.
      for expected in worlds.reversed().dropFirst() {
        try back(workshop, run, "rollback")
        #expect(try world(workshop) == expected)
      }
      for expected in worlds.dropFirst() {
        try back(workshop, run, "forward")
        #expect(try world(workshop) == expected)
      }
    }

    @Test(
      "a migration or a takeover that fails or crashes leaves the old code and the old world, with the reason"
    )
    func failures() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop, "--no-preflight")
      _ = try workshop.ctl("pause")
      let before = try world(workshop)
      let distance = try workshop.world("distance")
      func expectUntouched(_ stage: String) throws {
        let rejected = try run.events.next("rejected")
        #expect(rejected.text("stage") == stage, "\(rejected)")
        #expect(rejected.text("reason")?.isEmpty == false)
        #expect(try world(workshop) == before)
        let status = try workshop.ctl("status")
        #expect(status["generation"] as? Int == 1)
        let problems = status["problems"] as? [String] ?? []
        #expect(
          problems.contains { $0.contains("rejected (\(stage))") || $0.contains("crashed in \(stage)") })
      }
      // The layout changes with the first of these edits and stays changed.
      try workshop.save(
        game,
        try workshop.read(game)
          .replacing(
            "Spark(age: 0, value", with: "Spark(age: 0, shield: 0, value"
          )
          .replacing(
            "mutating func start(",
            with: """
              static var worldVersion: Int { 3 }
                mutating func migrate(_ world: inout World, _ migration: Migration) throws {
                  world.distance = -1
                  throw AssetError(line: 1, "will not")
                }
                mutating func start(
              """))
      try workshop.edit(header, "int32_t age;", "int32_t age;\n  float shield;")
      try expectUntouched("migrate")

      try workshop.edit(game, "throw AssetError(line: 1, \"will not\")", "fatalError(\"cannot\")")
      #expect(try run.events.next("crashed").text("callback") == "migrate")
      try expectUntouched("migrate")

      try workshop.edit(
        game, "world.distance = -1", "world.pushes += Int32(migration.to - migration.from) * 10")
      try run.events.next("rejected")
      try workshop.save(
        game,
        try workshop.read(game)
          .replacing(
            "fatalError(\"cannot\")",
            with: "world.distance = 2 * Int64(migration.old[\"distance\"].integer ?? 0)"
          )
          .replacing(
            "sum = total(world)\n    world.after_reloads",
            with: "world.distance = -1\n    fatalError(\"no\")\n    world.after_reloads"))
      #expect(try run.events.next("crashed").text("callback") == "after_reload")
      try expectUntouched("after_reload")

      // Mended, it comes in, with two steps of the game's own migration: 1 to 2, 2 to 3.
      try workshop.edit(game, "world.distance = -1\n    fatalError(\"no\")", "sum = total(world)")
      try run.events.next("swapped")
      #expect(try workshop.world("distance") == 2 * distance)
      #expect(try workshop.world("pushes") == 20)
      #expect(try headerField(workshop, "world_version") == 3)
      try back(workshop, run, "rollback")
      #expect(try headerField(workshop, "world_version") == 1)
    }

    @Test(
      "a snapshot outlives the game and is played from, also in a changed layout; diff, plan and dump read it"
    )
    func snapshots() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      _ = try workshop.ctl("pause")
      #expect(try workshop.ctl("snapshot first.world")["ok"] as? Bool == true)
      let before = try world(workshop)
      let refused = try workshop.ctl("snapshot /nowhere/at/all.world")
      #expect((refused["error"] as? String)?.contains("/nowhere/at/all.world") == true, "\(refused)")
      run.end()

      // In the layout it was made in.
      let same = try HeadlessRun(workshop, "--from", "first.world", "--rate", "1")
      _ = try workshop.ctl("pause")
      #expect(try workshop.world("from") == 0)
      #expect(try values(workshop, "value") == Array(1...10))
      #expect(try #require(world(workshop)["distance"] as? Int) >= (before["distance"] as? Int ?? 0))
      same.end()

      // In another.
      try workshop.edit(header, "int32_t value;", "double value;\n  float shield;")
      try workshop.edit(
        game, "Spark(age: 0, value: Int32(value))", "Spark(age: 0, value: Double(value), shield: 0)")
      let other = try HeadlessRun(workshop, "--from", "first.world")
      _ = try workshop.ctl("pause")
      #expect(try values(workshop, "value") == Array(1...10))
      #expect(try workshop.ctl("snapshot second.world")["ok"] as? Bool == true)
      #expect(try workshop.ctl("load first.world")["ok"] as? Bool == true)
      #expect(try other.events.next("world-loaded").counts["convert"] == 1)
      let dump = try workshop.shell("\(Workshop.hotloop) world dump second.world --json")
      #expect(try JSONSerialization.jsonObject(with: Data(dump.output.utf8)) is [String: Any])
      let table = try workshop.shell("\(Workshop.hotloop) world dump second.world")
      #expect(table.output.contains("sparks: 10 × Spark"), "\(table.output)")
      let plan = try workshop.shell("\(Workshop.hotloop) world plan first.world second.world")
      #expect(plan.output.contains("Spark.shield: float, added, zero"), "\(plan.output)")
      let diff = try workshop.shell("\(Workshop.hotloop) world diff first.world second.world")
      #expect(diff.status == 1 && diff.output.contains("sparks[0].shield"), "\(diff.output)")
      #expect(try workshop.shell("\(Workshop.hotloop) world diff first.world first.world").status == 0)

      // What is no world is refused, and the game goes on.
      let present = try world(workshop)
      try workshop.save("broken.world", "not a world")
      let reply = try workshop.ctl("load broken.world")
      #expect((reply["error"] as? String)?.contains("no world snapshot") == true, "\(reply)")
      #expect(try world(workshop) == present)
      other.end()
      let start = try workshop.shell("\(Workshop.hotloop) play --headless --ticks 1 --from broken.world")
      #expect(start.status == 1 && start.output.contains("broken.world"), "\(start.output)")
    }

    @Test("keys save and load the world; going back with the world gives the one from before the reload")
    func keys() throws {
      let workshop = try Workshop()
      try workshop.save("keys.txt", "20 press save\n")
      let run = try HeadlessRun(workshop, "--input", "keys.txt")
      let saved = try #require(try run.events.next("world-saved")["world-tick"])
      #expect(saved >= 20)
      _ = try workshop.ctl("pause")
      #expect(try workshop.ctl("load .hotloop/quick.world")["tick"] as? Int == saved)
      #expect(try workshop.world("distance") == saved)

      try workshop.edit("Game/Speed.swift", "= 1\n", "= 1000\n")
      try run.events.next("swapped")
      _ = try workshop.ctl("step 5")
      while try workshop.world("distance") != saved + 5000 {}
      try back(workshop, run, "rollback-world")
      #expect(try workshop.world("distance") == saved)
      #expect(try workshop.ctl("status")["generation"] as? Int == 1)
      // The way forward is still there.
      try back(workshop, run, "forward")
      #expect(try workshop.ctl("status")["generation"] as? Int == 2)
    }

    @Test(
      "a new layout whose code crashes in a tick goes back to the old code, and its world to the old layout")
    func crashAfterMigration() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop, "--no-preflight")
      _ = try workshop.ctl("pause")
      let before = try world(workshop)
      try workshop.edit(header, "int32_t age;", "int32_t shield;\n  int64_t age;")
      try workshop.edit(
        game, "Spark(age: 0, value: Int32(value))", "Spark(shield: 0, age: 0, value: Int32(value))")
      try run.events.next("swapped")
      try workshop.edit(
        game, "if tick.held(.go)", "if tick.number >= 0 { fatalError(\"no\") }\n    if tick.held(.go)")
      try run.events.next("swapped")
      _ = try workshop.ctl("step 1")
      #expect(try run.events.next("crashed").text("callback") == "step")
      // The build before it has the new layout still, and ran the tick.
      #expect(try run.events.next("rolled-back").text("cause") == "crash")
      _ = try workshop.ctl("rollback")
      #expect(try run.events.next("rolled-back")["to"] == 1)
      let after = try world(workshop)
      #expect(
        try values(workshop, "age")
          == (before["sparks"] as? [[String: Any]])?.map { ($0["age"] as? Int ?? -9) + 1 })
      #expect(after["distance"] as? Int == (before["distance"] as? Int).map { $0 + 1 })
      // Straight into a crash: the world was migrated, and is migrated back.
      try workshop.edit(header, "int32_t shield;", "float armour;")
      try workshop.edit(game, "shield: 0,", "armour: 0,")
      try run.events.next("swapped") { $0.counts["zero"] == 1 }
      _ = try workshop.ctl("step 1")
      try run.events.next("crashed")
      #expect(try run.events.next("rolled-back")["to"] == 1)
      #expect(try sparks(workshop)[0].keys.sorted() == ["age", "value"])
      #expect(try values(workshop, "value") == Array(1...10))
    }

    @Test("what cannot live in a world is refused with its path, and the game goes on")
    func refusals() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      var field = "int32_t value;"
      for (declaration, reason) in [
        ("int32_t value; int32_t *target;", "World.sparks[].target is a pointer"),
        ("int32_t value; union { int a; float b; } choice;", "World.sparks[].choice is a union"),
        ("int32_t value; uint32_t bits : 3;", "World.sparks[]"),
        ("int32_t value; int32_t grid[2][2];", "World.sparks[].grid is an array of arrays"),
        // Reflection cannot tell this one from padding…
        (
          "int32_t value; uint8_t kind; uint8_t low : 3; int32_t last;",
          "World.sparks[].low is a bit-field"
        ),
        // …nor this one from nothing.
        ("int32_t value; int32_t tail[];", "World.sparks[].tail is an array without a length"),
      ] {
        // The element is made without its members' names, which change here.
        if field == "int32_t value;" {
          try workshop.edit(game, "Spark(age: 0, value: Int32(value))", "Spark()")
          try run.events.next("swapped")
        }
        try workshop.edit(header, field, declaration)
        field = declaration
        let rejected = try run.events.next("rejected")
        #expect(rejected.text("stage") == "load")
        #expect(rejected.text("reason")?.contains(reason) == true, "\(rejected)")
      }
      #expect(try workshop.ctl("status")["generation"] as? Int == 2)
    }

    // MARK: The world as a story sees it

    /// The world without what a reload itself counts up.
    private func world(_ workshop: Workshop) throws -> NSDictionary {
      guard var world = try workshop.ctl("world")["world"] as? [String: Any] else {
        throw StoryError("there is no world")
      }
      for name in ["header", "before_reloads", "after_reloads", "from", "to", "changed_files"] {
        world[name] = nil
      }
      return world as NSDictionary
    }

    private func sparks(_ workshop: Workshop) throws -> [[String: Any]] {
      try world(workshop)["sparks"] as? [[String: Any]] ?? []
    }

    private func values(_ workshop: Workshop, _ field: String) throws -> [Int] {
      try sparks(workshop).map { ($0[field] as? NSNumber)?.intValue ?? -1 }
    }

    private func headerField(_ workshop: Workshop, _ field: String) throws -> Int? {
      let world = try workshop.ctl("world")["world"] as? [String: Any]
      return ((world?["header"] as? [String: Any])?[field] as? NSNumber)?.intValue
    }

    /// Moves to another generation and waits until it was done.
    private func back(_ workshop: Workshop, _ run: HeadlessRun, _ command: String) throws {
      _ = try workshop.ctl(command)
      try run.events.next("rolled-back")
    }
  }
}

extension EventStream.Event {
  /// How many fields each kind of migration action had.
  fileprivate var counts: [String: Int] { members["migration"] as? [String: Int] ?? [:] }
}
