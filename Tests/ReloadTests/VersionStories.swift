import Foundation
import Testing

/// The game's own migration: `worldVersion` and `migrate`.
extension Stories {
  @Suite("World versions", .serialized)
  struct VersionStories {
    private static let header = "Game/World/include/world.h"
    private static let game = "Game/Beacon.swift"

    /// A `migrate` that reads `migration.old` in each step.
    private static let chain = """
        mutating func migrate(_ world: inout World, _ migration: Migration) throws {
          let old = migration.old
          switch (migration.from, migration.to) {
          case (1, 2):
            world.worth = 10 * Int32(old["pushes"].integer ?? -1)
            world.sparks[0].value = 10 * Int32(old["sparks"][0]["value"].integer ?? -1)
          case (2, 3):
            // By the new name, by the name in version 2, and a field that only the first world has.
            world.worth = 10 * Int32(old["worth"].integer ?? -1)
            world.checked = Int32(old["pushes"].integer ?? -1)
            world.kept = Int32(old["changed_files"].integer ?? -1)
            world.sparks[0].value = 10 * Int32(old["sparks"][0]["value"].integer ?? -1)
          case (3, 2), (2, 1):
            world.worth = Int32(old["worth"].integer ?? -1) / 10
          default: throw AssetError(line: 1, "no step from \\(migration.from) to \\(migration.to)")
          }
        }
      """

    /// Version 3 of the game. `pushes` is renamed, `changed_files` is gone.
    private func saveVersion3(_ package: TestPackage, migrate: String) throws {
      try package.save(
        Self.game,
        try package.read(Self.game)
          .replacing("pushes", with: "worth").replacing(" world.changed_files = 7;", with: "")
          .replacing("    world.changed_files = Int32(reload.changedFiles.count)\n", with: "")
          .replacing(
            "  mutating func start(",
            with: """
                static var worldVersion: Int { 3 }
                static var renames: [Rename] { [.field(of: "World", from: "pushes", to: "worth")] }
              \(migrate)
                mutating func start(
              """))
      try package.edit(
        Self.header, "int32_t pushes;", "int32_t worth;\n  int32_t checked;\n  int32_t kept;")
      try package.edit(Self.header, "  int32_t changed_files;\n", "")
    }

    @Test("Each step of a chain reads the world that the step before made, in a reload and in a loaded world")
    func chain() throws {
      let package = try TestPackage()
      try package.edit(
        Self.game, "for value in 1...10", "world.pushes = 3; world.changed_files = 7; for value in 1...10")
      let run = try HeadlessRun(package)
      _ = try package.ctl("pause")
      _ = try package.ctl("snapshot .hotloop/first.world")
      let migrate = Self.chain.replacing(
        "world.kept = ", with: "if migration.from == 2 { fatalError(\"in the middle\") }\n      world.kept = "
      )
      try saveVersion3(package, migrate: migrate)
      // A crash in the middle of the chain leaves code and world unchanged.
      let verdict = try run.events.next("preflight") { $0.text("verdict") == "crashed" }
      #expect(verdict.text("reason")?.contains("in the middle") == true, "\(verdict)")
      #expect(try package.world("pushes") == 3)
      #expect(try header(package, "world_version") == 1)

      try package.edit(Self.game, "if migration.from == 2 { fatalError(\"in the middle\") }\n", "\n")
      try run.events.next("swapped")
      try expectMigrated(package)
      // A saved world goes through the same steps.
      _ = try package.ctl("load .hotloop/first.world")
      try expectMigrated(package)
      _ = try package.ctl("snapshot .hotloop/third.world")

      // Down again, by a save. The fields that are back have what the undo record kept.
      try package.edit(Self.game, "static var worldVersion: Int { 3 }", "static var worldVersion: Int { 1 }")
      try package.edit(
        Self.game, "[.field(of: \"World\", from: \"pushes\", to: \"worth\")]",
        "[.field(of: \"World\", from: \"worth\", to: \"pushes\")]")
      try package.edit(Self.game, "world.worth", "world.pushes")
      try package.edit(Self.game, "world.checked = ", "_ = ")
      try package.edit(Self.game, "world.kept = ", "_ = ")
      try package.edit(Self.header, "int32_t worth;\n  int32_t checked;\n  int32_t kept;", "int32_t pushes;")
      while try header(package, "world_version") != 1 { try run.events.next("swapped") }
      #expect(try package.world("pushes") == 3)
    }

