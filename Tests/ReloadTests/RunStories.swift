import Foundation
import Testing

/// What must come out the same, or end, in every run.
extension Stories {
  @Suite("Runs", .serialized)
  struct RunStories {
    private static let game = "Game/Beacon.swift"

    @Test("A game that requests a reload in every tick gets one, and one more after a save")
    func requests() throws {
      let package = try TestPackage()
      try package.edit(Self.game, "if tick.pressed(.askReload) {", "if tick.number >= 10 {")
      let run = try HeadlessRun(package)
      try run.events.next("swapped") { $0.text("cause") == "force" }
      // The new build asks again, in many ticks.
      let distance = try package.world("distance")
      while try package.world("distance") < distance + 30 {}
      #expect(builds(run).count == 2)
      #expect(try package.read(".hotloop/hotloop.log").contains("the game requests a reload again"))

      // The player's key is not the game's request.
      #expect(try package.ctl("reload")["ok"] as? Bool == true)
      try run.events.next("swapped") { $0.text("cause") == "force" }
      // A build that fails answers the request, too.
      try package.edit("Game/Speed.swift", "= 1\n", "= one\n")
      try run.events.next("build-failed")
      try package.edit("Game/Speed.swift", "= one\n", "= 2\n")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      let speed = try package.world("distance")
      while try package.world("distance") < speed + 60 {}
      let count = builds(run).count
      let later = try package.world("distance")
      while try package.world("distance") < later + 60 {}
      #expect(builds(run).count == count)
    }

    private func builds(_ run: HeadlessRun) -> [EventStream.Event] {
      _ = run.events.rest()
      return run.events.events.filter { $0.name == "build-started" }
    }

    @Test(
      "One seed gives one world, also if the order of a set or a dictionary goes into it",
      arguments: [
        "let order: Set<Int32> = [1, 2, 3, 4, 5, 6, 7, 8]\n    for value in order {",
        "let names = Dictionary(uniqueKeysWithValues: (1...8).map { (\"name \\($0)\", Int32($0)) })\n    for value in names.values {",
        "for value in [1, 2, 3, 4].map({ Int32(truncatingIfNeeded: $0.hashValue) }) {",
      ])
    func seed(loop: String) throws {
      let package = try TestPackage()
      try package.edit(
        Self.game, "world.distance += Speed.perTick",
        "\(loop) world.pushes = world.pushes &* 31 &+ value }\n    world.distance += Speed.perTick")
      let play = "play --headless --fast --seed 1 --ticks 30 --no-optimise --print-frame"
      var frames: Set<String> = []
      for option in ["", "", "--no-supervisor", "--no-supervisor --no-preflight"] {
        let (status, output) = try package.shell("\(TestPackage.hotloop) \(play) \(option)")
        #expect(status == 0, "\(output)")
        // The status line has times.
        frames.insert(output.split(separator: "\n").filter { $0.contains("sparks") }.joined())
      }
      #expect(frames.count == 1, "\(frames.joined(separator: "\n"))")
    }

    @Test("A host that continues a run has the hashes of the one before, and so has the trial")
    func resumed() throws {
      let package = try TestPackage()
      try package.edit(
        Self.game, "sum = total(world)\n    world.after_reloads",
        "world.changed_files = Int32(truncatingIfNeeded: \"name\".hashValue); sum = total(world)\n    world.after_reloads"
      )
      try package.edit(Self.game, "    world.changed_files = Int32(reload.changedFiles.count)\n", "")
      try package.edit(
        Self.game, "world.distance += Speed.perTick",
        """
        world.distance += Speed.perTick
            let hash = Int32(truncatingIfNeeded: "name".hashValue)
            if world.pushes == 0 { world.pushes = hash }
            if world.pushes != hash { fatalError("another hash") }
        """)
      let run = try HeadlessRun(package)
      let hash = try package.world("pushes")
      // The trial of this build runs in another process, in a copy of the world.
      try package.edit("Game/Speed.swift", "= 1\n", "= 2\n")
      try run.events.next("preflight") { $0.text("verdict") == "ok" }
      try run.events.next("swapped")
      let host = try #require(try package.ctl("status")["pid"] as? Int)
      #expect(kill(pid_t(host), SIGKILL) == 0)
      try run.events.next("resumed")
      let tick = try package.world("distance")
      while try package.world("distance") < tick + 20 {}
      #expect(try package.world("pushes") == hash)
    }

    @Test(
      "ctl quit is answered before the run ends, and other requests at that moment are answered or refused",
      arguments: [
        ("--no-optimise", "status; $ctl world", ""),
        ("--no-supervisor", "screenshot .hotloop/a.svg; $ctl restart", ""),
        // During a build, and when the run ends by itself.
        ("--no-optimise", "pause; $ctl snapshot .hotloop/a.world", "echo >> Game/Speed.swift"),
        ("--fast", "rollback; $ctl redraw", "for i in 1 2 3; do $ctl status; done > /dev/null"),
      ])
    func quit(option: String, others: String, before: String) throws {
      let package = try TestPackage()
      for _ in 0..<2 {
        let run = try HeadlessRun(package, option, waits: false)
        let (status, output) = try package.shell(
          """
          ctl='\(TestPackage.hotloop) ctl'
          \(before)
          ($ctl \(others)) > .hotloop/others 2>&1 &
          others=$!
          $ctl quit
          status=$?
          wait $others
          exit $status
          """)
        #expect(status == 0 && output.contains("\"ok\":true"), "\(output)")
        #expect(run.waitForEnd() == 0)
        let answers = try package.read(".hotloop/others")
        #expect(!answers.contains("did not answer within"), "\(answers)")
      }
    }
  }
}
