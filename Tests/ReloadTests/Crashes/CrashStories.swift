import Foundation
import Testing

/// Crashes and hangs in the program itself, after the swap: preflight did not find them or is off.
extension Stories {
  @Suite("Crashes in play", .serialized)
  struct CrashStories {
    private let game = "Game/Beacon.swift"
    private let line = "world.distance += Speed.perTick"

    @Test(
      "A crash is reported with Swift's message and location, and the previous generation runs the same tick")
    func crash() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--no-preflight")
      try package.edit(game, line, "world.distance += [1, 2][world.sparks.count]")
      let crashed = try run.events.next("crashed")
      #expect(crashed["generation"] == 2 && crashed.text("callback") == "step")
      #expect(crashed.text("reason")?.contains("Index out of range") == true, "\(crashed)")
      let number = try package.read(game).split(separator: "\n", omittingEmptySubsequences: false)
        .firstIndex { $0.contains("[1, 2]") }
      #expect(crashed.text("location") == "Game/Beacon.swift:\(try #require(number) + 1)")
      #expect(crashed.list("backtrace").first?.hasPrefix("Beacon.step Game/Beacon.swift:") == true)
      let back = try run.events.next("rolled-back")
      #expect(back["to"] == 1 && back.tick == crashed.tick)
      let problems = try package.problemTitles()
      #expect(problems.contains { $0.contains("Generation 2 crashed in step") })

      try package.edit(game, "[1, 2][world.sparks.count]", "31")
      #expect(try run.events.next("swapped")["generation"] == 3)
      #expect(try package.problems().isEmpty)
    }

    @Test("After a rollback and a crash, the generation that ran continues, not the newest one")
    func theOneThatRan() throws {
      let package = try TestPackage()
      // It is printed behind the message of the crash.
      try package.edit(
        game, "    world.after_reloads += 1\n", "    world.after_reloads += 1\n    print(\"derived anew\")\n")
      let run = try HeadlessRun(package, "--no-preflight")
      try package.edit(game, line, "world.distance += 41")
      try run.events.next("first-frame")
      _ = try package.ctl("rollback")
      #expect(try run.events.next("rolled-back")["to"] == 1)
      try package.edit(game, "world.distance += 41", "fatalError(\"third\")")
      #expect(try run.events.next("crashed").text("reason") == "Fatal error: third")
      let back = try run.events.next("rolled-back")
      #expect(back["from"] == 3 && back["to"] == 1)
    }

    @Test("A call that does not return is interrupted, and the previous generation continues")
    func hang() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--no-preflight", "--call-limit", "0.3")
      try package.edit(game, line, "while world.distance >= 0 { world.distance &+= 0 }")
      let hung = try run.events.next("hung")
      #expect(hung.text("callback") == "step")
      #expect(hung.text("reason") == "the call took too long: more than 0.3 s (--call-limit)")
      #expect(hung.text("location")?.hasPrefix("Game/") == true, "\(hung)")
      #expect(try run.events.next("rolled-back")["to"] == 1)
      #expect(try package.ctl("step 1")["error"] == nil)
      #expect(try package.ctl("forward")["error"] as? String == "Generation 2 hung; it cannot run again")
    }

    @Test("Without an earlier generation the run stops, and the next save runs the same tick again")
    func retry() throws {
      let package = try TestPackage()
      try package.edit(
        game, line, "world.distance += 7; if tick.held(.go) { fatalError(\"at \\(world.header.tick)\") }")
      let input = package.path("input.txt")
      defer { try? FileManager.default.removeItem(atPath: input) }
      try package.save("input.txt", "20 press go\n22 release go\n")
      let run = try HeadlessRun(package, "--input", input)
      #expect(try run.events.next("crashed").text("reason") == "Fatal error: at 20")
      #expect(try package.world("distance") == 7 * 20)
      let status = try package.ctl("status")
      #expect(status["state"] as? String == "stopped at a crash" && status["stopped"] as? Bool == true)
      let crash = try #require(try package.problems().first { $0["kind"] as? String == "crash" })
      #expect(crash["message"] as? String == "Fatal error: at 20" && crash["generation"] as? Int == 1)
      #expect(crash["file"] as? String == "Game/Beacon.swift" && crash["line"] is Int, "\(crash)")
      #expect((crash["backtrace"] as? [String])?.first?.hasPrefix("Beacon.step Game/Beacon.swift:") == true)
      let step = try package.ctl("step 3")
      #expect(step["ok"] as? Bool == false)
      #expect((step["error"] as? String)?.contains("no tick ran: stopped at a crash") == true, "\(step)")
      try package.edit(game, "fatalError(\"at \\(world.header.tick)\")", "world.distance += 1000")
      try run.events.next("first-tick")
      // The key was held in the tick that failed, so it is also held when that tick is run again.
      #expect(try package.world("distance") >= 1000)
      #expect(try package.world("pushes") >= 1)
    }
  }
}
