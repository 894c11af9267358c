import Foundation
import Testing

/// Builds are tried in large worlds, too, which are copied while the game runs on.
extension Stories {
  @Suite("Trials in large worlds", .serialized)
  struct LargeWorldTrialStories {
    private static let game = "Game/Beacon.swift"
    private static let header = "Game/World/include/world.h"

    enum Fault: String, CaseIterable {
      case exitInAfterReload, crashInStep, hangInMigrate, throwInAfterReload

      var edit: (old: String, new: String) {
        switch self {
        case .exitInAfterReload: ("world.after_reloads += 1", "exit(0)")
        case .crashInStep: ("world.distance += Speed.perTick", "world.distance += [1, 2][world.rocks.count]")
        case .hangInMigrate:
          (
            "  mutating func start(",
            """
              static var worldVersion: Int { 2 }
              mutating func migrate(_ world: inout World, _ migration: Migration) throws {
                while world.distance >= 0 { world.distance &+= 0 }
              }
              mutating func start(
            """
          )
        case .throwInAfterReload:
          ("world.after_reloads += 1", "try refuse(); world.after_reloads += 1")
        }
      }

      var verdict: (kind: String, callback: String?, reason: String) {
        switch self {
        case .exitInAfterReload: ("died", nil, "exit(0)")
        case .crashInStep: ("crashed", "step", "Index out of range")
        case .hangInMigrate: ("hung", "migrate", "took too long")
        case .throwInAfterReload: ("refused", "after_reload", "never")
        }
      }
    }

    @Test(
      "A faulty build is rejected, and the running world stays the same byte for byte", arguments: [12, 100])
    func rejected(mebibytes: Int) throws {
      let package = try Self.package(rocks: mebibytes << 10)
      let run = try HeadlessRun(package, "--call-limit", "1")
      while try package.world("distance") < 20 {}
      _ = try package.ctl("pause")
      _ = try package.ctl("snapshot before.world")
      for (index, fault) in Fault.allCases.enumerated() {
        let (old, new) = fault.edit
        try package.edit(Self.game, old, new)
        let verdict = try run.events.next("preflight")
        let (kind, callback, reason) = fault.verdict
        #expect(verdict["generation"] == index + 2)
        #expect(
          verdict.text("verdict") == kind && verdict.text("callback") == callback, "\(fault): \(verdict)")
        #expect(verdict.text("reason")?.contains(reason) == true, "\(fault): \(verdict)")
        #expect(try run.events.next("rejected").text("stage") == "preflight")
        #expect(try package.ctl("status")["generation"] as? Int == 1)
        _ = try package.ctl("snapshot after.world")
        #expect(try package.shell("cmp before.world after.world").status == 0, "\(fault)")
        try package.edit(Self.game, new, old)
        try run.events.next("unchanged")
      }
      try package.edit("Game/Speed.swift", "= 1\n", "= 21\n")
      let verdict = try run.events.next("preflight")
      #expect(verdict.text("verdict") == "ok" && verdict["ticks"] ?? 0 >= 2, "\(verdict)")
      #expect(try run.events.next("swapped")["from"] == 1)
      run.end()
      try? FileManager.default.removeItem(atPath: package.path("before.world"))
      try? FileManager.default.removeItem(atPath: package.path("after.world"))
    }

    @Test("A world of which every page changes in every tick is copied as of one tick")
    func consistent() throws {
      let package = try Self.package(rocks: 24 << 10)
      try package.edit(
        Self.game, "world.distance += Speed.perTick",
        "for index in world.rocks.indices { world.rocks[index].age += 1 }\n    world.distance += Speed.perTick"
      )
      // All rocks have one age, which is the number of ticks: a torn copy would not.
      try package.edit(
        Self.game, "world.after_reloads += 1",
        """
        for index in world.rocks.indices where world.rocks[index].age != Int64(world.header.tick) {
              fatalError("rock \\(index) is torn")
            }
            world.after_reloads += 1
        """)
      let run = try HeadlessRun(package)
      for speed in 1...6 {
        try package.edit("Game/Speed.swift", "= \(speed)\n", "= \(speed + 1)\n")
        let verdict = try run.events.next("preflight")
        #expect(verdict.text("verdict") == "ok" && verdict["ticks"] ?? 0 >= 2, "\(verdict)")
        try run.events.next("first-tick")
      }
    }

    @Test("A save during the copy of a large world begins another trial")
    func superseded() throws {
      let package = try Self.package(rocks: 100 << 10)
      let run = try HeadlessRun(package)
      for speed in 1...4 {
        try package.edit("Game/Speed.swift", "= \(speed)\n", "= \(speed + 1)\n")
        // The copy begins with the trial.
        try run.events.next("build-finished")
      }
      let swapped = try run.events.next("first-frame") { $0["generation"] ?? 0 > 1 }
      #expect(swapped["generation"] ?? 0 >= 2)
      #expect(
        !run.events.events.contains { $0.name == "preflight" && !["ok"].contains($0.text("verdict")) })
    }

    @Test("A world too large for the memory that is left is not tried, and the verdict says so")
    func scarceMemory() throws {
      let package = try Self.package(rocks: 24 << 10)
      try package.save("meminfo", "MemTotal: 90000 kB\nMemAvailable: 90000 kB\n")
      defer { try? FileManager.default.removeItem(atPath: package.path("meminfo")) }
      let run = try HeadlessRun(package, setup: "mount --bind meminfo /proc/meminfo")
      try package.edit("Game/Speed.swift", "= 1\n", "= 21\n")
      let verdict = try run.events.next("preflight")
      #expect(verdict.text("verdict") == "skipped", "\(verdict)")
      #expect(
        verdict.text("reason")?.contains("may need 96 MiB of memory, and 87 MiB are available") == true,
        "\(verdict)")
      try run.events.next("swapped")
      run.end()
    }

    /// Beacon with rocks of 1 KiB.
    static func package(rocks: Int) throws -> TestPackage {
      let package = try TestPackage()
      try package.edit(
        header, "typedef struct World {",
        """
        typedef struct Rock {
          int64_t age;
          int64_t content[127];
        } Rock;
        HOTLOOP_POOL(Rock);

        typedef struct World {
        """)
      try package.edit(header, "  SparkPool sparks;", "  SparkPool sparks;\n  RockPool rocks;")
      try package.edit(game, "import GameSDK\n", "import GameSDK\nimport Glibc\n")
      try package.edit(
        game, "/// A game whose",
        """
        // swift-format-ignore: AvoidRetroactiveConformances
        extension RockPool: @retroactive Pool { public typealias Element = Rock }

        func refuse() throws { throw AssetError(line: 1, "never") }

        /// A game whose
        """)
      try package.edit(
        game, "_ reload: Reload) {\n    sum = total", "_ reload: Reload) throws {\n    sum = total")
      try package.edit(
        game, "for value in 1...10 {",
        """
        _ = world.rocks.reserve(\(rocks))
            var rock = Rock()
            for number in 1...\(rocks) {
              rock.content.7 = Int64(number)
              world.rocks.append(rock)
            }
            for value in 1...10 {
        """)
      return package
    }
  }
}
