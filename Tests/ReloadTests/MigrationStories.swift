import Foundation
import Testing

/// Edits of world.h while the game runs, and rollbacks of them.
extension Stories {
  @Suite("Migration", .serialized)
  struct MigrationStories {
    private let header = "Game/World/include/world.h"
    private let game = "Game/Beacon.swift"

    @Test(
      "Layout edits migrate the running world, and rolling back through all of them restores it")
    func redesign() throws {
      let package = try TestPackage()
      try package.edit(header, "int32_t pushes;", "int32_t pushes;\n  int16_t ballast;")
      try package.edit(game, "mutating func start(", "static let sparkCount = 10\n  mutating func start(")
      try package.edit(
        game, "world.sparks.append(Spark(age: 0, value: Int32(value)))",
        "var spark = Spark(); spark.value = .init(value); world.sparks.append(spark); world.ballast = 77")
      let run = try HeadlessRun(package)
      _ = try package.ctl("pause")
      var worlds: [NSDictionary] = [try world(package)]

      // A default for a field that does not exist is rejected, and accepted together with the field.
      try package.edit(
        game, "static let sparkCount = 10",
        "static var defaults: [FieldDefault] { [.field(of: \"Spark\", \"shield\", 5 as Float)] }")
      let early = try run.events.next("rejected")
      #expect(early.text("stage") == "load")
      #expect(early.text("reason")?.contains("Spark.shield") == true, "\(early)")
      try package.edit(header, "int32_t value;", "int32_t value;\n  float shield;")
      var swapped = try run.events.next("swapped")
      #expect(swapped.counts == ["default": 1, "pool": 1], "\(swapped)")
      worlds.append(try world(package))
      #expect(try sparks(package).allSatisfy { ($0["shield"] as? NSNumber)?.doubleValue == 5 })

      // A removed field.
      try package.edit(header, "\n  int16_t ballast;", "")
      try package.edit(game, "; world.ballast = 77", "")
      swapped = try run.events.next("swapped")
      #expect(swapped.counts["drop"] == 1, "\(swapped)")
      worlds.append(try world(package))

      // Reordered: the same size, other offsets.
      try package.edit(header, "int32_t age;\n  int32_t value;", "int32_t value;\n  int32_t age;")
      swapped = try run.events.next("swapped")
      #expect(swapped.counts["copy"] == 2, "\(swapped)")
      worlds.append(try world(package))

      // A field of another type.
      try package.edit(header, "int32_t age;", "int64_t age;")
      swapped = try run.events.next("swapped")
      #expect(swapped.counts["convert"] == 1, "\(swapped)")
      worlds.append(try world(package))
      #expect(try values(package, "value") == Array(1...10))

      // A field that is renamed, as the game declares.
      try package.edit(header, "int32_t value;", "int32_t worth;")
      try package.save(
        game,
        try package.read(game)
          .replacing("spark.value", with: "spark.worth")
          .replacing("].value)", with: "].worth)")
          .replacing(
            "static var defaults",
            with: "static var renames: [Rename] { [.field(of: \"Spark\", from: \"value\", to: \"worth\")] }\n"
              + "  static var defaults"))
      try run.events.next("swapped")
      worlds.append(try world(package))
      #expect(try values(package, "worth") == Array(1...10))

      // A struct within the element.
      try package.edit(
        header, "typedef struct Spark {",
        "typedef struct Position { float x, y; } Position;\ntypedef struct Spark {")
      try package.edit(header, "float shield;", "float shield;\n  Position position;")
      while try sparks(package)[0]["position"] == nil { try run.events.next("swapped") }
      worlds.append(try world(package))

      // Another pool. It is rejected with its path until Swift knows its element type.
      try package.edit(
        header, "typedef struct World {",
        "typedef struct Ember { float heat; } Ember;\nHOTLOOP_POOL(Ember);\n\ntypedef struct World {")
      try package.edit(header, "SparkPool sparks;", "EmberPool embers;\n  SparkPool sparks;")
      try run.events.next("rejected") { $0.text("reason")?.contains("World.embers") == true }
      try package.edit(
        game, "struct Beacon: Game {",
        "extension EmberPool: @retroactive Pool { public typealias Element = Ember }\n\nstruct Beacon: Game {"
      )
      while try world(package)["embers"] == nil { try run.events.next("swapped") }
      worlds.append(try world(package))

      // Back through all generations, and forward again.
      for expected in worlds.reversed().dropFirst() {
        try move(package, run, "rollback")
        #expect(try world(package) == expected)
      }
      for expected in worlds.dropFirst() {
        try move(package, run, "forward")
        #expect(try world(package) == expected)
      }
    }

