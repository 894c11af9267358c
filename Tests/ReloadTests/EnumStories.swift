import Foundation
import Testing

/// Edits of the enums in world.h while the game runs.
extension Stories {
  @Suite("Enums", .serialized)
  struct EnumStories {
    private let header = "Game/World/include/world.h"
    private let game = "Game/Beacon.swift"

    private static let enums = """
      typedef enum Kind : uint8_t { KindWolf = 0, KindBat } Kind;
      typedef enum __attribute__((enum_extensibility(closed))) Side : int8_t { SideLeft = -1, SideRight = 1 } Side;
      typedef enum __attribute__((flag_enum)) Trait { TraitWet = 1, TraitHot = 2 } Trait;
      """

    /// Beacon with five wolves and five bats.
    private func makePackage() throws -> TestPackage {
      let package = try TestPackage()
      try package.edit(header, "typedef struct Spark {", Self.enums + "\ntypedef struct Spark {")
      try package.edit(
        header, "int32_t value;",
        "int32_t value;\n  Kind kind;\n  Side sides[2];\n  Trait traits;\n  enum { MoodCalm, MoodWild } mood;"
      )
      try package.edit(
        game, "world.sparks.append(Spark(age: 0, value: Int32(value)))",
        """
        var spark = Spark()
              spark.value = Int32(value)
              spark.kind = value > 5 ? KindBat : KindWolf
              spark.sides = (.left, .right)
              spark.traits = [.wet, .hot]
              spark.mood = 1
              world.sparks.append(spark)
        """)
      return package
    }

    private func sparks(_ package: TestPackage) throws -> [[String: Any]] {
      let world = try package.ctl("world")["world"] as? [String: Any]
      return world?["sparks"] as? [[String: Any]] ?? []
    }

    private func kinds(_ package: TestPackage) throws -> [String] {
      try sparks(package).map { "\($0["kind"] ?? "-")" }
    }

    @Test(
      "A constant that is inserted, renamed or removed keeps the creatures what they are, and is reported")
    func edits() throws {
      let package = try makePackage()
      let run = try HeadlessRun(package)
      _ = try package.ctl("pause")
      let herd = Array(repeating: "KindWolf", count: 5) + Array(repeating: "KindBat", count: 5)
      #expect(try kinds(package) == herd)
      let first = try #require(try sparks(package).first)
      #expect(first["sides"] as? [String] == ["SideLeft", "SideRight"])
      #expect(first["traits"] as? String == "TraitWet | TraitHot")
      #expect(first["mood"] as? String == "MoodWild")
      _ = try package.ctl("snapshot before.world")

      // Inserted before another.
      try package.edit(header, "KindWolf = 0, KindBat }", "KindWolf = 0, KindDoor, KindBat }")
      let swapped = try run.events.next("swapped")
      #expect((swapped.members["migration"] as? [String: Int])?["constants"] == 1, "\(swapped)")
      #expect(try kinds(package) == herd)
      _ = try package.ctl("snapshot after.world")
      let plan = try package.shell("\(TestPackage.hotloop) world plan before.world after.world").output
      #expect(plan.contains("enum Kind: KindBat, 1 → 2, renumbered"), "\(plan)")
      #expect(plan.contains("enum Kind: KindDoor added, 1"), "\(plan)")
      let dump = try package.shell("\(TestPackage.hotloop) world dump after.world").output
      #expect(dump.contains("KindBat") && dump.contains("SideLeft"), "\(dump)")

      // A body: an image of only that body has the same constants.
      try package.edit(game, "column: 2, row: 4", "column: 3, row: 4")
      #expect(try run.events.next("build-finished") { _ in true }.members["partial"] as? Bool == true)
      let patched = try run.events.next("swapped")
      #expect((patched.members["migration"] as? [String: Int])?.isEmpty == true, "\(patched)")
      #expect(try kinds(package) == herd)

      // Renamed, as declared.
      try package.edit(header, "KindDoor, KindBat }", "KindOwl, KindDoor }")
      try package.save(
        game,
        try package.read(game).replacing("? KindBat :", with: "? KindOwl :").replacing(
          "var sum: Int?",
          with:
            "static var renames: [Rename] { [.constant(of: \"Kind\", from: \"KindBat\", to: \"KindOwl\")] }\n"
            + "  var sum: Int?"))
      while try kinds(package).last != "KindOwl" { try run.events.next("swapped") }
      #expect(try kinds(package) == herd.map { $0 == "KindBat" ? "KindOwl" : $0 })

      // Removed: the number stays, and both log and status of the log say so.
      try package.edit(header, "KindWolf = 0, KindOwl, KindDoor }", "KindWolf = 0, KindDoor = 2 }")
      try package.edit(game, "? KindOwl :", "? KindDoor :")
      while try kinds(package).last == "KindOwl" { try run.events.next("swapped") }
      #expect(try kinds(package).suffix(5) == ["1", "1", "1", "1", "1"])
      let log = try package.read(".hotloop/hotloop.log")
      #expect(log.contains("enum Kind: KindOwl removed; values keep the number 1"), "\(log)")
      #expect(
        log.contains("Spark.kind: 5 values of KindOwl, which was removed, kept as the number 1"), "\(log)")
      #expect(log.contains("1 constant removed"), "\(log)")

