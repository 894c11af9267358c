import Foundation
import Testing

/// Ticks that cannot be finished, with the setting to stop there.
extension Stories {
  @Suite("Fix and continue", .serialized)
  struct StopStories {
    @Test(
      "In a terminal: a crash stops at its tick, the world is edited, the source fixed, and the tick runs again; all later worlds are those of a run that never crashed",
      arguments: [(80, 24), (200, 60)])
    func terminal(columns: Int, rows: Int) throws {
      let game = try StopGame()
      let package = game.package
      try game.breakStep(atTick: 60)
      let terminal = try TerminalRun(in: package.root, columns: columns, rows: rows)
      try package.shell("rm -f .hotloop/stop.run .hotloop/a.world .hotloop/b.world")
      try terminal.type(
        "\(TestPackage.hotloop) play --wait-for-build --seed 1 --on-crash stop --record .hotloop/stop.run")
      try terminal.wait("for the panel") { screen in
        [
          "Generation 1 crashed in step, tick 60", "▸ Beacon.step  Game/Beacon.swift:",
          "Fatal error: the spark is hot", "stops at crashes", "▶", "The tick had changed",
          "distance: 60 → 61",
          "Enter retry", "S skip", "Esc hide",
        ].allSatisfy { screen.contains($0) }
      }
      let stop = try game.stop()
      #expect(stop["tick"] as? Int == 60 && stop["cause"] as? String == "crashed", "\(stop)")
      #expect(stop["previous"] == nil)
      let frame = try #require((stop["frames"] as? [[String: Any]])?.first { $0["source"] != nil })
      let source = try #require(frame["source"] as? [String])
      let offset = try #require(frame["line"] as? Int) - (try #require(frame["first_line"] as? Int))
      #expect(source[offset].contains("the spark is hot"))
      let changes = try #require(stop["changes"] as? [[String: Any]])
      #expect(changes.map { $0["path"] as? String } == ["distance"], "\(changes)")

      // Keys select frames and hide the panel. The world can be looked at and changed.
      try terminal.press("Escape")
      try terminal.wait(until: "Enter retry")
      try terminal.press("Escape")
      try terminal.wait(for: "Enter retry")
      #expect(try package.world("distance") == 60)
      #expect(try package.ctl("world set \(StopGame.cause) 77")["before"] as? String == "4")
      // A save that does not compile leaves it there, and both panels are seen.
      try package.edit(StopGame.file, "var sum: Int?", "var sum: Int? = many")
      let failed = try terminal.wait(for: "Build failed: 1 error")
      #expect(failed.contains("Generation 1 crashed in step, tick 60"), "\(failed)")
      #expect(failed.contains("The run is still stopped"), "\(failed)")
      try package.edit(StopGame.file, "var sum: Int? = many", "var sum: Int?")
      try game.mendStep(atTick: 60)
      try terminal.wait(for: "distance 1")
      try game.saveWorld(atPosition: 150, to: ".hotloop/a.world")
      try terminal.press("C-c")
      try terminal.wait(for: "ready$")
      let (status, crashes, output) = try game.verify(".hotloop/stop.run")
      #expect(status == 0 && crashes == 1, "\(output)")

      // The same code and the same edit, without a crash.
      try package.save("input.txt", "60 press pause\n")
      let run = try HeadlessRun(package, "--input", "input.txt")
      _ = try run.events.next("paused")
      #expect(try game.tick == 60)
      _ = try package.ctl("world set \(StopGame.cause) 77")
      _ = try package.ctl("resume")
      try game.saveWorld(atPosition: 150, to: ".hotloop/b.world")
      run.end()
      #expect(try game.areSame(".hotloop/a.world", ".hotloop/b.world"))
    }

