import Foundation
import Testing

/// The host dies of what no guard survives, and the game goes on.
extension Stories {
  @Suite("Supervisor", .serialized)
  struct SupervisorStories {
    private let game = "Game/Beacon.swift"

    @Test("a host that is killed again and again, in the middle of reloads too, goes on each time")
    func killedAtRandom() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      var random = SystemRandomNumberGenerator()
      var last = 0
      for round in 0..<100 {
        let pid = try host(workshop)
        let before = try tick(workshop)
        #expect(before >= last, "no finished tick is lost")
        if round % 3 == 0 {
          try workshop.save(
            "Game/Speed.swift", "enum Speed { static let perTick: Int64 = \(1_000 + round) }\n")
        }
        // Somewhere in the next moments, whatever it does then.
        usleep(UInt32.random(in: 0..<60_000, using: &random))
        kill(pid, SIGKILL)
        let resumed = try run.events.next("resumed")
        #expect(resumed.text("reason")?.contains("SIGKILL") == true)
        let generation = try #require(resumed["generation"])
        #expect(generation >= 1)
        try run.events.next("first-frame") { $0["generation"] ?? 0 >= generation }
        last = before
        let world = try world(workshop)
        // Each tick makes every spark one older, so a torn world shows.
        let ages = Set((world["sparks"] as? [[String: Any]] ?? []).compactMap { $0["age"] as? Int })
        #expect(ages.count == 1 && ages.first ?? 0 >= before, "\(world)")
      }
      try workshop.save("Game/Speed.swift", "enum Speed { static let perTick: Int64 = 777 }\n")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      #expect(run.isAlive)
    }

    @Test("a game that calls exit loses nothing: the version before goes on in a new host")
    func exits() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop, "--no-preflight")
      try workshop.edit(game, "import GameSDK", "import GameSDK\nimport Glibc")
      try run.events.next("first-frame")
      try workshop.edit(game, "if tick.held(.go) { world.pushes += 1 }", "exit(3)")
      let resumed = try run.events.next("resumed")
      #expect(resumed.text("reason") == "exit(3) was called" && resumed["generation"] == 2)
      try run.events.next("first-frame")
      let problems = try workshop.ctl("status")["problems"] as? [String] ?? []
      #expect(problems.contains { $0.contains("Generation 3 took the host down") }, "\(problems)")
      // It is not chosen again by going forward either.
      _ = try workshop.ctl("forward")
      #expect(try workshop.ctl("status")["generation"] as? Int == 2)
      try workshop.edit(game, "exit(3)", "world.pushes += 50")
      #expect(try run.events.next("swapped").text("cause") == "save")
      let status = try workshop.ctl("status")
      #expect((status["problems"] as? [String])?.isEmpty == true)
    }

    @Test("a game that kills its host in every run is found out, and the world waits for the next save")
    func killsItself() throws {
      let workshop = try Workshop()
      try workshop.edit(game, "import GameSDK", "import GameSDK\nimport Glibc")
      try workshop.edit(
        game, "if tick.held(.go) { world.pushes += 1 }",
        "if world.header.tick == 20 { kill(getpid(), SIGKILL) }")
      let run = try HeadlessRun(workshop)
      try run.events.next("resumed") { $0["generation"] == 0 }
      let problems = try workshop.ctl("status")["problems"] as? [String] ?? []
      #expect(problems.contains { $0.contains("Generation 1 took the host down") }, "\(problems)")
      try workshop.edit(game, "kill(getpid(), SIGKILL)", "world.pushes += 500")
      try run.events.next("first-tick")
      let ages = (try world(workshop)["sparks"] as? [[String: Any]])?.compactMap { $0["age"] as? Int } ?? []
      #expect(ages.count == 10 && ages.allSatisfy { $0 > 20 }, "the world went on from tick 20")
    }

    @Test("hosts that die at once are given up with a report, and the world is kept in a file")
    func givenUp() throws {
      let workshop = try Workshop()
      try workshop.edit(
        "Game/World/world.c", "#include \"world.h\"",
        """
        #include "world.h"
        #include <signal.h>
        #include <unistd.h>
        __attribute__((constructor)) static void die(void) {
          if (access("die", F_OK) == 0) raise(SIGKILL);
        }
        """)
      let run = try HeadlessRun(workshop)
      defer { try? FileManager.default.removeItem(atPath: workshop.path("die")) }
      let pid = try host(workshop)
      // A second death has the world saved.
      kill(pid, SIGKILL)
      kill(pid_t(try #require(try run.events.next("resumed")["pid"])), SIGKILL)
      try run.events.next("resumed")
      try workshop.save("die", "")
      kill(try host(workshop), SIGKILL)
      #expect(run.waitForEnd() == 137)
      let world = try workshop.shell("\(Workshop.hotloop) world dump .hotloop/rescued.world")
      #expect(world.status == 0 && world.output.contains("distance"), "\(world.output)")
    }

    @Test("signals go through to the host, and its end is the end")
    func signals() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      kill(run.pid, SIGTERM)
      #expect(try run.events.next("stopped").text("reason") == "SIGTERM")
      #expect(run.waitForEnd() == 0)
    }

    @Test("without its supervisor a host ends in order")
    func orphan() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      kill(run.pid, SIGKILL)
      #expect(try run.events.next("stopped").text("reason") == "its supervisor is gone")
    }

    @Test("the terminal is given back and taken again when the host is killed, and is as it was at the end")
    func terminal() throws {
      let workshop = try Workshop()
      let terminal = try TerminalRun(in: workshop.root)
      try terminal.type(
        "stty -g > before.txt; \(Workshop.hotloop); echo status $?; stty -g > after.txt; echo the e''nd")
      try terminal.wait(for: "distance")
      for _ in 0..<3 {
        let pid = try host(workshop)
        kill(pid, SIGKILL)
        try terminal.wait("for another host") { _ in (try? self.host(workshop)).map { $0 != pid } ?? false }
        try terminal.wait(for: "distance")
      }
      try terminal.press("q")
      let screen = try terminal.wait(for: "the end")
      #expect(screen.contains("status 0") && !screen.contains("distance"))
      #expect(try workshop.read("before.txt") == workshop.read("after.txt"))
    }

    private func host(_ workshop: Workshop) throws -> pid_t {
      pid_t(try #require(try workshop.ctl("status")["pid"] as? Int))
    }

    private func tick(_ workshop: Workshop) throws -> Int {
      try #require(try workshop.ctl("status")["tick"] as? Int)
    }

    private func world(_ workshop: Workshop) throws -> [String: Any] {
      try #require(try workshop.ctl("world")["world"] as? [String: Any])
    }
  }
}
