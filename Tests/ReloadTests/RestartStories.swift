import Foundation
import Testing

/// Fresh worlds in a running build.
extension Stories {
  @Suite("Restart", .serialized)
  struct RestartStories {
    private static let game = "Game/Beacon.swift"

    @Test("A restart makes the world that a new run would have, and rollback-world brings the old ones back")
    func restart() throws {
      let package = try TestPackage()
      try package.save("request.txt", "40 press restart\n")
      defer { try? FileManager.default.removeItem(atPath: package.path("request.txt")) }
      let run = try HeadlessRun(package, "--input", "request.txt")
      // By an input script, while it runs.
      var restarted = try run.events.next("world-restarted")
      #expect(restarted["world-tick"] == 40 && restarted["generation"] == 1)
      _ = try package.ctl("pause")
      #expect(try package.world("after_reloads") == 0)
      #expect(try package.world("before_reloads") == 0)

      // A save that changes only other code gives no hint; one that changes `start` does.
      try package.edit("Game/Speed.swift", "= 1\n", "= 3\n")
      try run.events.next("swapped")
      try package.edit(Self.game, "for value in 1...10", "for value in 1...20")
      #expect(try run.events.next(among: ["start-changed", "rejected"]).name == "start-changed")
      #expect(run.events.events.filter { $0.name == "start-changed" }.count == 1)
      #expect(try count(package) == 10)
      let before = try package.ctl("world")["world"] as? NSDictionary
      let tick = try #require(try package.ctl("status")["tick"] as? Int)

      // By ctl, while it is paused. Twice, and both ways back.
      #expect(try package.ctl("restart")["ok"] as? Bool == true)
      restarted = try run.events.next("world-restarted")
      #expect(restarted["world-tick"] == tick)
      #expect(try count(package) == 20)
      #expect(try package.ctl("status")["tick"] as? Int == 0)
      #expect(try package.ctl("status")["paused"] as? Bool == true)
      let fresh = try package.ctl("world")["world"] as? NSDictionary
      _ = try package.ctl("step 5")
      while try package.world("distance") != 15 {}
      #expect(try package.ctl("restart")["ok"] as? Bool == true)
      try run.events.next("world-restarted")
      #expect(try package.ctl("world")["world"] as? NSDictionary == fresh)

      try goBack(package, run)
      #expect(try package.world("distance") == 15)
      try goBack(package, run)
      #expect(try package.ctl("status")["tick"] as? Int == tick)
      let names = (before?.allKeys as? [String] ?? []).filter {
        !["header", "before_reloads", "after_reloads", "from", "to", "changed_files"].contains($0)
      }
      let back = try package.ctl("world")["world"] as? NSDictionary
      for name in names { #expect(back?[name] as? NSObject == before?[name] as? NSObject, "\(name)") }
      // The next way back is the one of the reload.
      try goBack(package, run)
      #expect(try package.ctl("status")["generation"] as? Int == 2)
    }

    @Test("A run that is stopped at a crash is played on in a fresh world, and the old one is retained")
    func crashed() throws {
      let package = try TestPackage()
      try package.edit(
        Self.game, "world.distance += Speed.perTick",
        "world.distance += Speed.perTick; if tick.pressed(.mark) { fatalError(\"marked\") }")
      try package.save("request.txt", "30 press mark\n")
      defer { try? FileManager.default.removeItem(atPath: package.path("request.txt")) }
      let run = try HeadlessRun(package, "--input", "request.txt")
      try run.events.next("crashed")
      #expect(try package.ctl("status")["stopped"] as? Bool == true)
      #expect(try package.ctl("restart")["ok"] as? Bool == true)
      try run.events.next("world-restarted")
      #expect(try package.ctl("status")["stopped"] as? Bool == false)
      #expect(try package.problems().isEmpty)
      try goBack(package, run)
      #expect(try package.world("distance") >= 30)
    }

    @Test("A restart is refused while nothing runs, and if start fails; the world is then unchanged")
    func refused() throws {
      let package = try TestPackage()
      try package.edit(
        Self.game, "for value in 1...10",
        "if greeting.value == \"stop\" { fatalError(\"at start\") }\n    for value in 1...10")
      let run = try HeadlessRun(package)
      _ = try package.ctl("pause")
      let distance = try package.world("distance")
      try package.save("assets/greeting.txt", "stop")
      try run.events.next("asset-reloaded")
      let reply = try package.ctl("restart")
      #expect((reply["error"] as? String)?.contains("start") == true, "\(reply)")
      #expect(try run.events.next("crashed").text("callback") == "start")
      #expect(try package.world("distance") == distance)
      run.end()

      try package.edit(Self.game, "import GameSDK", "import GameKit")
      let broken = try HeadlessRun(package, waitsForFrame: false)
      try broken.events.next("build-failed")
      let answer = try package.ctl("restart")
      #expect((answer["error"] as? String)?.contains("No game runs yet") == true, "\(answer)")
      broken.end()
    }

    @Test("A key restarts, names the way back, and tells that start changed")
    func key() throws {
      let package = try TestPackage()
      let terminal = try TerminalRun(in: package.root, columns: 100)
      try terminal.type("\(TestPackage.hotloop) --no-optimise --wait-for-build --seed 1")
      try terminal.wait(for: "distance")
      try package.edit(Self.game, "for value in 1...10", "for value in 1...20")
      try terminal.wait(for: "start changed: press Ctrl-N for a fresh world")
      try terminal.press("C-n")
      try terminal.wait(for: "sparks 20 ")
      try terminal.wait(for: "F8 brings back the one of tick")
      try terminal.press("F8")
      try terminal.wait(for: "sparks 10 ")
      try terminal.press("q")
      try terminal.wait(for: "ready$")
    }

    private func goBack(_ package: TestPackage, _ run: HeadlessRun) throws {
      _ = try package.ctl("rollback-world")
      #expect(try run.events.next("rolled-back").text("world") == "kept")
    }

    private func count(_ package: TestPackage) throws -> Int {
      let world = try package.ctl("world")["world"] as? [String: Any]
      return (world?["sparks"] as? [Any])?.count ?? -1
    }
  }
}