    @Test(
      "A failed migration or takeover leaves code and world unchanged, with the reason"
    )
    func failures() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--no-preflight")
      _ = try package.ctl("pause")
      let before = try world(package)
      let distance = try package.world("distance")
      func expectUntouched(_ stage: String) throws {
        let rejected = try run.events.next("rejected")
        #expect(rejected.text("stage") == stage, "\(rejected)")
        #expect(rejected.text("reason")?.isEmpty == false)
        #expect(try world(package) == before)
        let status = try package.ctl("status")
        #expect(status["generation"] as? Int == 1)
        let problems = try package.problemTitles()
        #expect(
          problems.contains { $0.contains("rejected (\(stage))") || $0.contains("crashed in \(stage)") })
      }
      // The layout changes with the first of these edits and stays changed.
      try package.save(
        game,
        try package.read(game)
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
      try package.edit(header, "int32_t age;", "int32_t age;\n  float shield;")
      try expectUntouched("migrate")

      try package.edit(game, "throw AssetError(line: 1, \"will not\")", "fatalError(\"cannot\")")
      #expect(try run.events.next("crashed").text("callback") == "migrate")
      try expectUntouched("migrate")

      try package.edit(
        game, "world.distance = -1", "world.pushes += Int32(migration.to - migration.from) * 10")
      try run.events.next("rejected")
      try package.save(
        game,
        try package.read(game)
          .replacing(
            "fatalError(\"cannot\")",
            with: "world.distance = 2 * Int64(migration.old[\"distance\"].integer ?? 0)"
          )
          .replacing(
            "sum = total(world)\n    world.after_reloads",
            with: "world.distance = -1\n    fatalError(\"no\")\n    world.after_reloads"))
      #expect(try run.events.next("crashed").text("callback") == "after_reload")
      try expectUntouched("after_reload")

      // After the fix it is swapped in, with two steps of the game's own migration: 1 to 2, 2 to 3. Each reads what the
      // one before made.
      try package.edit(game, "world.distance = -1\n    fatalError(\"no\")", "sum = total(world)")
      try run.events.next("swapped")
      #expect(try package.world("distance") == 4 * distance)
      #expect(try package.world("pushes") == 20)
      #expect(try headerField(package, "world_version") == 3)
      try move(package, run, "rollback")
      #expect(try headerField(package, "world_version") == 1)
    }

    @Test(
      "A snapshot can be played in a changed layout, and diff, plan and dump read it"
    )
    func snapshots() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      _ = try package.ctl("pause")
      #expect(try package.ctl("snapshot first.world")["ok"] as? Bool == true)
      let before = try world(package)
      let failed = try package.ctl("snapshot /nowhere/at/all.world")
      #expect((failed["error"] as? String)?.contains("/nowhere/at/all.world") == true, "\(failed)")
      run.end()

      // In the same layout.
      let same = try HeadlessRun(package, "--from", "first.world", "--rate", "1")
      _ = try package.ctl("pause")
      #expect(try package.world("from") == 0)
      #expect(try values(package, "value") == Array(1...10))
      #expect(try #require(world(package)["distance"] as? Int) >= (before["distance"] as? Int ?? 0))
      same.end()

      // In another layout.
      try package.edit(header, "int32_t value;", "double value;\n  float shield;")
      try package.edit(
        game, "Spark(age: 0, value: Int32(value))", "Spark(age: 0, value: Double(value), shield: 0)")
      let other = try HeadlessRun(package, "--from", "first.world")
      _ = try package.ctl("pause")
      #expect(try values(package, "value") == Array(1...10))
      #expect(try package.ctl("snapshot second.world")["ok"] as? Bool == true)
      #expect(try package.ctl("load first.world")["ok"] as? Bool == true)
      #expect(try other.events.next("world-loaded").counts["convert"] == 1)
      let dump = try package.shell("\(TestPackage.hotloop) world dump second.world --json")
      #expect(try JSONSerialization.jsonObject(with: Data(dump.output.utf8)) is [String: Any])
      let table = try package.shell("\(TestPackage.hotloop) world dump second.world")
      #expect(table.output.contains("sparks: 10 × Spark"), "\(table.output)")
      let plan = try package.shell("\(TestPackage.hotloop) world plan first.world second.world")
      #expect(plan.output.contains("Spark.shield: float, added, zero"), "\(plan.output)")
      let diff = try package.shell("\(TestPackage.hotloop) world diff first.world second.world")
      #expect(diff.status == 1 && diff.output.contains("sparks[0].shield"), "\(diff.output)")
      #expect(try package.shell("\(TestPackage.hotloop) world diff first.world first.world").status == 0)

