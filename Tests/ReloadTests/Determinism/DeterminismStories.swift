import Foundation
import Glibc
import Testing

/// Ticks of the running game that are stepped a second time.
extension Stories {
  @Suite("Determinism check", .serialized)
  struct DeterminismStories {
    private func fields(_ event: EventStream.Event) -> [String] {
      (event.members["differences"] as? [[String: Any]])?.compactMap { $0["path"] as? String } ?? []
    }

    /// Waits until so many more ticks of a generation were checked.
    private func checks(
      _ count: Int, of generation: Int, in run: HeadlessRun, same: Bool
    ) throws {
      for _ in 0..<count {
        let check = try run.events.next("step-checked") { $0["generation"] == generation }
        #expect(check.members["same"] as? Bool == same, "\(check)")
      }
    }

    private func reports(in run: HeadlessRun) -> [EventStream.Event] {
      _ = run.events.rest()
      return run.events.events.filter { $0.name == "nondeterministic" }
    }

    /// The generations that the list of problems names.
    private func stepProblems(_ package: TestPackage) throws -> [Int?] {
      try package.problems().filter { $0["kind"] as? String == "nondeterministic" }
        .map { $0["generation"] as? Int }
    }

    @Test(
      "A step that depends on something outside the world is reported once", arguments: DriftingCode.allCases)
    func causes(_ code: DriftingCode) throws {
      let package = try TestPackage()
      try package.drift(code)
      let run = try HeadlessRun(package, "--no-preflight", checksSteps: true)
      let report = try run.events.next("nondeterministic")
      #expect(report["generation"] == 1)
      #expect(fields(report) == (code.field.map { [$0] } ?? []), "\(report)")
      switch code {
      case .padding: #expect(report.text("gap") == "sparks[2], behind flag", "\(report)")
      case .crash:
        #expect(report.text("failure")?.contains("only there") == true, "\(report)")
        #expect(report.text("location")?.hasPrefix("Game/Beacon.swift:") == true, "\(report)")
      case .exit: #expect(report.text("failure") == "called exit(3)", "\(report)")
      default:
        let first = (report.members["differences"] as? [[String: Any]])?.first
        #expect(first?["value"] as? String != first?["again"] as? String)
        #expect(report.text("failure") == nil && report.text("gap") == nil)
      }
      // The same is found again, and not reported again.
      try checks(2, of: 1, in: run, same: false)
      #expect(reports(in: run).count == 1)
      let problem = try #require(try package.problems().first { $0["kind"] as? String == "nondeterministic" })
      #expect(problem["severity"] as? String == "warning" && problem["generation"] as? Int == 1)
      run.end()
    }

    @Test("A reload to fixed code ends it, and one to broken code reports the new generation")
    func reloads() throws {
      let package = try TestPackage()
      try package.drift(.variable)
      let run = try HeadlessRun(package, checksSteps: true)
      #expect(try run.events.next("nondeterministic")["generation"] == 1)
      try package.drift(nil)
      try run.events.next("swapped")
      try checks(3, of: 2, in: run, same: true)
      #expect(try stepProblems(package).isEmpty)
      try package.drift(.clock)
      #expect(try run.events.next("nondeterministic")["generation"] == 3)
      #expect(reports(in: run).count == 2)
      // Back in code that was reported before.
      #expect(try package.ctl("rollback")["ok"] as? Bool == true)
      #expect(try package.ctl("rollback")["ok"] as? Bool == true)
      try checks(2, of: 1, in: run, same: false)
      #expect(reports(in: run).count == 2)
      // The compiler may have warnings besides.
      #expect(try stepProblems(package) == [1])
      run.end()
    }

