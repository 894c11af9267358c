import Foundation
import Testing

/// What happens between a save and the running game, told by the events and the world. No terminal: the same loop.
extension Stories {
  @Suite("Reload", .serialized)
  struct ReloadStories {
    @Test("a number is changed and saved: the game goes on at the new speed with the world it had")
    func changeANumber() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      let before = try workshop.world("distance")
      try workshop.edit("Game/Speed.swift", "perTick: Int64 = 1", "perTick: Int64 = 1000")
      let swapped = try run.events.next("swapped")
      #expect(swapped["generation"] == 2)
      #expect(swapped.text("cause") == "save")
      #expect(swapped.list("files") == ["Game/Speed.swift"])
      try run.events.next("first-frame") { $0["generation"] == 2 }
      let after = try workshop.world("distance")
      #expect(after > before + 1000)
      #expect(try workshop.world("after_reloads") == 1)
      #expect(try workshop.world("before_reloads") == 1)
      #expect(try workshop.world("from") == 1)
      #expect(try workshop.world("to") == 2)
      #expect(try workshop.world("changed_files") == 1)
    }

    @Test("each save is told in order, with times that only go up")
    func order() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      // A number that no run had before: an image that is there already is not built again.
      try workshop.edit("Game/Speed.swift", "= 1", "= \(Int(Date().timeIntervalSince1970))")
      var last: UInt64 = 0
      for name in ["saved", "build-started", "build-finished", "swapped"] {
        let event = try run.events.next(name)
        #expect(event.time >= last, "\(name) before the one before it")
        last = event.time
      }
      // The frame is drawn at the swap, with or without a tick before it.
      #expect(try run.events.next("first-frame").time >= last)
      let tick =
        try run.events.events.last { $0.name == "first-tick" && $0["generation"] == 2 }
        ?? run.events.next("first-tick")
      #expect(tick.time >= last)
    }

    @Test("source that does not compile leaves the game running, and the next good save comes in")
    func syntaxError() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      try workshop.edit("Game/Speed.swift", "= 1", "= oops")
      let failed = try run.events.next("build-failed")
      let diagnostic = try #require((failed.members["diagnostics"] as? [[String: Any]])?.first)
      #expect(diagnostic["file"] as? String == "Game/Speed.swift")
      #expect((diagnostic["line"] as? NSNumber)?.intValue == 3)
      #expect((diagnostic["message"] as? String)?.contains("oops") == true)
      let tick = try workshop.ctl("status")["tick"] as? Int ?? 0
      try workshop.edit("Game/Speed.swift", "= oops", "= 5")
      try run.events.next("swapped")
      let status = try workshop.ctl("status")
      #expect((status["tick"] as? Int ?? 0) > tick)
      #expect(status["problems"] as? [String] == [])
    }

    @Test("a save that changes nothing says so and swaps nothing")
    func nothingChanged() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      try workshop.save("Game/Speed.swift", try workshop.read("Game/Speed.swift"))
      let saved = try run.events.next("unchanged")
      #expect(saved["generation"] == 1)
      #expect(!run.events.rest().contains { $0.name == "swapped" })
    }

    @Test("a forced reload rebuilds and swaps although nothing changed")
    func forced() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      _ = try workshop.ctl("reload")
      let swapped = try run.events.next("swapped")
      #expect(swapped.text("cause") == "force")
      #expect(swapped["generation"] == 2)
      #expect(swapped.list("files") == [])
    }

    @Test("a reload that the game asks for in the middle of a tick waits for the safe point")
    func askedByTheGame() throws {
      let workshop = try Workshop()
      try workshop.save("asking.txt", "30 press askReload\n40 release askReload\n")
      let run = try HeadlessRun(workshop, "--input", "asking.txt")
      let swapped = try run.events.next("swapped")
      #expect(swapped.text("cause") == "force")
      try run.events.next("first-frame") { $0["generation"] == 2 }
    }

    @Test("rolling back and going forward move through the generations; the world goes along")
    func rollback() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      for (old, new) in [(1, 10), (10, 100)] {
        try workshop.edit("Game/Speed.swift", "= \(old)\n", "= \(new)\n")
        try run.events.next("first-frame")
      }
      _ = try workshop.ctl("rollback")
      var moved = try run.events.next("rolled-back")
      #expect(moved["from"] == 3 && moved["to"] == 2)
      _ = try workshop.ctl("rollback")
      moved = try run.events.next("rolled-back")
      #expect(moved["to"] == 1)
      _ = try workshop.ctl("rollback")
      _ = try workshop.ctl("forward")
      moved = try run.events.next("rolled-back")
      #expect(moved["from"] == 1 && moved["to"] == 2)
      #expect(try workshop.world("after_reloads") == 5)
      // A save while an earlier generation runs brings in the newest source.
      try workshop.edit("Game/Speed.swift", "= 100\n", "= 7\n")
      #expect(try run.events.next("swapped")["generation"] == 4)
    }

    @Test("a new file, a deleted one and a renamed one are part of the next generation")
    func filesComeAndGo() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      try workshop.shell("mkdir Game/Extra")
      try workshop.save("Game/Extra/Boost.swift", "extension Speed { static let boost: Int64 = 41 }\n")
      try run.events.next("swapped") { $0.list("files") == ["Game/Extra/Boost.swift"] }
      try workshop.edit(
        "Game/Beacon.swift", "world.distance += Speed.perTick", "world.distance += Speed.boost")
      try run.events.next("swapped")
      try workshop.shell("mv Game/Extra/Boost.swift Game/Boost.swift && rmdir Game/Extra")
      try run.events.next("swapped") { $0.list("files") == ["Game/Boost.swift", "Game/Extra/Boost.swift"] }
      try workshop.edit(
        "Game/Beacon.swift", "world.distance += Speed.boost", "world.distance += Speed.perTick")
      try run.events.next("swapped")
      try workshop.shell("rm Game/Boost.swift")
      try run.events.next("swapped") { $0.list("files") == ["Game/Boost.swift"] }
    }

    @Test(
      "every editor's way of saving is one build",
      arguments: [
        "cat Speed.new > Game/Speed.swift",
        "cp Speed.new Game/.Speed.tmp && mv Game/.Speed.tmp Game/Speed.swift",
        "mv Game/Speed.swift Game/Speed.swift~ && cp Speed.new Game/Speed.swift && rm Game/Speed.swift~",
        "vim -es -u NONE -c '%s/= 1$/= 77/' -c wq Game/Speed.swift",
      ])
    func editors(command: String) throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      try workshop.save("Speed.new", try workshop.read("Game/Speed.swift").replacing("= 1\n", with: "= 77\n"))
      #expect(try workshop.shell(command).status == 0)
      let swapped = try run.events.next("swapped")
      #expect(swapped["generation"] == 2)
      try run.events.next("first-frame") { $0["generation"] == 2 }
      #expect(!run.events.rest().contains { $0.name == "swapped" })
    }

    @Test("of a burst of saves the last one runs")
    func burst() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      for speed in 2...40 { try workshop.edit("Game/Speed.swift", "= \(speed - 1)\n", "= \(speed)\n") }
      try workshop.edit("Game/Speed.swift", "= 40\n", "= 1000000\n")
      // Builds that a later save superseded never run; this one must.
      while try workshop.world("distance") < 1_000_000 { try run.events.next("swapped") }
    }
  }
}

/// Stories share one package and the machine's two cores, so they come one after another.
@Suite("Stories", .serialized)
enum Stories {}
