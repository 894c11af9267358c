import Foundation
import Testing

/// Going back to what a host has recorded that died.
extension Stories {
  @Suite("Time travel beyond a host's death", .serialized)
  struct EarlierHostStories {
    private static let speed = "Game/Speed.swift"

    private func number(_ key: String, _ answer: [String: Any]) throws -> Int {
      try #require(answer[key] as? Int, "\(answer)")
    }

    private func play(_ package: TestPackage, to position: Int) throws {
      while try number("position", package.ctl("time")) < position {}
    }

    /// - Returns: the event that tells that another host continues.
    @discardableResult
    private func kill(_ package: TestPackage, _ run: HeadlessRun) throws -> EventStream.Event {
      try package.shell("kill -KILL \(number("pid", package.ctl("status")))")
      return try run.events.next("resumed")
    }

    @Test(
      "The next host shows what the one before has recorded, in the code of then, and plays on from there")
    func rewind() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--record", "deaths.run")
      try play(package, to: 100)
      _ = try package.ctl("pause")
      let reload = try number("position", package.ctl("time"))
      try package.edit(Self.speed, "= 1\n", "= 3\n")
      try run.events.next("swapped")
      _ = try package.ctl("resume")
      try play(package, to: reload + 100)
      try kill(package, run)
      try run.events.next("first-frame")
      // Twice, so that there is something before what the second host has found.
      try play(package, to: reload + 200)
      try kill(package, run)
      try run.events.next("first-frame")
      _ = try package.ctl("pause")
      var time = try package.ctl("time")
      // The dead hosts have not written their last ticks: what came before is at later positions than it was.
      while try gap(time, reload) != number("first", time) { time = try package.ctl("time") }
      let gap = try number("first", time)
      let crashes = (time["marks"] as? [[String: Any]])?.filter { $0["kind"] as? String == "crash" }
      #expect(crashes?.count == 2, "\(time)")
      for position in [0, 50, 99, reload, reload + 40] {
        let answer = try package.ctl("time show \(position + gap)")
        try #require(answer["ok"] as? Bool == true, "\(answer)")
        let tick = try number("tick", answer)
        #expect(tick == position, "\(answer)")
        #expect(try package.world("distance") == position + 2 * max(0, position - reload))
      }
      _ = try package.ctl("time show \(50 + gap)")
      #expect(try package.ctl("time play")["ok"] as? Bool == true)
      #expect(try package.world("distance") == 50)
      _ = try package.ctl("step 10")
      while try package.world("distance") != 80 {}
      run.end()
    }

    /// How much later the ticks of the first host are in the timeline than their numbers.
    /// - Returns: nil if they are not in it yet.
    private func gap(_ time: [String: Any], _ reload: Int) throws -> Int? {
      let marks = time["marks"] as? [[String: Any]]
      return try marks?.first { $0["kind"] as? String == "reload" }.map {
        try number("position", $0) - reload
      }
    }

    @Test("A host that dies in a loop does not leave the loop's world behind")
    func loop() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--record", "loop.run")
      try play(package, to: 150)
      #expect(try package.ctl("time loop 20 60")["ok"] as? Bool == true)
      let last = try number("last", package.ctl("time"))
      while try package.world("distance") > 60 {}
      let resumed = try kill(package, run)
      #expect(resumed["world-tick"].map { $0 <= 60 } == true)
      #expect(try run.events.next("world-loaded").text("path") == "loop.run")
      #expect(try package.world("distance") >= last)
      run.end()
    }

    @Test("Code that ends the host while it shows an earlier tick is blamed, not the running one")
    func viewing() throws {
      let package = try TestPackage()
      try package.edit("Game/Beacon.swift", "import GameSDK\n", "import GameSDK\nimport Glibc\n")
      try package.edit(
        "Game/Beacon.swift", "canvas.text(\"greeting",
        "if access(\"trap\", F_OK) == 0 { _exit(3) }; canvas.text(\"greeting")
      let run = try HeadlessRun(package)
      try play(package, to: 60)
      try package.edit("Game/Beacon.swift", "if access(\"trap\", F_OK) == 0 { _exit(3) }; ", "")
      try run.events.next("swapped")
      _ = try package.ctl("pause")
      try package.save("trap", "")
      defer { try? FileManager.default.removeItem(atPath: package.path("trap")) }
      // The host dies before it answers, or just afterwards.
      _ = try package.shell("\(TestPackage.hotloop) ctl time show 30")
      let resumed = try run.events.next("resumed")
      #expect(resumed["blamed"] == 1 && resumed["generation"] == 2, "\(resumed)")
      run.end()
    }
  }
}