    @Test("Sets, dictionaries, caches and threads that are used correctly are not reported")
    func harmless() throws {
      let package = try TestPackage()
      defer { try? FileManager.default.removeItem(atPath: package.path("Game/Outside.swift")) }
      try package.driftHarmlessly()
      let run = try HeadlessRun(package, "--fast", "--ticks", "1300", checksSteps: true, waitsForFrame: false)
      #expect(run.waitForEnd() == 0)
      _ = run.events.rest()
      #expect(run.events.events.count { $0.name == "step-checked" } == 21)
      #expect(reports(in: run).isEmpty, "\(reports(in: run))")
    }

    @Test("Assets, stored files, derived data and values of literals are the same in the second step")
    func files() throws {
      let package = try TestPackage()
      let wander = TestPackage.repository.appendingPathComponent("Tests/Fixtures/Wander/Wander.swift")
      try FileManager.default.removeItem(atPath: package.path("Game/Speed.swift"))
      try package.save("Game/Beacon.swift", try String(contentsOf: wander, encoding: .utf8))
      try package.save("assets/pace.txt", "2")
      var script = ""
      for tick in stride(from: 20, to: 3000, by: 7) {
        script +=
          "\(tick) press \(tick % 2 == 0 ? "go" : "turn")\n\(tick + 3) release \(tick % 2 == 0 ? "go" : "turn")\n"
      }
      try package.save("script.txt", script)
      defer {
        for name in ["script.txt", "assets/pace.txt"] {
          try? FileManager.default.removeItem(atPath: package.path(name))
        }
      }
      let run = try HeadlessRun(
        package, "--fast", "--ticks", "3000", "--input", "script.txt", checksSteps: true, waitsForFrame: false
      )
      #expect(run.waitForEnd() == 0)
      _ = run.events.rest()
      #expect(run.events.events.count { $0.name == "step-checked" } == 49)
      #expect(reports(in: run).isEmpty, "\(reports(in: run))")
    }

    @Test(
      "An asset that changes, one that is rejected, and a tweaked literal are the same in the second step")
    func changes() throws {
      let package = try TestPackage()
      try package.edit(
        "Game/Beacon.swift", "world.distance += Speed.perTick",
        "world.distance += Speed.perTick; world.pushes = Int32(greeting.value.utf8.count) * 10")
      let run = try HeadlessRun(package, appliesLive: true, checksSteps: true)
      try run.events.next("live-literals")
      try checks(1, of: 1, in: run, same: true)
      try package.save("assets/greeting.txt", "a longer greeting")
      try run.events.next("asset-reloaded")
      try checks(2, of: 1, in: run, same: true)
      try package.save("assets/greeting.txt", "rejected!")
      try run.events.next("asset-rejected")
      try checks(2, of: 1, in: run, same: true)
      #expect(try package.world("pushes") == 170)
      // The new code has never read a good one.
      try package.edit("Game/Speed.swift", "= 1\n", "= 4\n")
      try run.events.next("swapped")
      try checks(2, of: 2, in: run, same: true)
      #expect(try package.ctl("tweak set Speed.perTick 9")["ok"] as? Bool == true)
      try run.events.next("tweaked")
      try checks(2, of: 2, in: run, same: true)
      #expect(try package.world("pushes") == 40)
      // What it accepted stays in use when the file is gone.
      try package.save("assets/greeting.txt", "good again")
      try run.events.next("asset-reloaded")
      try FileManager.default.removeItem(atPath: package.path("assets/greeting.txt"))
      try run.events.next("asset-rejected")
      try checks(2, of: 2, in: run, same: true)
      #expect(try package.world("pushes") == 100)
      #expect(reports(in: run).isEmpty, "\(reports(in: run))")
      run.end()
    }

