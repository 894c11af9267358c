import Foundation
import Glibc
import Testing

/// Values that a game creates once, in a real game and with real deaths of its host.
extension Stories {
  @Suite("Kept values", .serialized)
  struct KeptStories {
    private let package: TestPackage
    private let game = "Game/Beacon.swift"

    /// Beacon with the time at which a value was created, in its world and on the screen, and a kept array.
    init() throws {
      package = try TestPackage()
      try package.edit(game, "import GameSDK\n", "import GameSDK\nimport Glibc\n")
      try package.edit(
        game, "  mutating func start(",
        """
          private var now: Int32 {
            var time = timespec()
            unsafe clock_gettime(CLOCK_MONOTONIC, &time)
            return Int32(truncatingIfNeeded: time.tv_sec * 1_000_000 + time.tv_nsec / 1000)
          }

          mutating func start(
        """)
      try package.edit(game, "_ tick: Tick<Action>) {", "_ tick: Tick<Action>) throws {")
      try package.edit(
        game, "    if sum == nil",
        """
            world.pushes = try Kept.create("stamp") { now }
            let squares = try Kept.create("squares", of: Int32.self, count: 50_000) { squares in
              for index in squares.indices { squares[index] = Int32(index) &* Int32(index) }
            }
            world.changed_files = squares[40]
            if sum == nil
        """)
    }

    private func kept() throws -> [[String: Any]] {
      try #require(try package.ctl("kept")["kept"] as? [[String: Any]])
    }

    private func keys() throws -> [String] { try kept().compactMap { $0["key"] as? String } }

    private func host() throws -> pid_t {
      pid_t(try #require(try package.ctl("status")["pid"] as? Int))
    }

    /// Saves another speed, and returns when it has run.
    private func reload(_ run: HeadlessRun, speed: Int) throws {
      try package.save("Game/Speed.swift", "enum Speed { static let perTick: Int64 = \(speed) }\n")
      let swapped = try run.events.next("swapped") { $0.text("cause") == "save" }
      try run.events.next("first-frame") { $0["generation"] == swapped["generation"] }
    }

    @Test("In a terminal, a value stays through a reload, a rollback and the death of the host")
    func survival() throws {
      try package.edit(
        game, "    canvas.text(\"greeting",
        "    canvas.text(\"stamp \\(world.pushes).\", column: 2, row: 8)\n    canvas.text(\"greeting")
      let terminal = try TerminalRun(in: package.root, columns: 100)
      try terminal.type(
        "\(TestPackage.hotloop) --no-optimise --no-live-literals --no-determinism-check --wait-for-build; echo the e''nd"
      )
      try terminal.wait("for the value") { $0.contains("stamp ") && !$0.contains("stamp 0.") }
      let stamp = "stamp \(try package.world("pushes"))."
      try terminal.wait(for: stamp)
      try package.edit("Game/Speed.swift", "= 1\n", "= 3\n")
      try terminal.wait(for: "speed 3")
      let pid = try host()
      kill(pid, SIGKILL)
      try terminal.wait("for the next host") { _ in
        (try? package.ctl("status")).map { $0["pid"] as? Int != Int(pid) && $0["tick"] as? Int ?? 0 > 0 }
          ?? false
      }
      try terminal.wait("for the same value") { $0.contains("speed 3") && $0.contains(stamp) }
      try terminal.press("F6")
      try terminal.wait("for the build before") { $0.contains("speed 1") && $0.contains(stamp) }
      // The screen may be of before: ticks read it, too.
      #expect(try "stamp \(package.world("pushes"))." == stamp)
      #expect(try package.ctl("kept delete stamp")["deleted"] as? String == "Game/stamp")
      try terminal.wait("for another value") { $0.contains("speed 1") && !$0.contains(stamp) }
      try terminal.press("q")
      try terminal.wait(for: "the end")
      #expect(!FileManager.default.fileExists(atPath: package.path(".hotloop/kept")))
    }

    @Test("Values are listed with their size, age and creator, and deleted by key")
    func lists() throws {
      let run = try HeadlessRun(package)
      try package.step(2)
      let list = try kept()
      #expect(list.map { $0["key"] as? String } == ["squares", "stamp"])
      #expect(list.map { $0["module"] as? String } == ["Game", "Game"])
      #expect(list.map { $0["type"] as? String } == ["int32", "int32"])
      #expect(list.map { $0["bytes"] as? Int } == [200_000, 4])
      #expect(list.map { $0["count"] as? Int } == [50_000, nil])
      #expect(
        list.allSatisfy { $0["generation"] as? Int == 1 && $0["file"] as? String == "Game/Beacon.swift" })
      #expect(list.allSatisfy { $0["line"] as? Int ?? 0 > 10 })
      #expect(try package.ctl("status")["kept"] as? [[String: Any]] != nil)
      #expect(try (package.ctl("status")["kept"] as? [Any])?.count == 2)
      let (_, text) = try package.shell("\(TestPackage.hotloop) ctl kept --format text")
      #expect(text.contains("Game/squares  int32[50000]  196 KiB"), "\(text)")
      #expect(text.contains("build 1  Game/Beacon.swift:"), "\(text)")
      let unknown = try package.ctl("kept delete nothing")["error"] as? String
      #expect(unknown == "there is no kept value 'nothing'; there are Game/squares, Game/stamp")
      for wrong in ["kept remove", "kept delete", "kept --format gcc"] {
        #expect(try package.shell("\(TestPackage.hotloop) ctl \(wrong)").status == 64, "\(wrong)")
      }
      #expect(try package.ctl("kept delete Game/squares")["ok"] as? Bool == true)
      #expect(try keys() == ["stamp"])
      try package.step(1)
      #expect(try keys() == ["squares", "stamp"] && package.world("changed_files") == 1600)
      run.end()
    }