    @Test("The tick runs again with its input, and the keys that are held go on, as if it had never crashed")
    func input() throws {
      let game = try StopGame()
      let package = game.package
      let script =
        "20 press go\n60 press mark\n61 release mark\n90 release go\n100 press go\n101 release go\n"
      try package.save("input.txt", script)
      try game.breakStep(atTick: 60, "if tick.pressed(.mark) { fatalError(\"marked\") }")
      let crashed = try game.run("--input", "input.txt")
      _ = try crashed.events.next("tick-stopped")
      let stop = try game.stop()
      let input = try #require(stop["input"] as? [String: Any])
      #expect(input["held"] as? [String] == ["go", "mark"] && input["pressed"] as? [String] == ["mark"])
      #expect(try package.ctl("press go")["ok"] as? Bool == false)
      #expect(try package.ctl("step 3")["ok"] as? Bool == false)
      try game.mendStep(atTick: 60, "if tick.pressed(.mark) { fatalError(\"marked\") }")
      #expect(try crashed.events.next("tick-resumed").text("how") == "save")
      try game.saveWorld(atPosition: 150, to: ".hotloop/a.world")
      crashed.end()
      let run = try HeadlessRun(package, "--input", "input.txt")
      try game.saveWorld(atPosition: 150, to: ".hotloop/b.world")
      #expect(try package.ctl("crash")["stopped"] as? Bool == false)
      run.end()
      #expect(try game.areSame(".hotloop/a.world", ".hotloop/b.world"))
    }

    @Test(
      "After the world is edited the same code runs the tick again, and is as good as before; the recording has it"
    )
    func retry() throws {
      let game = try StopGame()
      let package = game.package
      try game.breakStep(atTick: 40)
      let run = try game.run("--record", "stop.run")
      _ = try run.events.next("tick-stopped")
      // Nothing was done: it crashes again, and nothing is lost.
      _ = try game.resolve("retry")
      #expect(try run.events.next("tick-resumed").text("how") == "retry")
      #expect(try run.events.next("tick-stopped").tick == 40)
      #expect(try package.world("distance") == 40)
      _ = try package.ctl("world set \(StopGame.cause) 5")
      _ = try game.resolve("retry")
      while try package.world("distance") < 90 {}
      #expect(try package.problems().isEmpty)
      #expect(try package.ctl("status")["generation"] as? Int == 1)
      // It is not quarantined: going back to it works.
      try package.edit(StopGame.file, "column: 2, row: 7", "column: 2, row: 8")
      try run.events.next("swapped")
      #expect(try package.ctl("rollback")["ok"] as? Bool == true)
      run.end()
      let (status, crashes, output) = try game.verify("stop.run")
      #expect(status == 0 && crashes == 2, "\(output)")
      try package.shell("rm stop.run")
    }

    @Test("A tick that is left out advances the tick number and changes nothing else; the recording has that")
    func skip() throws {
      let game = try StopGame()
      let package = game.package
      try game.breakStep(atTick: 40)
      let run = try game.run("--record", "stop.run")
      _ = try run.events.next("tick-stopped")
      let before = try #require(try package.ctl("world")["world"] as? [String: Any])
      _ = try package.ctl("pause")
      let answer = try game.resolve("skip")
      #expect(answer["tick"] as? Int == 41 && answer["generation"] as? Int == 1, "\(answer)")
      #expect(try run.events.next("tick-resumed").text("how") == "skip")
      let after = try #require(try package.ctl("world")["world"] as? [String: Any])
      var header = try #require(before["header"] as? [String: Any])
      header["tick"] = 41
      #expect(header as NSDictionary == after["header"] as? NSDictionary)
      for (name, value) in before where name != "header" {
        #expect(value as? NSObject == after[name] as? NSObject, "\(name)")
      }
      _ = try package.ctl("resume")
      while try game.tick < 120 {}
      _ = try package.ctl("pause")
      #expect(try package.world("distance") == game.tick - 1)
      // In the recording there is one tick less, and time leads across the gap.
      let kinds = (try package.ctl("time")["marks"] as? [[String: Any]])?.map { $0["kind"] as? String }
      #expect(kinds == ["crash", "skip"])
      #expect(try package.ctl("time show 39")["tick"] as? Int == 39)
      #expect(try package.ctl("time show 40")["tick"] as? Int == 41)
      #expect(try package.ctl("time show 60")["tick"] as? Int == 61)
      #expect(try package.world("distance") == 60)
      _ = try package.ctl("time now")
      run.end()
      let (status, crashes, output) = try game.verify("stop.run")
      #expect(status == 0 && crashes == 1, "\(output)")
      try package.shell("rm stop.run")
    }

