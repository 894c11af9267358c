import Foundation
import Testing

/// Going back in time in a running host.
extension Stories {
  @Suite("Time travel", .serialized)
  struct TimeStories {
    private static let speed = "Game/Speed.swift"

    /// - Returns: the answer, which must not be an error.
    @discardableResult
    private func time(_ package: TestPackage, _ request: String) throws -> [String: Any] {
      let answer = try package.ctl("time \(request)")
      try #require(answer["ok"] as? Bool == true, "\(answer)")
      return answer
    }

    private func position(_ package: TestPackage) throws -> Int {
      try #require(try package.ctl("time")["position"] as? Int)
    }

    /// A run with at least so many recorded ticks, and paused.
    private func run(_ package: TestPackage, ticks: Int) throws -> HeadlessRun {
      let run = try HeadlessRun(package)
      while try position(package) < ticks {}
      _ = try package.ctl("pause")
      return run
    }

    @Test("An earlier tick is shown as it was, and the running world is still there")
    func look() throws {
      let package = try TestPackage()
      let run = try run(package, ticks: 130)
      let now = try package.ctl("world")["world"] as? NSDictionary
      let last = try position(package)
      for wanted in [0, 59, 60, 61, last - 1] {
        #expect(try time(package, "show \(wanted)")["tick"] as? Int == wanted)
        #expect(try package.world("distance") == wanted)
        #expect(try package.ctl("screenshot a.txt")["ok"] as? Bool == true)
        while try !package.read("a.txt").contains("distance \(wanted) ") {
          _ = try package.ctl("screenshot a.txt")
        }
      }
      #expect(try time(package, "back 30")["position"] as? Int == last - 31)
      #expect(try time(package, "forward 10")["mode"] as? String == "viewing")
      // Other files under assets/ are marked, and are those of then on the screen.
      try time(package, "now")
      try package.save("assets/greeting.txt", "hello again")
      _ = try run.events.next("asset-reloaded")
      _ = try package.ctl("step 2")
      while try position(package) < last + 2 {}
      #expect((try package.ctl("time")["marks"] as? [NSDictionary])?.last?["kind"] as? String == "asset")
      try time(package, "show \(last - 1)")
      repeat {
        _ = try package.ctl("screenshot a.txt")
      } while try !package.read("a.txt").contains(
        "distance \(last - 1) ")
      #expect(try !package.read("a.txt").contains("hello again"))
      #expect(try time(package, "now")["mode"] as? String == "now")
      #expect((now?["distance"] as? Int).map { $0 + 2 } == (try package.world("distance")))
      run.end()
    }

    @Test("Playing on from before a reload runs the new code, and the future that was left can be gone to")
    func branch() throws {
      let package = try TestPackage()
      let run = try run(package, ticks: 100)
      let reload = try position(package)
      try package.edit(Self.speed, "= 1\n", "= 3\n")
      try run.events.next("swapped")
      _ = try package.ctl("step 50")
      while try position(package) < reload + 50 {}
      #expect(try package.world("distance") == reload + 150)
      // The old code runs to there, and the new one from there on.
      try time(package, "show 90")
      #expect(try package.world("distance") == 90)
      #expect(try time(package, "play")["mode"] as? String == "now")
      let branched = try run.events.next("time-branched")
      #expect(branched["world-tick"] == 90 && branched["left"] == reload + 50 - 90)
      _ = try package.ctl("step 10")
      while try position(package) < 100 {}
      #expect(try package.world("distance") == 120)
      #expect(
        (try time(package, "other")["marks"] as? [NSDictionary])?.contains {
          $0["kind"] as? String == "reload"
        } == true)
      #expect(try package.world("distance") == reload + 150)
      try time(package, "other")
      #expect(try package.world("distance") == 120)
      run.end()
    }

    @Test("A stretch is played again in the code that runs, from the next round on or at once")
    func loop() throws {
      let package = try TestPackage()
      let run = try run(package, ticks: 120)
      let last = try position(package)
      _ = try package.ctl("resume")
      try time(package, "loop 60 100")
      try run.events.next("loop-begun")
      // Within the stretch, the distance is the tick: each round begins with the world of the first.
      for _ in 0..<20 {
        let world = try #require(try package.ctl("world")["world"] as? [String: Any])
        let tick = try #require((world["header"] as? [String: Any])?["tick"] as? Int)
        #expect((60...100).contains(tick) && world["distance"] as? Int == tick)
      }
      for (edit, mode) in [(("= 1\n", "= 3\n"), "next-round"), (("= 3\n", "= 5\n"), "at-once")] {
        try time(package, "saves \(mode)")
        try package.edit(Self.speed, edit.0, edit.1)
        try run.events.next("swapped")
        #expect(try package.ctl("time")["mode"] as? String == "looping")
      }
      // Five a tick from the second round on.
      while true {
        let world = try #require(try package.ctl("world")["world"] as? [String: Any])
        let tick = try #require((world["header"] as? [String: Any])?["tick"] as? Int)
        if world["distance"] as? Int == 60 + 5 * (tick - 60), tick > 60 { break }
      }
      _ = try package.ctl("pause")
      try time(package, "now")
      #expect(try position(package) >= last)
      #expect(try package.world("distance") >= last)
      run.end()
    }

    @Test("Beyond a change of the layout the old world is shown; playing on migrates it")
    func layout() throws {
      let package = try TestPackage()
      let run = try run(package, ticks: 80)
      try package.edit(
        "Game/World/include/world.h", "  int32_t pushes;\n", "  int32_t pushes;\n  int32_t extra;\n")
      try run.events.next("swapped")
      _ = try package.ctl("step 20")
      while try position(package) < 100 {}
      #expect((try package.ctl("world")["world"] as? [String: Any])?["extra"] != nil)
      try time(package, "show 50")
      #expect((try package.ctl("world")["world"] as? [String: Any])?["extra"] == nil)
      #expect(try package.world("distance") == 50)
      try time(package, "play")
      #expect((try package.ctl("world")["world"] as? [String: Any])?["extra"] != nil)
      #expect(try package.world("distance") == 50)
      run.end()
    }

