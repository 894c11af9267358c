import Foundation
import Glibc
import Testing

/// Saves that wait until somebody asks for them.
extension Stories {
  @Suite("Held saves", .serialized)
  struct HoldStories {
    private func setSpeed(_ speed: Int, in package: TestPackage) throws {
      try package.save("Game/Speed.swift", "enum Speed {\n  static let perTick: Int64 = \(speed)\n}\n")
    }

    @Test(
      "In a terminal: --manual counts saves and shows errors, F5 applies, Ctrl-P ends it; a window shows it")
    func terminal() throws {
      let package = try TestPackage()
      let terminal = try TerminalRun(in: package.root, columns: 120, rows: 24)
      let window = try TerminalRun(in: package.root, columns: 120, rows: 24)
      try terminal.type("\(TestPackage.hotloop) play --wait-for-build --seed 1 --manual")
      try terminal.wait(for: "speed 1")
      try terminal.wait(for: "holds saves")
      try window.type("\(TestPackage.hotloop) attach")
      try window.wait(for: "holds saves")
      try setSpeed(2, in: package)
      try terminal.wait(for: "held: 1 save waits · F5 applies")
      try setSpeed(3, in: package)
      try terminal.wait(for: "held: 2 saves wait · F5 applies")
      try window.wait(for: "held: 2 saves wait · F5 applies")
      try package.save("Game/Speed.swift", "enum Speed { static let perTick: Int64 = many }\n")
      let failed = try terminal.wait(for: "Build failed: 1 error. Still running generation 1")
      #expect(failed.contains("held: 2 saves wait") && failed.contains("speed 1"), "\(failed)")
      // The one that waits runs, although the files do not build.
      try terminal.press("F5")
      try terminal.wait(for: "speed 3")
      try terminal.wait(for: "holds saves")
      try setSpeed(4, in: package)
      try terminal.wait(for: "held: 2 saves wait")
      // A key of a window.
      try window.press("F5")
      try terminal.wait(for: "speed 4")
      try setSpeed(5, in: package)
      let held = try terminal.wait(for: "held: 1 save waits")
      #expect(held.contains("speed 4"), "\(held)")
      try terminal.press("C-p")
      try terminal.wait(for: "speed 5")
      try terminal.wait(until: "holds saves")
      try setSpeed(6, in: package)
      try terminal.wait(for: "speed 6")
      try window.press("q")
      try terminal.press("C-c")
      try terminal.wait(for: "ready$")
    }

    @Test("Clients hold, ask, apply and end it; literals wait, too", arguments: [false, true])
    func control(isLive: Bool) throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, appliesLive: isLive)
      if isLive { try run.events.next("live-literals") }
      func state(_ arguments: String = "hold") throws -> [Int] {
        let reply = try package.ctl(arguments)
        return [reply["hold"] as? Bool == true ? 1 : 0, reply["held_saves"] as? Int ?? -1]
      }
      #expect(try state() == [0, 0])
      #expect(try state("hold on") == [1, 0])
      #expect(try run.events.next("hold").members["hold"] as? Bool == true)
      try package.edit("Game/Speed.swift", "= 1", "= 2")
      let held = try run.events.next("save-held")
      #expect(held["generation"] == 2 && held["count"] == 1)
      #expect(try state("status") == [1, 1])
      #expect((try package.ctl("tweak list")["error"] as? String)?.contains("1 save waits") == true)
      // A save that changes nothing is not counted; one that is built is.
      try package.save("Game/Speed.swift", try package.read("Game/Speed.swift"))
      #expect(try run.events.next("unchanged")["generation"] == 2)
      try package.edit("Game/Speed.swift", "= 2", "= 3")
      #expect(try run.events.next("save-held")["count"] == 2)
      #expect(try package.ctl("status")["generation"] as? Int == 1)
      let (status, output) = try package.shell("\(TestPackage.hotloop) ctl reload --wait")
      #expect(status == 0 && output.contains("\"generation\":3"), "\(output)")
      let swap = try run.events.next("swapped")
      #expect(swap["held"] == 2 && swap.text("cause") == "save" && swap["generation"] == 3)
      #expect((swap.members["live"] as? Bool == true) == isLive)
      #expect(swap.list("files") == ["Game/Speed.swift"])
      try package.ctl("screenshot a.txt")
      #expect(try package.read("a.txt").contains("speed 3"))
      #expect(try state() == [1, 0])