    @Test(
      "Values live through 20 reloads, rollbacks and kills at random; another layout makes a value again, with a line in the log"
    )
    func many() throws {
      let run = try HeadlessRun(package)
      let stamp = try package.world("pushes")
      for round in 0..<20 {
        switch round % 3 {
        case 0: try reload(run, speed: 100 + round)
        case 1:
          #expect(try package.ctl("rollback")["ok"] as? Bool == true)
          try package.step(1)
          #expect(try package.world("pushes") == stamp)
          #expect(try package.ctl("forward")["ok"] as? Bool == true)
        default:
          kill(try host(), SIGKILL)
          let resumed = try run.events.next("resumed")
          try run.events.next("first-frame") { $0["generation"] == resumed["generation"] }
        }
        try package.step(2)
        try package.ctl("resume")
        #expect(try package.world("pushes") == stamp && package.world("changed_files") == 1600)
      }
      try package.edit(game, "count: 50_000)", "count: 40)")
      try package.edit(game, "squares[40]", "squares[39]")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      try package.step(2)
      #expect(try package.world("pushes") == stamp && package.world("changed_files") == 39 * 39)
      #expect(
        try package.read(".hotloop/hotloop.log").contains(
          "kept value Game/squares: it was int32[50000], and is int32[40] now; it is created again"))
      #expect(try kept().first?["generation"] as? Int ?? 0 > 7)
      run.end()
    }

    @Test(
      "Code that crashes or hangs while it creates a value leaves none",
      arguments: ["fatalError()", "while true {}", "throw AssetError(\"no\")"])
    func creatorFails(_ code: String) throws {
      let run = try HeadlessRun(package, "--no-preflight", "--call-limit", "1")
      let stamp = try package.world("pushes")
      try package.edit(
        game, "    if tick.held(.go)",
        """
            _ = try Kept.create("bad", of: Int32.self, count: 1000) { bad in
              bad[0] = 1
              if bad[0] == 1 { \(code) }
            }
            if tick.held(.go)
        """)
      let event = try run.events.next(among: ["crashed", "hung", "callback-failed"])
      #expect(event.text("callback") == "step")
      if event.name != "callback-failed" {
        try run.events.next("rolled-back")
        try package.step(1)
      }
      #expect(try keys() == ["squares", "stamp"])
      #expect(try package.world("pushes") == stamp)
      #expect(try FileManager.default.contentsOfDirectory(atPath: package.path(".hotloop/kept")).count == 2)
      run.end()
    }

    @Test("The determinism check finds a value that does not depend on its key alone, and no other")
    func determinism() throws {
      let run = try HeadlessRun(package, checksSteps: true)
      let report = try run.events.next("nondeterministic")
      let differences = try #require(report.members["differences"] as? [[String: Any]])
      #expect(differences.map { $0["path"] as? String } == ["kept value Game/stamp", "pushes"])
      #expect(differences.first?["value"] as? String == "\(try package.world("pushes"))")
      #expect(differences.first?["again"] as? String != differences.first?["value"] as? String)
      run.end()
    }

    @Test("A trial neither ends nor creates values of the run")
    func trial() throws {
      let run = try HeadlessRun(package)
      let stamp = try package.world("pushes")
      try package.edit(
        game, "    if tick.held(.go)",
        """
            if Trial.isRunning {
              Kept.delete("squares")
              try Kept.rewrite("stamp") { Int32(7) }
              _ = try Kept.create("other") { 3 }
            }
            if tick.held(.go)
        """)
      try run.events.next("swapped") { $0.text("cause") == "save" }
      let trials = run.events.events.filter { $0.name == "preflight" && $0["ticks"] ?? 0 > 0 }
      #expect(trials.last?.text("verdict") == "ok")
      try package.step(2)
      #expect(try keys() == ["squares", "stamp"])
      #expect(try package.world("pushes") == stamp)
      #expect(try kept().allSatisfy { $0["generation"] as? Int == 1 })
      run.end()
    }
  }
}