      // Back again.
      _ = try package.ctl("rollback")
      try run.events.next("rolled-back")
      #expect(try kinds(package) == herd.map { $0 == "KindBat" ? "KindOwl" : $0 })

      // A saved world of the first layout.
      _ = try package.ctl("load before.world")
      #expect(try kinds(package) == herd.map { $0 == "KindBat" ? "KindOwl" : $0 })
    }

    @Test("Negative constants, flags and enums without a name survive another number type and other numbers")
    func otherEnums() throws {
      let package = try makePackage()
      let run = try HeadlessRun(package)
      _ = try package.ctl("pause")
      try package.save(
        header,
        try package.read(header)
          .replacing("Side : int8_t { SideLeft = -1", with: "Side : int32_t { SideUp, SideLeft = -2")
          .replacing("TraitWet = 1, TraitHot = 2", with: "TraitHot = 1, TraitOld = 2, TraitWet = 8")
          .replacing("MoodCalm, MoodWild", with: "MoodSad, MoodCalm, MoodWild"))
      try run.events.next("swapped")
      for spark in try sparks(package) {
        #expect(spark["sides"] as? [String] == ["SideLeft", "SideRight"])
        #expect(spark["traits"] as? String == "TraitHot | TraitWet")
        #expect(spark["mood"] as? String == "MoodWild")
      }
      // The next run has them, too, which may start with an optimised image.
      run.end()
      let second = try HeadlessRun(package, optimises: true)
      defer { second.end() }
      #expect(try sparks(package).first?["traits"] as? String == "TraitHot | TraitWet")
    }

    @Test("A default of another type is converted exactly or refused by name, and hidden types are named")
    func refusals() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.edit(game, "Spark(age: 0, value: Int32(value))", "Spark()")
      try run.events.next("swapped")
      try package.edit(header, "int32_t value;", "int32_t value;\n  float shield;")
      try run.events.next("swapped")
      try package.edit(
        game, "var sum: Int?",
        "static var defaults: [FieldDefault] { [.field(of: \"Spark\", \"shield\", 0.1)] }\n  var sum: Int?")
      var rejected = try run.events.next("rejected")
      #expect(
        rejected.text("reason")?.contains("Spark.shield: the field is of type float") == true, "\(rejected)")
      #expect(rejected.text("reason")?.contains("0.1 of type Double") == true, "\(rejected)")
      try package.edit(game, "\"shield\", 0.1", "\"armour\", 5 as Int32")
      try run.events.next("rejected")
      try package.edit(header, "float shield;", "float shield, armour;")
      try run.events.next("swapped")
      #expect(try sparks(package).allSatisfy { ($0["armour"] as? NSNumber)?.doubleValue == 5 })

      // Swift reports only that World does not exist, or that the conformance fails.
      try package.edit(header, "int64_t distance;", "int64_t distance; _Complex float wave;")
      rejected = try run.events.next(among: ["rejected", "build-failed"])
      #expect(
        rejected.description.contains("field World.wave is a complex number; use two fields"), "\(rejected)")
      try package.edit(header, "_Complex float wave;", "_Alignas(64) int32_t wave;")
      rejected = try run.events.next(among: ["rejected", "build-failed"])
      #expect(
        rejected.description.contains("World.wave has an alignment of more than 16 bytes"), "\(rejected)")
      try package.edit(header, "_Alignas(64) int32_t wave;", "")
      _ = try run.events.next(among: ["swapped", "unchanged"])
    }
  }
}