      try package.edit("Game/Speed.swift", "= 3", "= 4")
      #expect(try run.events.next("save-held")["count"] == 1)
      #expect(try state("hold off") == [0, 0])
      #expect(try run.events.next("swapped")["held"] == 1)
      try package.edit("Game/Speed.swift", "= 4", "= 5")
      #expect(try run.events.next("swapped")["held"] == nil)
      for request in ["hold perhaps", "hold on off"] {
        #expect(try package.shell("\(TestPackage.hotloop) ctl \(request)").status == 64, "\(request)")
      }
      run.end()
    }

    @Test("A request right after a save applies it when it is built")
    func requestDuringBuild() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--manual")
      try package.edit("Game/Speed.swift", "= 1", "= 2")
      try run.events.next("saved")
      let (status, output) = try package.shell("\(TestPackage.hotloop) ctl reload --wait")
      #expect(status == 0, "\(output)")
      let swap = try run.events.next("swapped") { $0.text("cause") != "start" }
      #expect(swap.text("cause") == "save" && swap["held"] == 1)
      try package.ctl("screenshot a.txt")
      #expect(try package.read("a.txt").contains("speed 2"))
      // The next one waits again.
      try package.edit("Game/Speed.swift", "= 2", "= 3")
      #expect(try run.events.next("save-held")["count"] == 1)
      run.end()
    }

    @Test("Rollbacks and worlds are not held, what waits stays; the game's own request applies it")
    func others() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--manual")
      try package.edit("Game/Speed.swift", "= 1", "= 2")
      try run.events.next("save-held")
      try package.ctl("reload")
      try run.events.next("first-frame") { $0["generation"] == 2 }
      try package.edit("Game/Speed.swift", "= 2", "= 3")
      try run.events.next("save-held")
      #expect(try package.ctl("rollback")["generation"] as? Int == 1)
      #expect(try package.ctl("status")["held_saves"] as? Int == 1)
      #expect(try package.ctl("restart")["ok"] as? Bool == true)
      // Code runs as part of what runs; a function of the source is not replaced, and no value becomes changeable.
      let value = try package.shell("\(TestPackage.hotloop) eval 'Speed.perTick'")
      #expect(value.status == 0 && value.output.contains("1"), "\(value.output)")
      let sent = try package.shell(
        "\(TestPackage.hotloop) eval 'extension Beacon { private func total(_ world: borrowing World) -> Int { 7 } }'"
      )
      #expect(sent.status == 1 && sent.output.contains("1 save waits to be applied"), "\(sent.output)")
      try package.ctl("press askReload")
      let swap = try run.events.next("swapped") { $0["generation"] == 3 }
      #expect(swap["held"] == 1 && swap["from"] == 1)
      #expect(try package.ctl("status")["held_saves"] as? Int == 0)
      run.end()
    }

    @Test("The hold and what waits outlive the host; a crash that stops the run ends the wait")
    func deaths() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--on-crash", "stop")
      try package.ctl("hold on")
      try package.edit("Game/Speed.swift", "= 1", "= 2")
      try run.events.next("save-held")
      let pid = try #require(try package.ctl("status")["pid"] as? Int)
      kill(pid_t(pid), SIGKILL)
      #expect(try run.events.next("resumed")["generation"] == 1)
      #expect(try run.events.next("save-held")["count"] == 1)
      let status = try package.ctl("status")
      #expect(status["hold"] as? Bool == true && status["generation"] as? Int == 1, "\(status)")

      let file = "Game/Beacon.swift"
      try package.edit(
        file, "world.distance += Speed",
        "if world.pushes > 0 { fatalError(\"pushed\") }; world.distance += Speed")
      #expect(try run.events.next("save-held")["count"] == 2)
      try package.ctl("reload --wait")
      try package.ctl("press go")
      try run.events.next("tick-stopped")
      try package.edit(file, "fatalError(\"pushed\")", "world.pushes += 0")
      #expect(try run.events.next("tick-resumed").text("how") == "save")
      #expect(try package.ctl("status")["hold"] as? Bool == true)
      try package.edit("Game/Speed.swift", "= 2", "= 3")
      #expect(try run.events.next("save-held")["count"] == 1)
      run.end()
    }
  }
}
