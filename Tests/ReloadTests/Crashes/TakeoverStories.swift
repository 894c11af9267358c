import Foundation
import Testing

/// Which generation is blamed for the death of a host, and the world that the run continues in.
extension Stories {
  @Suite("Blame", .serialized)
  struct TakeoverStories {
    private static let game = "Game/Beacon.swift"

    @Test("A build that exits in `afterReload` of a large world is blamed at the first death")
    func largeWorld() throws {
      let package = try package()
      try package.edit(
        Self.game, "for value in 1...10 {", "_ = world.sparks.reserve(2_000_000)\n    for value in 1...10 {")
      let run = try HeadlessRun(package)
      try package.edit(Self.game, "world.after_reloads += 1", "fault_in_host(0)")
      let resumed = try run.events.next("resumed")
      #expect(resumed["generation"] == 1 && resumed.text("reason") == "exit(0) was called")
      try run.events.next("first-frame")
      let problems = try package.problemTitles()
      #expect(problems.contains { $0.contains("Generation 2 took the host down") }, "\(problems)")
      // The death is not repeated.
      _ = try package.ctl("step 1")
      #expect(!run.events.rest().contains { $0.name == "resumed" })
    }

    @Test("A first tick that kills the host after a migration is undone: dropped fields keep their values")
    func migrated() throws {
      let package = try package()
      let run = try HeadlessRun(package)
      while try package.world("distance") < 10 {}
      // The new layout drops a field of the world and one of each spark.
      try package.edit("Game/World/include/world.h", "  int32_t value;\n", "")
      try package.edit("Game/World/include/world.h", "  int32_t changed_files;\n", "")
      let source = try package.read(Self.game)
      try package.save(
        Self.game,
        source.replacing("Spark(age: 0, value: Int32(value))", with: "Spark(age: Int32(value) * 0)")
          .replacing("result += Int(world.sparks[index].value)", with: "result += 1")
          .replacing("world.changed_files = Int32(reload.changedFiles.count)\n", with: "\n")
          .replacing("world.distance += Speed.perTick", with: "fault_in_host(1)"))
      let resumed = try run.events.next("resumed")
      #expect(resumed["generation"] == 1)
      let world = try #require(try package.ctl("world")["world"] as? [String: Any])
      let values = (world["sparks"] as? [[String: Any]] ?? []).compactMap { $0["value"] as? Int }
      #expect(values == Array(1...10), "\(world)")
      #expect(world["distance"] as? Int ?? 0 >= 10)
    }

    @Test("The death of an outgoing build in `beforeReload` is not blamed on the incoming one")
    func outgoing() throws {
      let package = try package()
      let run = try HeadlessRun(package)
      try package.edit(Self.game, "world.before_reloads += 1", "fault_in_host(0)")
      #expect(try run.events.next("swapped") { $0["generation"] == 2 }["from"] == 1)
      try package.edit("Game/Speed.swift", "= 1", "= 3")
      let resumed = try run.events.next("resumed")
      #expect(resumed["generation"] == 1)
      // Its panel may be closed already: the newer source runs.
      #expect(try package.read(".hotloop/hotloop.log").contains("Generation 2 is blamed"))
    }

    @Test("A load check that is killed by its own image is a rejection", arguments: ["raise", "abort"])
    func loadCheck(how: String) throws {
      let package = try package()
      try package.edit(Self.game, "import GameSDK", "import GameSDK\nimport Glibc")
      let run = try HeadlessRun(package)
      let call = how == "raise" ? "_ = raise(SIGKILL)" : "abort()"
      try package.edit(
        Self.game, "  /// Derived data",
        "  static let worldVersion: Int = { \(call); return 1 }()\n  /// Derived")
      let rejected = try run.events.next("rejected")
      #expect(rejected.text("stage") == "load" && rejected["generation"] == 2, "\(rejected)")
      #expect(try package.ctl("status")["generation"] as? Int == 1)
      #expect(!run.events.events.contains { $0.name == "resumed" })
    }

    @Test("A build that ended a host is not played by the next run, until a rebuild is requested")
    func nextRun() throws {
      let package = try package()
      let run = try HeadlessRun(package)
      let good = "world.after_reloads += 1"
      try package.edit(Self.game, good, "fault_in_host(1); \(good)")
      try run.events.next("resumed")
      run.end()
      // Its image is on disk, and `start` does not call `afterReload`: the fault would not show at once.
      let next = try HeadlessRun(package, waits: false, waitsForFrame: false)
      let rejected = try next.events.next("rejected")
      #expect(rejected.text("stage") == "quarantine", "\(rejected)")
      #expect(rejected.text("reason")?.contains("F5") == true, "\(rejected)")
      _ = try package.ctl("reload")
      let reload = try next.events.next("swapped")
      #expect(["start", "force"].contains(reload.text("cause")), "\(reload)")
    }

    @Test("A build that a trial rejected is tried again by the next run, not played untested")
    func rejectedByTrial() throws {
      let package = try package()
      let run = try HeadlessRun(package)
      try package.edit(Self.game, "world.distance += Speed.perTick", "fatalError(\"no\")")
      #expect(try run.events.next("preflight") { $0["generation"] == 2 }.text("verdict") == "crashed")
      run.end()
      let next = try HeadlessRun(package, waits: false, waitsForFrame: false)
      let verdict = try next.events.next("preflight") { $0.text("verdict") == "crashed" }
      #expect(verdict.text("reason") == "Fatal error: no")
      #expect(!next.events.events.contains { $0.name == "crashed" })
    }

    @Test("An image that ends the host when it is loaded again is blamed, and the session goes on without it")
    func loadedAgain() throws {
      let package = try package()
      try package.edit("Game/World/world.c", "void fault_in_host(", "\(Self.dying)\nvoid fault_in_host(")
      let run = try HeadlessRun(package)
      defer { try? FileManager.default.removeItem(atPath: package.path("die")) }
      let pid = try #require(try package.ctl("status")["pid"] as? Int)
      try package.save("die", "")
      kill(pid_t(pid), SIGKILL)
      let resumed = try run.events.next("resumed") { $0["generation"] == 0 }
      #expect(resumed.text("reason") == "exit(0) was called")
      #expect(run.isAlive)
    }

    private static let dying = """
      #include <unistd.h>
      __attribute__((constructor)) static void die(void) { if (access("die", F_OK) == 0 && !is_trial()) exit(0); }
      """

    private func package() throws -> TestPackage {
      let package = try TestPackage()
      try HostOnlyFault.install(in: package)
      // The record of trials is new, so images of earlier tests would count as untried.
      try? FileManager.default.removeItem(atPath: package.path(".hotloop/images"))
      return package
    }
  }
}
