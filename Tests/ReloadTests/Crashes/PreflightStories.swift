import Foundation
import Glibc
import Testing

/// Builds that crash, hang or end the process, and a player who never sees it: each build is tried out first, in a
/// process of its own.
extension Stories {
  @Suite("Preflight", .serialized)
  struct PreflightStories {
    private let game = "Game/Beacon.swift"
    private let line = "world.distance += Speed.perTick"

    @Test(
      "a build that crashes in a callback never touches the world; undone, it is forgotten",
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
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      try workshop.edit(game, old, new)
      let verdict = try run.events.next("preflight")
      #expect(verdict.text("verdict") == "crashed" && verdict["generation"] == 2, "\(verdict)")
      #expect(verdict.text("callback") == callback)
      #expect(verdict.text("reason")?.contains("Index out of range") == true, "\(verdict)")
      let number = try workshop.read(game).split(separator: "\n", omittingEmptySubsequences: false)
        .firstIndex { $0.contains("[1, 2]") }
      #expect(verdict.text("location") == "Game/Beacon.swift:\(try #require(number) + 1)", "\(verdict)")
      #expect(verdict.list("backtrace").first?.contains("Game/Beacon.swift:") == true)
      let rejected = try run.events.next("rejected")
      #expect(rejected.text("stage") == "preflight")
      #expect(rejected.text("reason")?.contains("Index out of range") == true)
      let problems = try workshop.ctl("status")["problems"] as? [String] ?? []
      #expect(
        problems.contains {
          $0.contains("Generation 2 crashed in \(callback) in preflight. Still running generation 1")
        }, "\(problems)")
      // Not even the build that was to be replaced was told of it.
      #expect(try workshop.world("before_reloads") == 0)
      #expect(try workshop.world("after_reloads") == 0)

      try workshop.edit(game, new, old)
      try run.events.next("unchanged")
      #expect((try workshop.ctl("status")["problems"] as? [String])?.isEmpty == true)
      try workshop.edit(game, line, "world.distance += 1_000_000")
      let swapped = try run.events.next("swapped")
      #expect(swapped["from"] == 1 && swapped["generation"] == 3)
      #expect(!run.events.events.contains { ["crashed", "hung", "rolled-back"].contains($0.name) })
    }