    @Test("After a crash that stopped the run, the player goes back to before it")
    func crashed() throws {
      let package = try TestPackage()
      try package.edit(
        "Game/Beacon.swift", "world.distance += Speed.perTick",
        "world.distance += Speed.perTick; if tick.pressed(.mark) { fatalError(\"marked\") }")
      try package.save("request.txt", "90 press mark\n")
      defer { try? FileManager.default.removeItem(atPath: package.path("request.txt")) }
      let run = try HeadlessRun(package, "--input", "request.txt")
      try run.events.next("crashed")
      #expect(try package.ctl("status")["stopped"] as? Bool == true)
      try time(package, "show 40")
      #expect(try package.world("distance") == 40)
      try time(package, "play")
      #expect(try package.ctl("status")["stopped"] as? Bool == false)
      while try position(package) < 60 {}
      #expect(try package.world("distance") >= 60)
      run.end()
    }

    @Test(
      "A reload while an earlier tick is shown is marked; a refused rollback leaves it, another leads back first"
    )
    func reloadMeanwhile() throws {
      let package = try TestPackage()
      let run = try run(package, ticks: 60)
      let end = try position(package)
      try time(package, "back 30")
      #expect(try package.ctl("rollback")["ok"] as? Bool == false)
      #expect(try package.ctl("time")["mode"] as? String == "viewing")
      try package.edit(Self.speed, "= 1\n", "= 3\n")
      try run.events.next("swapped")
      let shown = try package.ctl("time")
      #expect(shown["mode"] as? String == "viewing" && shown["position"] as? Int == end - 30)
      let marks = shown["marks"] as? [NSDictionary]
      #expect(marks?.count == 1 && marks?[0]["position"] as? Int == end)
      #expect(try package.world("distance") == end - 30)
      #expect(try package.ctl("rollback")["ok"] as? Bool == true)
      #expect(try package.ctl("time")["mode"] as? String == "now")
      #expect(try package.world("distance") == end)
      run.end()
    }

    @Test(
      "In a terminal: rewind, branch, loop with an edit in it, the old path under the new one, and the mouse")
    func terminal() throws {
      let package = try TestPackage()
      try package.edit(
        "Game/Beacon.swift", "canvas.text(\"greeting",
        "canvas.text(\"*\", column: 4 + Int(world.distance % 60), row: 9); canvas.text(\"greeting")
      let terminal = try TerminalRun(in: package.root, columns: 100, rows: 24)
      try terminal.type("\(TestPackage.hotloop) play --wait-for-build")
      try terminal.wait(for: "distance")
      while try position(package) < 150 {}
      // A key that is held repeats.
      try terminal.press("BSpace")
      try terminal.wait(for: "ago · tick")
      let first = try position(package)
      while try position(package) > first - 40 { try terminal.press("BSpace") }
      let world = try #require(try package.ctl("world")["world"] as? [String: Any])
      #expect((world["header"] as? [String: Any])?["tick"] as? Int == world["distance"] as? Int)
      // Along the whole line, in SGR's mouse reports: press, drag, release.
      try terminal.send("\u{1B}[<0;2;23M")
      while try position(package) != 0 {}
      try terminal.send("\u{1B}[<32;50;23M")
      while try position(package) == 0 {}
      try terminal.send("\u{1B}[<0;50;23m")
      try time(package, "show 100")
      try terminal.press("Enter")
      try terminal.wait(until: "ago · tick")
      while try position(package) < 160 {}
      #expect(try package.ctl("time")["other"] != nil)

      try time(package, "loop 105 155")
      try terminal.wait(for: "loop ")
      // Some rounds: the star runs along the same cells.
      for _ in 0..<2 {
        while try position(package) < 150 {}
        while try position(package) > 110 {}
      }
      try package.edit("Game/Beacon.swift", "row: 9); canvas", "row: 11); canvas")
      // The new star is two rows lower. The dimmed ones are where the old one was.
      let shown = try terminal.wait("for both paths") { screen in
        let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count > 12 && lines[10].count { $0 == "*" } > 8 && lines[12].count { $0 == "*" } == 1
      }
      #expect(shown.contains("Esc now"))
      try terminal.press("Escape")
      try terminal.wait(until: "Esc now")
      #expect(try package.ctl("time")["mode"] as? String == "now")
      try terminal.press("q")
      try terminal.wait(for: "ready$")
    }

    @Test("Bad requests are refused with a reason, and change nothing")
    func refusals() throws {
      let package = try TestPackage()
      let run = try run(package, ticks: 30)
      for (request, word) in [
        ("sideways", "time needs one of"), ("show far", "needs a position"),
        ("show 99999999", "cannot be shown"),
        ("loop 20 10", "earlier position first"), ("play", "no earlier tick"), ("other", "no future"),
        ("saves maybe", "time needs one of"), ("back many", "needs a number of ticks"),
      ] {
        let (status, output) = try package.shell("\(TestPackage.hotloop) ctl time \(request)")
        #expect(status != 0 && output.contains(word), "\(request): \(output)")
      }
      #expect(try package.ctl("time")["mode"] as? String == "now")
      run.end()
      let bare = try HeadlessRun(package, "--history", "0")
      let (status, output) = try package.shell("\(TestPackage.hotloop) ctl time back 5")
      #expect(status != 0 && output.contains("--history 0"))
      bare.end()
    }
  }
}
