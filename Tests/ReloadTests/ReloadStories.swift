import Foundation
import Testing

/// The effect of a save on the running game, as seen in the events and the world. Headless, with the real loop.
extension Stories {
  @Suite("Reload", .serialized)
  struct ReloadStories {
    @Test("A changed number applies to the running game, and the world is kept")
    func changeANumber() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let before = try package.world("distance")
      try package.edit("Game/Speed.swift", "perTick: Int64 = 1", "perTick: Int64 = 1000")
      let swapped = try run.events.next("swapped")
      #expect(swapped["generation"] == 2)
      #expect(swapped.text("cause") == "save")
      #expect(swapped.list("files") == ["Game/Speed.swift"])
      try run.events.next("first-frame") { $0["generation"] == 2 }
      let after = try package.world("distance")
      #expect(after > before + 1000)
      #expect(try package.world("after_reloads") == 1)
      #expect(try package.world("before_reloads") == 1)
      #expect(try package.world("from") == 1)
      #expect(try package.world("to") == 2)
      #expect(try package.world("changed_files") == 1)
    }

    @Test("The events of a save come in order, with increasing times")
    func order() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      // A number that no earlier run used: a cached image is not built again.
      try package.edit("Game/Speed.swift", "= 1", "= \(Int(Date().timeIntervalSince1970))")
      var last: UInt64 = 0
      for name in ["saved", "build-started", "build-finished", "swapped"] {
        let event = try run.events.next(name)
        #expect(event.time >= last, "\(name) is earlier than the event before it")
        last = event.time
      }
      // The frame is drawn at the swap, not necessarily after a tick.
      #expect(try run.events.next("first-frame").time >= last)
      let tick =
        try run.events.events.last { $0.name == "first-tick" && $0["generation"] == 2 }
        ?? run.events.next("first-tick")
      #expect(tick.time >= last)
    }

    @Test("Source that does not compile leaves the game running, and the next good save runs")
    func syntaxError() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.edit("Game/Speed.swift", "= 1", "= oops")
      let failed = try run.events.next("build-failed")
      let diagnostic = try #require((failed.members["diagnostics"] as? [[String: Any]])?.first)
      #expect(diagnostic["file"] as? String == "Game/Speed.swift")
      #expect((diagnostic["line"] as? NSNumber)?.intValue == 3)
      #expect((diagnostic["message"] as? String)?.contains("oops") == true)
      let tick = try package.ctl("status")["tick"] as? Int ?? 0
      try package.edit("Game/Speed.swift", "= oops", "= 5")
      try run.events.next("swapped")
      let status = try package.ctl("status")
      #expect((status["tick"] as? Int ?? 0) > tick)
      #expect((status["problems"] as? [Any])?.isEmpty == true)
    }

    @Test("A save without a change is reported and swaps nothing")
    func nothingChanged() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.save("Game/Speed.swift", try package.read("Game/Speed.swift"))
      let saved = try run.events.next("unchanged")
      #expect(saved["generation"] == 1)
      #expect(!run.events.rest().contains { $0.name == "swapped" })
    }

    @Test("A forced reload rebuilds and swaps although nothing changed")
    func forced() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      _ = try package.ctl("reload")
      let swapped = try run.events.next("swapped")
      #expect(swapped.text("cause") == "force")
      #expect(swapped["generation"] == 2)
      #expect(swapped.list("files") == [])
    }

    @Test("A reload that the game requests during a tick waits for the safe point")
    func requestedByTheGame() throws {
      let package = try TestPackage()
      try package.save("request.txt", "30 press askReload\n40 release askReload\n")
      let run = try HeadlessRun(package, "--input", "request.txt")
      let swapped = try run.events.next("swapped")
      #expect(swapped.text("cause") == "force")
      try run.events.next("first-frame") { $0["generation"] == 2 }
    }

    @Test("Rollback and forward move through the generations and keep the world")
    func rollback() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      for (old, new) in [(1, 10), (10, 100)] {
        try package.edit("Game/Speed.swift", "= \(old)\n", "= \(new)\n")
        try run.events.next("first-frame")
      }
      _ = try package.ctl("rollback")
      var moved = try run.events.next("rolled-back")
      #expect(moved["from"] == 3 && moved["to"] == 2)
      _ = try package.ctl("rollback")
      moved = try run.events.next("rolled-back")
      #expect(moved["to"] == 1)
      _ = try package.ctl("rollback")
      _ = try package.ctl("forward")
      moved = try run.events.next("rolled-back")
      #expect(moved["from"] == 1 && moved["to"] == 2)
      #expect(try package.world("after_reloads") == 5)
      // A save while an earlier generation runs swaps in the newest source.
      try package.edit("Game/Speed.swift", "= 100\n", "= 7\n")
      #expect(try run.events.next("swapped")["generation"] == 4)
    }

    @Test("New, deleted and renamed files are part of the next generation")
    func filesComeAndGo() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.shell("mkdir Game/Extra")
      try package.save("Game/Extra/Boost.swift", "extension Speed { static let boost: Int64 = 41 }\n")
      try run.events.next("swapped") { $0.list("files") == ["Game/Extra/Boost.swift"] }
      try package.edit(
        "Game/Beacon.swift", "world.distance += Speed.perTick", "world.distance += Speed.boost")
      try run.events.next("swapped")
      try package.shell("mv Game/Extra/Boost.swift Game/Boost.swift && rmdir Game/Extra")
      try run.events.next("swapped") { $0.list("files") == ["Game/Boost.swift", "Game/Extra/Boost.swift"] }
      try package.edit(
        "Game/Beacon.swift", "world.distance += Speed.boost", "world.distance += Speed.perTick")
      try run.events.next("swapped")
      try package.shell("rm Game/Boost.swift")
      try run.events.next("swapped") { $0.list("files") == ["Game/Boost.swift"] }
    }

    @Test(
      "Every editor's way of saving causes one build",
      arguments: [
        "cat Speed.new > Game/Speed.swift",
        "cp Speed.new Game/.Speed.tmp && mv Game/.Speed.tmp Game/Speed.swift",
        "mv Game/Speed.swift Game/Speed.swift~ && cp Speed.new Game/Speed.swift && rm Game/Speed.swift~",
        "vim -es -u NONE -c '%s/= 1$/= 77/' -c wq Game/Speed.swift",
      ])
    func editors(command: String) throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.save("Speed.new", try package.read("Game/Speed.swift").replacing("= 1\n", with: "= 77\n"))
      #expect(try package.shell(command).status == 0)
      let swapped = try run.events.next("swapped")
      #expect(swapped["generation"] == 2)
      try run.events.next("first-frame") { $0["generation"] == 2 }
      #expect(!run.events.rest().contains { $0.name == "swapped" })
    }

    @Test("The last save of a burst runs")
    func burst() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      for speed in 2...40 { try package.edit("Game/Speed.swift", "= \(speed - 1)\n", "= \(speed)\n") }
      try package.edit("Game/Speed.swift", "= 40\n", "= 1000000\n")
      // Superseded builds never run; the last one must.
      while try package.world("distance") < 1_000_000 { try run.events.next("swapped") }
    }
  }
}

/// End-to-end tests. They share one package and the machine's cores, so they run one after another.
@Suite("Stories", .serialized)
enum Stories {}
