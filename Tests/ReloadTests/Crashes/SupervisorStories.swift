import Foundation
import Testing

/// The host dies of a fault that cannot be guarded, and the game continues.
extension Stories {
  @Suite("Supervisor", .serialized)
  struct SupervisorStories {
    private let game = "Game/Beacon.swift"

    @Test("A host that is killed 40 times, also during reloads, continues each time")
    func killedAtRandom() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      var random = SystemRandomNumberGenerator()
      var last = 0
      for round in 0..<40 {
        let pid = try host(package)
        let before = try tick(package)
        #expect(before >= last, "no finished tick is lost")
        if round % 3 == 0 {
          try package.save(
            "Game/Speed.swift", "enum Speed { static let perTick: Int64 = \(1_000 + round) }\n")
        }
        // At a random moment, regardless of what the host does then.
        usleep(UInt32.random(in: 0..<60_000, using: &random))
        kill(pid, SIGKILL)
        let resumed = try run.events.next("resumed")
        #expect(resumed.text("reason")?.contains("SIGKILL") == true)
        let generation = try #require(resumed["generation"])
        #expect(generation >= 1)
        try run.events.next("first-frame") { $0["generation"] ?? 0 >= generation }
        last = before
        let world = try world(package)
        // Each tick increases the age of every spark, so a torn world has different ages.
        let ages = Set((world["sparks"] as? [[String: Any]] ?? []).compactMap { $0["age"] as? Int })
        #expect(ages.count == 1 && ages.first ?? 0 >= before, "\(world)")
      }
      try package.save("Game/Speed.swift", "enum Speed { static let perTick: Int64 = 777 }\n")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      #expect(run.isAlive)
    }

    @Test("A game that calls exit loses nothing: the previous generation continues in a new host")
    func exits() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--no-preflight")
      try package.edit(game, "import GameSDK", "import GameSDK\nimport Glibc")
      try run.events.next("first-frame")
      try package.edit(game, "if tick.held(.go) { world.pushes += 1 }", "exit(3)")
      let resumed = try run.events.next("resumed")
      #expect(resumed.text("reason") == "exit(3) was called" && resumed["generation"] == 2)
      try run.events.next("first-frame")
      let problems = try package.problemTitles()
      #expect(problems.contains { $0.contains("Generation 3 took the host down") }, "\(problems)")
      // Going forward does not choose it either.
      _ = try package.ctl("forward")
      #expect(try package.ctl("status")["generation"] as? Int == 2)
      try package.edit(game, "exit(3)", "world.pushes += 50")
      #expect(try run.events.next("swapped").text("cause") == "save")
      let status = try package.ctl("status")
      #expect((status["problems"] as? [Any])?.isEmpty == true)
    }

    @Test("A game that always kills its host is blamed, and the next save continues its world")
    func killsItself() throws {
      let package = try TestPackage()
      try package.edit(game, "import GameSDK", "import GameSDK\nimport Glibc")
      try package.edit(
        game, "if tick.held(.go) { world.pushes += 1 }",
        "if world.header.tick == 20 { kill(getpid(), SIGKILL) }")
      let run = try HeadlessRun(package)
      try run.events.next("resumed") { $0["generation"] == 0 }
      let problems = try package.problemTitles()
      #expect(problems.contains { $0.contains("Generation 1 took the host down") }, "\(problems)")
      try package.edit(game, "kill(getpid(), SIGKILL)", "world.pushes += 500")
      try run.events.next("first-tick")
      let ages = (try world(package)["sparks"] as? [[String: Any]])?.compactMap { $0["age"] as? Int } ?? []
      #expect(ages.count == 10 && ages.allSatisfy { $0 > 20 }, "the world continues from tick 20")
    }

    @Test("A run whose hosts die at once is given up with a report, and the world is saved to a file")
    func givenUp() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      kill(try host(package), SIGKILL)
      for _ in 0..<4 { kill(pid_t(try #require(try run.events.next("resumed")["pid"])), SIGKILL) }
      // The generation was blamed, so nothing runs, and the tick does not change any more.
      let last = try run.events.next("resumed")
      kill(pid_t(try #require(last["pid"])), SIGKILL)
      #expect(run.waitForEnd() == 137)
      let world = try package.shell("\(TestPackage.hotloop) world dump .hotloop/rescued.world")
      #expect(world.status == 0 && world.output.contains("distance"), "\(world.output)")
    }

    @Test("The supervisor forwards signals, and ends with the host")
    func signals() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      kill(run.pid, SIGTERM)
      #expect(try run.events.next("stopped").text("reason") == "SIGTERM")
      #expect(run.waitForEnd() == 0)
    }

    @Test("A host without its supervisor ends in order")
    func orphan() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      kill(run.pid, SIGKILL)
      #expect(try run.events.next("stopped").text("reason") == "its supervisor is gone")
    }

    @Test("The terminal is restored when the host is killed, and at the end")
    func terminal() throws {
      let package = try TestPackage()
      let terminal = try TerminalRun(in: package.root)
      try terminal.type(
        "stty -g > before.txt; \(TestPackage.hotloop); echo status $?; stty -g > after.txt; echo the e''nd")
      try terminal.wait(for: "distance")
      for _ in 0..<3 {
        let pid = try host(package)
        kill(pid, SIGKILL)
        try terminal.wait("for another host") { _ in (try? self.host(package)).map { $0 != pid } ?? false }
        try terminal.wait(for: "distance")
      }
      try terminal.press("q")
      let screen = try terminal.wait(for: "the end")
      #expect(screen.contains("status 0") && !screen.contains("distance"))
      #expect(try package.read("before.txt") == package.read("after.txt"))
    }

    private func host(_ package: TestPackage) throws -> pid_t {
      pid_t(try #require(try package.ctl("status")["pid"] as? Int))
    }

    private func tick(_ package: TestPackage) throws -> Int {
      try #require(try package.ctl("status")["tick"] as? Int)
    }

    private func world(_ package: TestPackage) throws -> [String: Any] {
      try #require(try package.ctl("world")["world"] as? [String: Any])
    }
  }
}