    private func expectMigrated(_ package: TestPackage) throws {
      #expect(try package.world("worth") == 300)
      #expect(try package.world("checked") == 30)
      #expect(try package.world("kept") == 7)
      #expect(try header(package, "world_version") == 3)
      let world = try package.ctl("world")["world"] as? [String: Any]
      let sparks = try #require(world?["sparks"] as? [[String: Any]])
      #expect((sparks[0]["value"] as? NSNumber)?.intValue == 100)
    }

    @Test(
      "A build of another worldVersion without a migrate is rejected with the function to write, which then runs",
      arguments: ["", "--no-preflight"])
    func missing(option: String) throws {
      let package = try TestPackage()
      try package.edit(Self.game, "for value in 1...10", "world.pushes = 5; for value in 1...10")
      try package.edit(
        Self.game, "  mutating func start(", "  static var worldVersion: Int { 4 }\n  mutating func start(")
      let run = option.isEmpty ? try HeadlessRun(package) : try HeadlessRun(package, option)
      _ = try package.ctl("pause")
      func expectRejected(_ version: Int, _ texts: [String]) throws {
        let generation = try package.ctl("status")["generation"] as? Int
        try package.edit(Self.game, "Int { 4 }", "Int { \(version) }")
        let rejected = try run.events.next("rejected")
        for text in texts { #expect(rejected.text("reason")?.contains(text) == true, "\(rejected)") }
        #expect(try package.ctl("status")["generation"] as? Int == generation)
        #expect(try header(package, "world_version") == 4)
        try package.edit(Self.game, "Int { \(version) }", "Int { 4 }")
        // A generation that was only found out at the swap is the newest, and this one replaces it.
        _ = try run.events.next(among: option.isEmpty ? ["unchanged"] : ["swapped"])
      }
      try expectRejected(
        6,
        [
          "worldVersion is 6, the world is of version 4",
          "mutating func migrate(_ world: inout World, _ migration: Migration) throws {",
          "if migration.from == 4 {", "if migration.from == 5 {",
        ])
      try expectRejected(3, ["worldVersion is 3, the world is of version 4", "set worldVersion back to 4"])
      _ = try package.ctl("snapshot .hotloop/fourth.world")

      let migrate = """
        static var worldVersion: Int { 5 }
          mutating func migrate(_ world: inout World, _ migration: Migration) throws {
            if migration.from == 4 { world.pushes *= 10 }
          }
        """
      try package.edit(Self.game, "static var worldVersion: Int { 4 }", migrate)
      try run.events.next("swapped")
      #expect(try package.world("pushes") == 50)
      // Back and forward: the earlier build has no way down, and the step does not run again.
      for (command, version) in [("rollback", 4), ("forward", 5), ("rollback", 4), ("forward", 5)] {
        _ = try package.ctl(command)
        try run.events.next("rolled-back")
        #expect(try package.world("pushes") == 50)
        #expect(try header(package, "world_version") == version)
      }

      // The function is taken away: a world of an earlier version cannot be loaded any more.
      try package.edit(Self.game, "mutating func migrate", "mutating func migrateLater")
      try run.events.next("swapped")
      let reply = try package.ctl("load .hotloop/fourth.world")
      #expect((reply["error"] as? String)?.contains("mutating func migrate(") == true, "\(reply)")
      #expect(try package.world("pushes") == 50)
    }

    @Test("A new build that follows a rollback keeps the version that the world's values have")
    func afterRollback() throws {
      let package = try TestPackage()
      try package.edit(Self.game, "for value in 1...10", "world.pushes = 5; for value in 1...10")
      let first = try package.read(Self.game)
      let run = try HeadlessRun(package, "--no-preflight")
      _ = try package.ctl("pause")
      try package.edit(
        Self.game, "  mutating func start(",
        """
          static var worldVersion: Int { 2 }
          mutating func migrate(_ world: inout World, _ migration: Migration) throws { world.pushes *= 10 }
          mutating func start(
        """)
      let second = try package.read(Self.game)
      try run.events.next("swapped")
      _ = try package.ctl("rollback")
      try run.events.next("rolled-back")
      // The edit is undone in the file, too, and goes on from there.
      try package.save(Self.game, first.replacing("sum \\(sum ?? -1)", with: "total \\(sum ?? -1)"))
      try run.events.next("swapped")
      #expect(try header(package, "world_version") == 1)
      try package.save(Self.game, second)
      try run.events.next("swapped")
      #expect(try header(package, "world_version") == 2)
      #expect(try package.world("pushes") == 50)
    }

    private func header(_ package: TestPackage, _ field: String) throws -> Int? {
      let world = try package.ctl("world")["world"] as? [String: Any]
      return ((world?["header"] as? [String: Any])?[field] as? NSNumber)?.intValue
    }
  }
}