      // A file that is not a world is rejected, and the game continues.
      let present = try world(package)
      try package.save("broken.world", "not a world")
      let reply = try package.ctl("load broken.world")
      #expect((reply["error"] as? String)?.contains("no world snapshot") == true, "\(reply)")
      #expect(try world(package) == present)
      other.end()
      let start = try package.shell("\(TestPackage.hotloop) play --headless --ticks 1 --from broken.world")
      #expect(start.status == 1 && start.output.contains("broken.world"), "\(start.output)")
    }

    @Test("Keys save and load the world, and rollback-world restores the one from before the reload")
    func keys() throws {
      let package = try TestPackage()
      try package.save("keys.txt", "20 press save\n")
      let run = try HeadlessRun(package, "--input", "keys.txt")
      let saved = try #require(try run.events.next("world-saved")["world-tick"])
      #expect(saved >= 20)
      _ = try package.ctl("pause")
      #expect(try package.ctl("load .hotloop/quick.world")["tick"] as? Int == saved)
      #expect(try package.world("distance") == saved)

      try package.edit("Game/Speed.swift", "= 1\n", "= 1000\n")
      try run.events.next("swapped")
      _ = try package.ctl("step 5")
      while try package.world("distance") != saved + 5000 {}
      try move(package, run, "rollback-world")
      #expect(try package.world("distance") == saved)
      #expect(try package.ctl("status")["generation"] as? Int == 1)
      // Going forward is still possible.
      try move(package, run, "forward")
      #expect(try package.ctl("status")["generation"] as? Int == 2)
    }

    @Test(
      "A crash in a new layout returns to the old code and migrates the world back")
    func crashAfterMigration() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--no-preflight")
      _ = try package.ctl("pause")
      let before = try world(package)
      try package.edit(header, "int32_t age;", "int32_t shield;\n  int64_t age;")
      try package.edit(
        game, "Spark(age: 0, value: Int32(value))", "Spark(shield: 0, age: 0, value: Int32(value))")
      try run.events.next("swapped")
      try package.edit(
        game, "if tick.held(.go)", "if tick.number >= 0 { fatalError(\"no\") }\n    if tick.held(.go)")
      try run.events.next("swapped")
      _ = try package.ctl("step 1")
      #expect(try run.events.next("crashed").text("callback") == "step")
      // The previous build has the new layout, too, and ran the tick.
      #expect(try run.events.next("rolled-back").text("cause") == "crash")
      _ = try package.ctl("rollback")
      #expect(try run.events.next("rolled-back")["to"] == 1)
      let after = try world(package)
      #expect(
        try values(package, "age")
          == (before["sparks"] as? [[String: Any]])?.map { ($0["age"] as? Int ?? -9) + 1 })
      #expect(after["distance"] as? Int == (before["distance"] as? Int).map { $0 + 1 })
      // A crash in the first tick: the migrated world is migrated back.
      try package.edit(header, "int32_t shield;", "float armour;")
      try package.edit(game, "shield: 0,", "armour: 0,")
      try run.events.next("swapped") { $0.counts["zero"] == 1 }
      _ = try package.ctl("step 1")
      try run.events.next("crashed")
      #expect(try run.events.next("rolled-back")["to"] == 1)
      #expect(try sparks(package)[0].keys.sorted() == ["age", "value"])
      #expect(try values(package, "value") == Array(1...10))
    }

    @Test("A type that a world cannot hold is rejected with its path, and the game continues")
    func rejections() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      var field = "int32_t value;"
      for (declaration, reason) in [
        ("int32_t value; int32_t *target;", "World.sparks[].target is a pointer"),
        ("int32_t value; union { int a; float b; } choice;", "World.sparks[].choice is a union"),
        ("int32_t value; uint32_t bits : 3;", "World.sparks[]"),
        ("int32_t value; int32_t grid[2][2];", "World.sparks[].grid is an array of arrays"),
        // Reflection cannot distinguish this one from padding…
        (
          "int32_t value; uint8_t kind; uint8_t low : 3; int32_t last;",
          "World.sparks[].low is a bit-field"
        ),
        // …and does not see this one.
        ("int32_t value; int32_t tail[];", "World.sparks[].tail is an array without a length"),
      ] {
        // Create the element without the names of its members, which change here.
        if field == "int32_t value;" {
          try package.edit(game, "Spark(age: 0, value: Int32(value))", "Spark()")
          try run.events.next("swapped")
        }
        try package.edit(header, field, declaration)
        field = declaration
        let rejected = try run.events.next("rejected")
        #expect(rejected.text("stage") == "load")
        #expect(rejected.text("reason")?.contains(reason) == true, "\(rejected)")
      }
      #expect(try package.ctl("status")["generation"] as? Int == 2)
    }

    // MARK: Reading the world

    /// The world without the counters that a reload changes.
    private func world(_ package: TestPackage) throws -> NSDictionary {
      guard var world = try package.ctl("world")["world"] as? [String: Any] else {
        throw TestFailure("there is no world")
      }
      for name in ["header", "before_reloads", "after_reloads", "from", "to", "changed_files"] {
        world[name] = nil
      }
      return world as NSDictionary
    }

    private func sparks(_ package: TestPackage) throws -> [[String: Any]] {
      try world(package)["sparks"] as? [[String: Any]] ?? []
    }

    private func values(_ package: TestPackage, _ field: String) throws -> [Int] {
      try sparks(package).map { ($0[field] as? NSNumber)?.intValue ?? -1 }
    }

    private func headerField(_ package: TestPackage, _ field: String) throws -> Int? {
      let world = try package.ctl("world")["world"] as? [String: Any]
      return ((world?["header"] as? [String: Any])?[field] as? NSNumber)?.intValue
    }

    /// Moves to another generation and waits for the event.
    private func move(_ package: TestPackage, _ run: HeadlessRun, _ command: String) throws {
      _ = try package.ctl(command)
      try run.events.next("rolled-back")
    }
  }
}

extension EventStream.Event {
  /// The number of fields by kind of migration action.
  fileprivate var counts: [String: Int] { members["migration"] as? [String: Int] ?? [:] }
}