    @Test("a build that hangs is found out and refused")
    func hang() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop, "--call-limit", "0.3")
      try workshop.edit(game, line, "while world.distance >= 0 { world.distance &+= 0 }")
      let verdict = try run.events.next("preflight")
      #expect(verdict.text("verdict") == "hung" && verdict.text("callback") == "step", "\(verdict)")
      #expect(verdict.text("location")?.hasPrefix("Game/") == true, "\(verdict)")
      try expectPlaysOn(run, workshop)
    }

    @Test("a build that ends the process is refused, in a callback or while it is loaded")
    func ending() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      try workshop.save(game, "import Glibc\n" + (try workshop.read(game).replacing(line, with: "exit(3)")))
      let verdict = try run.events.next("preflight")
      #expect(verdict.text("verdict") == "died" && verdict.text("callback") == "step", "\(verdict)")
      #expect(verdict.text("reason")?.contains("exit(3)") == true)
      try expectPlaysOn(run, workshop)

      try workshop.edit(game, "exit(3)", "world.distance += 2")
      try run.events.next("swapped")
      try workshop.save(
        "Game/World/world.c",
        try workshop.read("Game/World/world.c")
          + "\n__attribute__((constructor)) static void boom(void) { *(volatile int *)8 = 1; }\n")
      let rejected = try run.events.next("rejected")
      #expect(rejected.text("stage") == "load" && rejected.text("reason")?.isEmpty == false, "\(rejected)")
      #expect(try workshop.ctl("status")["generation"] as? Int == 3)
    }

    @Test("a migration that says no is refused with the game's own reason")
    func refusal() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      try workshop.edit(
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
      try expectPlaysOn(run, workshop)
    }

    @Test("the input of the last ticks is what a build is tried out with, in the world as it is")
    func recordedInput() throws {
      let workshop = try Workshop()
      try workshop.save("holding.txt", "1 press go\n")
      let run = try HeadlessRun(workshop, "--input", "holding.txt")
      while try workshop.world("pushes") < 40 {}
      // Fine in a fresh world, and fine without the key.
      try workshop.edit(
        game, line, "if tick.held(.go), world.pushes > 30 { fatalError(\"held at \\(world.pushes)\") }")
      let verdict = try run.events.next("preflight")
      #expect(verdict.text("verdict") == "crashed", "\(verdict)")
      #expect(verdict.text("reason")?.hasPrefix("Fatal error: held at ") == true, "\(verdict)")
      try expectPlaysOn(run, workshop)
    }

    @Test("a good build comes in although the process that waited for it was killed; no process is left over")
    func killedFromOutside() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      let host = try host(workshop)
      var speed = 1
      for next in [11, 12, 13] {
        let child = try waitForChild(of: host)
        try workshop.shell("kill -KILL \(child)")
        try workshop.edit("Game/Speed.swift", "= \(speed)\n", "= \(next)\n")
        speed = next
        #expect(try run.events.next("preflight").text("verdict") == "ok")
        try run.events.next("first-frame")
        // The one that did the job is taken off the list a moment after its answer.
        try wait("for the last process to be gone") { try children(of: host).count <= 1 }
      }
      // The host is not asked and cannot clean up.
      let child = try waitForChild(of: host)
      try workshop.shell("kill -KILL \(host)")
      try waitForEnd(of: child)
      try run.events.next("resumed")
      try run.events.next("first-frame")
    }

    @Test("a save during the trial ends it, whatever the game is at; so does the host's end")
    func superseded() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop, "--call-limit", "0")
      let host = try host(workshop)
      try workshop.edit(game, line, "while world.distance >= 0 { world.distance &+= 0 }")
      try run.events.next("build-finished")
      let stuck = try waitForChild(of: host) { try isBusy($0, workshop) }
      try workshop.edit(game, "while world.distance >= 0 { world.distance &+= 0 }", "world.distance += 3")
      let swapped = try run.events.next("swapped")
      #expect(swapped["generation"] == 2)
      try waitForEnd(of: stuck)

      try workshop.edit(game, "world.distance += 3", "while world.distance >= 0 { world.distance &+= 0 }")
      let last = try waitForChild(of: host) { try isBusy($0, workshop) }
      try workshop.shell("kill -KILL \(host)")
      try waitForEnd(of: last)
      try run.events.next("resumed")
      try run.events.next("first-frame")
    }

    @Test("a world too large to be copied in passing is not tried out, and says so")
    func largeWorld() throws {
      let workshop = try Workshop()
      try workshop.edit(
        game, "for value in 1...10 {", "_ = world.sparks.reserve(2_000_000)\n    for value in 1...10 {")
      let run = try HeadlessRun(workshop)
      try workshop.edit("Game/Speed.swift", "= 1\n", "= 21\n")
      let verdict = try run.events.next("preflight")
      #expect(verdict.text("verdict") == "skipped", "\(verdict)")
      #expect(verdict.text("reason")?.contains("MiB") == true, "\(verdict)")
      try run.events.next("swapped")
    }

    // MARK: What stories look at

    private func expectPlaysOn(_ run: HeadlessRun, _ workshop: Workshop) throws {
      #expect(try run.events.next("rejected").text("stage") == "preflight")
      let before = try workshop.ctl("status")
      #expect(before["generation"] as? Int == 1)
      _ = try workshop.ctl("step 1")
      #expect(try workshop.world("before_reloads") == 0)
      _ = try workshop.ctl("resume")
      #expect(!run.events.events.contains { $0.name == "swapped" && $0["generation"] != 1 })
    }

    private func host(_ workshop: Workshop) throws -> Int32 {
      Int32(try #require(try workshop.ctl("status")["pid"] as? Int))
    }

    /// The processes for trials that the host has, dead ones that it did not take off the list among them.
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
      try wait("for a process to try the next build out in") {
        child = try children(of: host).first(where: matches)
        return child != nil
      }
      return try #require(child)
    }

    private func waitForEnd(of pid: Int32) throws {
      try wait("for the end of process \(pid)") {
        // An orphan is taken off the list by whoever takes care of such here, if anybody does.
        (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8))?.contains(") Z ") ?? true
      }
    }

    /// Processes do not tell when they change, so this looks again and again, with a generous limit.
    private func wait(_ what: String, until holds: () throws -> Bool) throws {
      let deadline = Date(timeIntervalSinceNow: EventStream.limit)
      while try !holds() {
        guard Date() < deadline else { throw StoryError("waited in vain \(what)") }
        poll(nil, 0, 10)
      }
    }

    /// Whether it has loaded the game.
    private func isBusy(_ pid: Int32, _ workshop: Workshop) throws -> Bool {
      try workshop.shell("grep -q .hotloop/images/ /proc/\(pid)/maps").status == 0
    }
  }
}