    @Test("The build before continues with the same tick, as it does without the setting")
    func previous() throws {
      let game = try StopGame()
      let package = game.package
      let run = try game.run("--no-preflight")
      #expect(try package.ctl("crash previous")["error"] as? String == "the run is not stopped at a tick")
      try package.edit(StopGame.file, StopGame.line, "world.distance += 5; fatalError(\"second\")")
      let stopped = try run.events.next("tick-stopped")
      #expect(stopped["generation"] == 2)
      let stop = try game.stop()
      #expect(stop["previous"] as? Int == 1)
      #expect(try package.problemTitles() == ["Generation 2 crashed in step"])
      let distance = try package.world("distance")
      _ = try package.ctl("pause")
      let answer = try game.resolve("previous")
      #expect(answer["generation"] as? Int == 1 && answer["tick"] as? Int == stopped.tick)
      #expect(try run.events.next("tick-resumed").text("how") == "previous")
      #expect(try run.events.next("rolled-back")["to"] == 1)
      try package.step(1)
      #expect(try package.world("distance") == distance + 1)
      run.end()
    }

    @Test("An error that step throws stops at the tick, and undoes it; without the setting the game goes on")
    func thrown() throws {
      let game = try StopGame()
      let package = game.package
      let old = "mutating func step(_ world: inout World, _ tick: Tick<Action>) {"
      let new = old.replacing(") {", with: ") throws {")
      let statement = "throw AssetError(line: 1, \"too hot\")"
      try package.edit(StopGame.file, old, new)
      try game.breakStep(atTick: 40, statement)
      let run = try game.run("--record", "stop.run")
      let stopped = try run.events.next("tick-stopped")
      #expect(stopped.text("cause") == "threw" && stopped["world-tick"] == 40, "\(stopped)")
      let stop = try game.stop()
      #expect((stop["reason"] as? String)?.contains("too hot") == true, "\(stop)")
      let number = try package.read(StopGame.file).split(separator: "\n", omittingEmptySubsequences: false)
        .firstIndex { $0.contains("too hot") }
      #expect(stop["location"] as? String == "Game/Beacon.swift:\(try #require(number) + 1)")
      #expect(try package.world("distance") == 40)
      #expect(try package.problems().map { $0["kind"] as? String } == ["failing"])
      // The setting can be turned off, and the tick be run as it is: what it did before the error stays.
      #expect(try package.ctl("stop-on-crash off")["stop_on_crash"] as? Bool == false)
      _ = try game.resolve("retry")
      try run.events.next("callback-failed-end")
      while try game.tick < 60 {}
      _ = try package.ctl("pause")
      #expect(try package.world("distance") == game.tick)
      run.end()
      let (status, _, output) = try game.verify("stop.run")
      #expect(status == 0, "\(output)")
      try package.shell("rm stop.run")
    }

    @Test("A crash and an error of draw stop at the tick, too, which the fixed code draws")
    func draw() throws {
      let game = try StopGame()
      let package = game.package
      let call = "    canvas.text(\"greeting"
      let crash = "    if world.distance > 50 { fatalError(\"no brush\") }\n"
      try package.edit(StopGame.file, call, crash + call)
      let run = try game.run("--record", "stop.run")
      let stopped = try run.events.next("tick-stopped")
      #expect(stopped.text("callback") == "draw" && stopped.text("cause") == "crashed", "\(stopped)")
      let stop = try game.stop()
      let tick = try #require(stop["tick"] as? Int)
      #expect(try game.tick == tick, "the world is the one before the tick that was drawn")
      try package.edit(StopGame.file, crash, "")
      #expect(try run.events.next("tick-resumed").text("how") == "save")
      try run.events.next("first-frame")
      while try game.tick < tick + 30 {}
      _ = try package.ctl("pause")
      #expect(try package.world("distance") == game.tick)
      _ = try package.ctl("resume")
      let old = "func draw(_ world: borrowing World, on canvas: inout Canvas) {"
      let thrower = old.replacing(") {", with: ") throws {\n    throw AssetError(line: 1, \"no paint\")\n")
      try package.edit(StopGame.file, old, thrower)
      // The trial refuses it; without one the run stops.
      try run.events.next("preflight")
      run.end()
      let (status, _, output) = try game.verify("stop.run")
      #expect(status != 2, "\(output)")
      let other = try HeadlessRun(package, "--on-crash", "stop", "--no-preflight", waitsForFrame: false)
      let error = try other.events.next("tick-stopped")
      #expect(error.text("callback") == "draw" && error.text("cause") == "threw", "\(error)")
      try package.edit(StopGame.file, thrower, old)
      try other.events.next("first-frame")
      while try game.tick < 30 {}
      other.end()
      try package.shell("rm stop.run")
    }

