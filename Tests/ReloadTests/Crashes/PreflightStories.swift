import Foundation
import Glibc
import Testing

/// Builds that crash, hang or end the process without affecting the player: each build is first tried in a process of its
/// own.
extension Stories {
  @Suite("Preflight", .serialized)
  struct PreflightStories {
    private let game = "Game/Beacon.swift"
    private let line = "world.distance += Speed.perTick"

    @Test(
      "A build that crashes in a callback never touches the world, and undoing it closes the panel",
      arguments: [
        ("step", "world.distance += Speed.perTick", "world.distance += [1, 2][world.sparks.count]"),
        ("draw", "greeting \\(greeting.value)", "greeting \\([1, 2][world.sparks.count])"),
        (
          "after_reload", "sum = total(world)\n    world.after_reloads",
          "sum = [1, 2][world.sparks.count]\n    world.after_reloads"
        ),
        (
          "migrate", "mutating func start(",
          """
          static var worldVersion: Int { 2 }
            mutating func migrate(_ world: inout World, _ migration: Migration) throws {
              world.distance = [1, 2][world.sparks.count]
            }
            mutating func start(
          """
        ),
      ])
    func crash(callback: String, old: String, new: String) throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.edit(game, old, new)
      let verdict = try run.events.next("preflight")
      #expect(verdict.text("verdict") == "crashed" && verdict["generation"] == 2, "\(verdict)")
      #expect(verdict.text("callback") == callback)
      #expect(verdict.text("reason")?.contains("Index out of range") == true, "\(verdict)")
      let number = try package.read(game).split(separator: "\n", omittingEmptySubsequences: false)
        .firstIndex { $0.contains("[1, 2]") }
      #expect(verdict.text("location") == "Game/Beacon.swift:\(try #require(number) + 1)", "\(verdict)")
      #expect(verdict.list("backtrace").first?.contains("Game/Beacon.swift:") == true)
      let rejected = try run.events.next("rejected")
      #expect(rejected.text("stage") == "preflight")
      #expect(rejected.text("reason")?.contains("Index out of range") == true)
      let problems = try package.problemTitles()
      #expect(
        problems.contains {
          $0.contains("Generation 2 crashed in \(callback) in preflight. Still running generation 1")
        }, "\(problems)")
      // Not even `before_reload` of the running build was called.
      #expect(try package.world("before_reloads") == 0)
      #expect(try package.world("after_reloads") == 0)