    @Test("If the child process is killed, the run continues, and another one is started")
    func killed() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, checksSteps: true)
      try checks(1, of: 1, in: run, same: true)
      let child = try #require(try checkChildren(of: run.pid).first)
      kill(child, SIGKILL)
      try run.events.next("step-unchecked") { $0["generation"] == 1 }
      try checks(2, of: 1, in: run, same: true)
      #expect(try checkChildren(of: run.pid).count == 1)
      #expect(reports(in: run).isEmpty && run.isAlive)
      run.end()
    }

    @Test("If the other process cannot leave a world, the reason is told")
    func handlers() throws {
      let package = try TestPackage()
      try package.edit(
        "Game/Beacon.swift", "    world.before_reloads += 1\n",
        "    world.before_reloads += 1\n    if reload.fromGeneration == 0 { fatalError(\"not from here\") }\n"
      )
      let run = try HeadlessRun(package, "--no-preflight", checksSteps: true)
      try checks(1, of: 1, in: run, same: true)
      let reason = try run.events.next("step-unchecked").text("reason")
      #expect(
        reason?.contains("before_reload") == true && reason?.contains("not from here") == true,
        "\(reason ?? "")")
      run.end()
    }

    @Test("The other process ends with a host that is killed")
    func orphan() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--no-supervisor", checksSteps: true)
      try checks(1, of: 1, in: run, same: true)
      let child = try #require(try checkChildren(of: run.pid).first)
      kill(run.pid, SIGKILL)
      _ = run.waitForEnd()
      // Nobody reports the end of an orphan. Where nobody reaps it, it is a zombie.
      let deadline = Date(timeIntervalSinceNow: EventStream.timeout)
      func isAlive() -> Bool {
        guard let state = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8) else {
          return false
        }
        return state.split(separator: ")").last?.hasPrefix(" Z") == false
      }
      while isAlive(), Date() < deadline { poll(nil, 0, 10) }
      #expect(!isAlive())
    }

    @Test("Worlds of some MiB are checked; of a larger one the log says why it is not", arguments: [3, 5])
    func large(mebibytes: Int) throws {
      let package = try LargeWorldTrialStories.package(rocks: mebibytes << 10)
      let run = try HeadlessRun(package, checksSteps: true)
      if mebibytes == 3 {
        try checks(2, of: 1, in: run, same: true)
      } else {
        let event = try run.events.next("step-unchecked")
        #expect(event.text("reason")?.contains("at most 4 MiB") == true, "\(event)")
      }
      run.end()
    }

    /// The processes below one that step ticks a second time.
    private func checkChildren(of host: Int32) throws -> [Int32] {
      let (_, output) = try TestPackage(at: TestPackage.repository).shell("ps -e -o pid=,ppid=,stat=,args=")
      let rows = output.split(separator: "\n").map {
        $0.split(separator: " ", omittingEmptySubsequences: true)
      }
      func parents(_ pid: Int32) -> [Int32] {
        let parent = rows.first { Int32($0[0]) == pid }.flatMap { Int32($0[1]) }
        return parent.map { [$0] + ($0 > 1 ? parents($0) : []) } ?? []
      }
      return rows.filter { $0.contains("determinism-child") && !$0[2].hasPrefix("Z") }
        .compactMap { Int32($0[0]) }.filter { parents($0).contains(host) }
    }

    @Test("Cinder plays some thousand ticks without a report")
    func cinder() throws {
      let package = TestPackage(at: TestPackage.repository)
      var script = "30 press begin\n31 release begin\n"
      for tick in stride(from: 60, to: 3000, by: 20) {
        let keys = ["left", "up", "right", "down", "fire", "flare", "begin"]
        let key = keys[(tick / 20 * 5 + tick / 400) % keys.count]
        script += "\(tick) press \(key)\n\(tick + 15) release \(key)\n"
      }
      let name = ".build/cinder-\(UUID().uuidString).txt"
      try package.save(name, script)
      defer { try? FileManager.default.removeItem(atPath: package.path(name)) }
      let run = try HeadlessRun(
        package, "--fast", "--ticks", "3000", "--input", package.path(name), checksSteps: true,
        waitsForFrame: false)
      #expect(run.waitForEnd() == 0)
      _ = run.events.rest()
      #expect(run.events.events.count { $0.name == "step-checked" } == 49)
      #expect(reports(in: run).isEmpty, "\(reports(in: run))")
    }
  }
}
