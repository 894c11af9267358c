import Foundation
import Testing

/// Crashes and hangs as a player has them, in the program itself: those that were not found out before the swap.
extension Stories {
  @Suite("Crashes in play", .serialized)
  struct CrashStories {
    private let game = "Game/Beacon.swift"
    private let line = "world.distance += Speed.perTick"

    @Test(
      "a crash is told with Swift's own words and its place; the version before plays on in the same tick")
    func crash() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop, "--no-preflight")
      try workshop.edit(game, line, "world.distance += [1, 2][world.sparks.count]")
      let crashed = try run.events.next("crashed")
      #expect(crashed["generation"] == 2 && crashed.text("callback") == "step")
      #expect(crashed.text("reason")?.contains("Index out of range") == true, "\(crashed)")
      let number = try workshop.read(game).split(separator: "\n", omittingEmptySubsequences: false)
        .firstIndex { $0.contains("[1, 2]") }
      #expect(crashed.text("location") == "Game/Beacon.swift:\(try #require(number) + 1)")
      #expect(crashed.list("backtrace").first?.hasPrefix("Beacon.step Game/Beacon.swift:") == true)
      let back = try run.events.next("rolled-back")
      #expect(back["to"] == 1 && back.tick == crashed.tick)
      let problems = try workshop.ctl("status")["problems"] as? [String] ?? []
      #expect(problems.contains { $0.contains("Generation 2 crashed in step") })

      try workshop.edit(game, "[1, 2][world.sparks.count]", "31")
      #expect(try run.events.next("swapped")["generation"] == 3)
      #expect((try workshop.ctl("status")["problems"] as? [String])?.isEmpty == true)
    }

    @Test("after a rollback and a bad save, the one that ran goes on, not the newest before it")
    func theOneThatRan() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop, "--no-preflight")
      try workshop.edit(game, line, "world.distance += 41")
      try run.events.next("first-frame")
      _ = try workshop.ctl("rollback")
      #expect(try run.events.next("rolled-back")["to"] == 1)
      try workshop.edit(game, "world.distance += 41", "fatalError(\"third\")")
      #expect(try run.events.next("crashed").text("reason") == "Fatal error: third")
      let back = try run.events.next("rolled-back")
      #expect(back["from"] == 3 && back["to"] == 1)
    }

    @Test("a call that does not end is ended, and the version before plays on")
    func hang() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop, "--no-preflight", "--call-limit", "0.3")
      try workshop.edit(game, line, "while world.distance >= 0 { world.distance &+= 0 }")
      let hung = try run.events.next("hung")
      #expect(hung.text("callback") == "step")
      #expect(hung.text("location")?.hasPrefix("Game/") == true, "\(hung)")
      #expect(try run.events.next("rolled-back")["to"] == 1)
      #expect(try workshop.ctl("step 1")["error"] == nil)
    }

    @Test("without an earlier version the game stands still, and the next save does the very tick again")
    func retry() throws {
      let workshop = try Workshop()
      try workshop.edit(
        game, line, "world.distance += 7; if tick.held(.go) { fatalError(\"at \\(world.header.tick)\") }")
      let input = workshop.path("input.txt")
      defer { try? FileManager.default.removeItem(atPath: input) }
      try workshop.save("input.txt", "20 press go\n22 release go\n")
      let run = try HeadlessRun(workshop, "--input", input)
      #expect(try run.events.next("crashed").text("reason") == "Fatal error: at 20")
      #expect(try workshop.world("distance") == 7 * 20)
      let banner = try workshop.ctl("status")
      #expect((banner["problems"] as? [String])?.contains { $0.contains("crashed in step") } == true)
      try workshop.edit(game, "fatalError(\"at \\(world.header.tick)\")", "world.distance += 1000")
      try run.events.next("first-tick")
      // The key was held in the tick that failed, and so it is when that is done again.
      #expect(try workshop.world("distance") >= 1000)
      #expect(try workshop.world("pushes") >= 1)
    }
  }
}
