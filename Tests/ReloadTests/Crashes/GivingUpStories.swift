import Foundation
import Testing

/// Builds that kill the host at once, past the trial: an earlier good one continues, or in the end the run is given up.
extension Stories {
  @Suite("Giving up", .serialized)
  struct GivingUpStories {
    private static let game = "Game/Beacon.swift"
    private static let start = "for value in 1...10 {"

    @Test(
      "In a large world without a trial, the incoming build is blamed at the first death",
      arguments: [
        ("world.after_reloads += 1", "exit(0)", "exit(0) was called"),
        ("world.distance += Speed.perTick", "_ = raise(SIGKILL)", "SIGKILL"),
        (
          "  mutating func start(",
          """
            static var worldVersion: Int { 2 }
            mutating func migrate(_ world: inout World, _ migration: Migration) throws { exit(0) }
            mutating func start(
          """, "exit(0) was called"
        ),
      ])
    func blamed(old: String, new: String, cause: String) throws {
      let package = try LargeWorldTrialStories.package(rocks: 12 << 10)
      let run = try HeadlessRun(package, "--no-preflight")
      while try package.world("distance") < 20 {}
      try package.edit(Self.game, old, new)
      let resumed = try run.events.next("resumed")
      #expect(resumed["generation"] == 1 && resumed.text("reason")?.contains(cause) == true, "\(resumed)")
      try run.events.next("first-frame")
      let problems = try package.problemTitles()
      #expect(problems.contains { $0.contains("Generation 2 took the host down") }, "\(problems)")
      #expect(try package.world("distance") >= 20)
      // Neither the death nor the blame is repeated.
      _ = try package.ctl("step 1")
      #expect(!run.events.rest().contains { $0.name == "resumed" })
      try package.edit(Self.game, new, old)
      _ = try run.events.next(among: ["unchanged", "swapped"])
      try package.edit("Game/Speed.swift", "= 1\n", "= 21\n")
      try run.events.next("swapped") { $0.list("files").contains("Game/Speed.swift") }
    }

    @Test(
      "A run in which each build kills its host at once ends with a report and a status that is not 0",
      arguments: [("exit(0)", "exit(0) was called", 1), ("_ = raise(SIGKILL)", "SIGKILL", 128 + 9)])
    func headless(fault: String, cause: String, status: Int32) throws {
      let package = try TestPackage()
      try? FileManager.default.removeItem(atPath: package.path(".hotloop/rescued.world"))
      try package.edit(Self.game, "import GameSDK\n", "import GameSDK\nimport Glibc\n")
      try package.edit(Self.game, Self.start, "\(fault)\n    \(Self.start)")
      let run = try HeadlessRun(package, "--no-preflight", waitsForFrame: false, errors: "errors.txt")
      defer { try? FileManager.default.removeItem(atPath: package.path("errors.txt")) }
      for death in 1...5 {
        let resumed = try run.events.next("resumed")
        #expect(resumed["generation"] == 0 && resumed.text("reason")?.contains(cause) == true, "\(resumed)")
        // The session waits for a build that runs.
        try package.save("Game/Speed.swift", "enum Speed { static let perTick: Int64 = \(death + 1) }\n")
      }
      #expect(run.waitForEnd() == status)
      let message = try package.read("errors.txt")
      #expect(message.contains("the host died 6 times in a row near tick 0: "), "\(message)")
      #expect(message.contains(cause) && message.contains(".hotloop/hotloop.log"), "\(message)")
      #expect(!message.contains("--from"), "there is no world: \(message)")
    }

    @Test("In a terminal, that is given back with the report, and the shell sees the status")
    func terminal() throws {
      let package = try TestPackage()
      try package.edit(Self.game, "import GameSDK\n", "import GameSDK\nimport Glibc\n")
      try package.edit(Self.game, Self.start, "exit(0)\n    \(Self.start)")
      let terminal = try TerminalRun(in: package.root, columns: 120)
      try terminal.type(
        "stty -g > before.txt; \(TestPackage.hotloop) --no-preflight --no-optimise; echo status $?")
      for death in 1...5 {
        try terminal.wait("for death \(death)") { _ in
          let problems = (try? package.problems()) ?? []
          return problems.contains { $0["generation"] as? Int == death }
        }
        try package.save("Game/Speed.swift", "enum Speed { static let perTick: Int64 = \(death + 1) }\n")
      }
      let screen = try terminal.wait(for: "status 1")
      #expect(screen.contains("the host died 6 times in a row"), "\(screen)")
      try terminal.type("stty -g > after.txt; echo the e''nd")
      try terminal.wait(for: "the end")
      #expect(try package.read("before.txt") == package.read("after.txt"))
      for name in ["before.txt", "after.txt"] {
        try FileManager.default.removeItem(atPath: package.path(name))
      }
    }

    @Test(
      "A headless run of a fixed length whose only build ends the host ends with status 1",
      arguments: [(start, "exit(0); for value in 1...10 {"), ("world.distance += Speed.perTick", "exit(0)")])
    func fixedLength(old: String, new: String) throws {
      let package = try TestPackage()
      try package.edit(Self.game, "import GameSDK\n", "import GameSDK\nimport Glibc\n")
      try package.edit(Self.game, old, new)
      let (status, output) = try package.shell(
        "timeout 300 \(TestPackage.hotloop) play --headless --ticks 5 --no-optimise --no-preflight")
      #expect(status == 1 && output.contains("exit(0) was called"), "status \(status): \(output)")
    }
  }
}