      try package.edit(game, new, old)
      try run.events.next("unchanged")
      #expect(try package.problems().isEmpty)
      try package.edit(game, line, "world.distance += 1_000_000")
      let swapped = try run.events.next("swapped")
      #expect(swapped["from"] == 1 && swapped["generation"] == 3)
      #expect(!run.events.events.contains { ["crashed", "hung", "rolled-back"].contains($0.name) })
    }

    @Test("Preflight rejects a build that hangs")
    func hang() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--call-limit", "0.3")
      try package.edit(game, line, "while world.distance >= 0 { world.distance &+= 0 }")
      let verdict = try run.events.next("preflight")
      #expect(verdict.text("verdict") == "hung" && verdict.text("callback") == "step", "\(verdict)")
      #expect(verdict.text("location")?.hasPrefix("Game/") == true, "\(verdict)")
      try expectRejection(run, package)
    }

    @Test("Preflight rejects a build that ends the process, in a callback or at load")
    func ending() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.save(game, "import Glibc\n" + (try package.read(game).replacing(line, with: "exit(3)")))
      let verdict = try run.events.next("preflight")
      #expect(verdict.text("verdict") == "died" && verdict.text("callback") == "step", "\(verdict)")
      #expect(verdict.text("reason")?.contains("exit(3)") == true)
      try expectRejection(run, package)

      try package.edit(game, "exit(3)", "world.distance += 2")
      try run.events.next("swapped")
      try package.save(
        "Game/World/world.c",
        try package.read("Game/World/world.c")
          + "\n__attribute__((constructor)) static void boom(void) { *(volatile int *)8 = 1; }\n")
      let rejected = try run.events.next("rejected")
      #expect(rejected.text("stage") == "load" && rejected.text("reason")?.isEmpty == false, "\(rejected)")
      #expect(try package.ctl("status")["generation"] as? Int == 3)
    }

    @Test("A migration that throws is rejected with the game's reason")
    func throwingMigration() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.edit(
        game, "mutating func start(",
        """
        static var worldVersion: Int { 2 }
          mutating func migrate(_ world: inout World, _ migration: Migration) throws {
            throw AssetError(line: 1, "will not")
          }
          mutating func start(
        """)
      let verdict = try run.events.next("preflight")
      #expect(verdict.text("verdict") == "refused" && verdict.text("callback") == "migrate", "\(verdict)")
      #expect(verdict.text("reason")?.contains("will not") == true, "\(verdict)")
      try expectRejection(run, package)
    }

    @Test("A build is tried with the input of the last ticks, in the present world")
    func recordedInput() throws {
      let package = try TestPackage()
      try package.save("holding.txt", "1 press go\n")
      let run = try HeadlessRun(package, "--input", "holding.txt")
      while try package.world("pushes") < 40 {}
      // Crashes only in this world and with the key held.
      try package.edit(
        game, line, "if tick.held(.go), world.pushes > 30 { fatalError(\"held at \\(world.pushes)\") }")
      let verdict = try run.events.next("preflight")
      #expect(verdict.text("verdict") == "crashed", "\(verdict)")
      #expect(verdict.text("reason")?.hasPrefix("Fatal error: held at ") == true, "\(verdict)")
      try expectRejection(run, package)
    }

    @Test("A good build runs although the waiting trial child was killed, and no process is left")
    func killedFromOutside() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let host = try host(package)
      var speed = 1
      for next in [11, 12, 13] {
        let child = try waitForChild(of: host)
        try package.shell("kill -KILL \(child)")
        try package.edit("Game/Speed.swift", "= \(speed)\n", "= \(next)\n")
        speed = next
        #expect(try run.events.next("preflight").text("verdict") == "ok")
        try run.events.next("first-frame")
        // The child is reaped shortly after its answer.
        try wait("for the last child to be reaped") { try children(of: host).count <= 1 }
      }
      // Kill the host, which then cannot clean up.
      let child = try waitForChild(of: host)
      try package.shell("kill -KILL \(host)")
      try waitForEnd(of: child)
      try run.events.next("resumed")
      try run.events.next("first-frame")
    }

    @Test("A save during a trial ends it, and so does the end of the host")
    func superseded() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--call-limit", "0")
      let host = try host(package)
      try package.edit(game, line, "while world.distance >= 0 { world.distance &+= 0 }")
      try run.events.next("build-finished")
      let stuck = try waitForChild(of: host) { try hasLoadedGame($0, package) }
      try package.edit(game, "while world.distance >= 0 { world.distance &+= 0 }", "world.distance += 3")
      let swapped = try run.events.next("swapped")
      #expect(swapped["generation"] == 2)
      try waitForEnd(of: stuck)

      try package.edit(game, "world.distance += 3", "while world.distance >= 0 { world.distance &+= 0 }")
      let last = try waitForChild(of: host) { try hasLoadedGame($0, package) }
      try package.shell("kill -KILL \(host)")
      try waitForEnd(of: last)
      try run.events.next("resumed")
      try run.events.next("first-frame")
    }

    // MARK: Expectations and processes

    private func expectRejection(_ run: HeadlessRun, _ package: TestPackage) throws {
      #expect(try run.events.next("rejected").text("stage") == "preflight")
      let before = try package.ctl("status")
      #expect(before["generation"] as? Int == 1)
      _ = try package.ctl("step 1")
      #expect(try package.world("before_reloads") == 0)
      _ = try package.ctl("resume")
      #expect(!run.events.events.contains { $0.name == "swapped" && $0["generation"] != 1 })
    }

    private func host(_ package: TestPackage) throws -> Int32 {
      Int32(try #require(try package.ctl("status")["pid"] as? Int))
    }

    /// The trial children of the host, including dead ones that it has not reaped.
    private func children(of host: Int32) throws -> [Int32] {
      try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap(Int32.init).filter { pid in
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
          let end = status.lastIndex(of: ")")
        else { return false }
        let fields = status[end...].split(separator: " ")
        guard fields.count > 2, Int32(fields[2]) == host else { return false }
        let command = (try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)) ?? ""
        return fields[1] == "Z" || command.contains("trial-child")
      }
    }

    private func waitForChild(
      of host: Int32, where matches: (Int32) throws -> Bool = { _ in true }
    ) throws -> Int32 {
      var child: Int32?
      try wait("for a trial child") {
        child = try children(of: host).first(where: matches)
        return child != nil
      }
      return try #require(child)
    }

    private func waitForEnd(of pid: Int32) throws {
      try wait("for the end of process \(pid)") {
        // An orphan may stay a zombie if no process reaps it.
        (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8))?.contains(") Z ") ?? true
      }
    }

    /// Processes do not report changes of their state, so this polls, with a generous timeout.
    private func wait(_ what: String, until holds: () throws -> Bool) throws {
      let deadline = Date(timeIntervalSinceNow: EventStream.timeout)
      while try !holds() {
        guard Date() < deadline else { throw TestFailure("timed out waiting \(what)") }
        poll(nil, 0, 10)
      }
    }

    /// Whether the process has loaded the game.
    private func hasLoadedGame(_ pid: Int32, _ package: TestPackage) throws -> Bool {
      try package.shell("grep -q .hotloop/images/ /proc/\(pid)/maps").status == 0
    }
  }
}