    @Test(
      "If the host dies while it is stopped, another one has the world with its changes, and the next save runs it"
    )
    func death() throws {
      let game = try StopGame()
      let package = game.package
      try game.breakStep(atTick: 40)
      let run = try game.run()
      _ = try run.events.next("tick-stopped")
      _ = try package.ctl("world set \(StopGame.cause) 77")
      let host = try #require(try package.ctl("status")["pid"] as? Int)
      try package.shell("kill -9 \(host)")
      let resumed = try run.events.next("resumed")
      #expect(resumed["generation"] == 0, "\(resumed)")
      try game.mendStep(atTick: 40)
      try run.events.next("first-tick")
      #expect(try package.ctl("crash")["stop_on_crash"] as? Bool == true)
      while try game.tick < 60 {}
      _ = try package.ctl("pause")
      #expect(try package.world("distance") == game.tick)
      #expect(try package.ctl("world get \(StopGame.cause)")["value"] as? Int == 77)
      run.end()
    }

    @Test("A tick that stops in a loop of recorded ticks runs again with its own input, and the loop goes on")
    func loop() throws {
      let game = try StopGame()
      let package = game.package
      try package.save("input.txt", "80 press go\n81 release go\n")
      let run = try game.run("--input", "input.txt", "--no-preflight")
      while try game.tick < 120 {}
      #expect(try package.ctl("time loop 60 100")["ok"] as? Bool == true)
      #expect(try package.ctl("time saves at-once")["ok"] as? Bool == true)
      try game.breakStep(atTick: 80)
      #expect(try run.events.next("tick-stopped")["world-tick"] == 80)
      #expect(try package.ctl("time")["mode"] as? String == "looping")
      #expect((try game.stop()["input"] as? [String: Any])?["held"] as? [String] == ["go"])
      try game.mendStep(atTick: 80)
      #expect(try run.events.next("tick-resumed").text("how") == "save")
      // Once in each round, in tick 80; the first of them is the one that stopped.
      for _ in 0..<30 {
        let world = try #require(try package.ctl("world")["world"] as? [String: Any])
        let tick = try #require((world["header"] as? [String: Any])?["tick"] as? Int)
        #expect(world["pushes"] as? Int == (tick > 80 ? 1 : 0), "tick \(tick)")
      }
      #expect(try package.ctl("time now")["mode"] as? String == "now")
      run.end()
    }

    @Test("A call that does not return stops at its tick; the setting can be changed while the game runs")
    func hang() throws {
      let game = try StopGame()
      let package = game.package
      let run = try HeadlessRun(package, "--no-preflight", "--call-limit", "0.3")
      #expect(try package.ctl("status")["stop_on_crash"] as? Bool == false)
      #expect(try package.ctl("stop-on-crash on")["stop_on_crash"] as? Bool == true)
      let loop = "while world.distance >= 0 { world.distance &+= 0 }"
      try package.edit(StopGame.file, StopGame.line, loop)
      let stopped = try run.events.next("tick-stopped")
      #expect(stopped.text("cause") == "hung" && stopped["generation"] == 2)
      #expect(try game.stop()["previous"] as? Int == 1)
      #expect(try package.ctl("rollback")["ok"] as? Bool == true, "the key of a rollback continues, too")
      #expect(try run.events.next("tick-resumed").text("how") == "previous")
      let tick = try game.tick
      while try game.tick < tick + 10 {}
      for request in ["crash perhaps", "stop-on-crash", "stop-on-crash maybe", "crash retry now"] {
        let (status, output) = try package.shell("\(TestPackage.hotloop) ctl \(request)")
        #expect(status != 0 && output.contains("usage") || output.contains("Usage"), "\(request): \(output)")
      }
      run.end()
    }
  }
}
