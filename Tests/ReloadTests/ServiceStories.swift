import Foundation
import Testing

/// Threads of a game that run on while it is reloaded.
extension Stories {
  @Suite("Services", .serialized)
  struct ServiceStories {
    private let package: TestPackage
    /// A number that no earlier run used: an image that exists is not built again.
    private let fresh = Int(Date().timeIntervalSince1970) % 1_000_000_000

    init() throws { package = try TestPackage() }

    private func save(speed: Int) throws {
      try package.save("Game/Speed.swift", "enum Speed { static let perTick: Int64 = \(speed) }\n")
    }

    /// Saves another speed, and returns when it has run.
    private func reload(_ run: HeadlessRun, speed: Int) throws {
      try save(speed: speed)
      let swapped = try run.events.next("swapped") { $0.text("cause") == "save" }
      try run.events.next("first-frame") { $0["generation"] == swapped["generation"] }
    }

    private func next(_ kind: String, _ run: HeadlessRun, _ generation: Int? = nil) throws
      -> EventStream.Event
    {
      try run.events.next("service") {
        $0.text("kind") == kind && (generation == nil || $0["generation"] == generation)
      }
    }

    /// Waits until the code of the services has arrived in the world.
    private func wait(for codes: [Int]) throws {
      let deadline = Date().addingTimeInterval(120)
      while try package.sparks("age") != codes {
        try #require(Date() < deadline, "\(codes)")
        usleep(20_000)
      }
    }

    @Test(
      "In a terminal, a started service keeps its code in a reload, a restarted one gets the new one, and the line says so"
    )
    func terminal() throws {
      try save(speed: fresh)
      try package.makeServiceGame(starts: ["start", "restart"])
      let terminal = try TerminalRun(in: package.root, columns: 160)
      try terminal.type(
        "\(TestPackage.hotloop) --no-optimise --no-live-literals --wait-for-build; echo the e''nd")
      try terminal.wait("for the first code") {
        $0.contains("echo 0 code \(fresh).") && $0.contains("echo 1 code \(fresh).")
      }
      try save(speed: fresh + 1)
      try terminal.wait("for the new code of one") {
        $0.contains("speed \(fresh + 1)") && $0.contains("echo 0 code \(fresh).")
          && $0.contains("echo 1 code \(fresh + 1).")
      }
      try terminal.wait(for: "1 service in gen 1")
      try terminal.press("F6")
      try terminal.wait("for the code before") {
        $0.contains("speed \(fresh)\n") || $0.contains("speed \(fresh) ")
      }
      try terminal.wait(for: "echo 1 code \(fresh).")
      #expect(try package.world("pushes") == 0)
      try terminal.press("q")
      try terminal.wait(for: "the end")
    }

    @Test(
      "A service that crashes ends alone, is reported with its place, and is started again by the next build")
    func crash() throws {
      try save(speed: fresh + 10)
      try package.makeServiceGame(
        starts: ["start"],
        body: """
            let numbers = [1, 2, 3]
            while let ping = game.receive() {
              if ping.number > 20 { game.send(Pong(number: Int64(numbers[Int(ping.number)]), code: code)) }
              game.send(Pong(number: ping.number, code: code))
            }
          """)
      let run = try HeadlessRun(package)
      let crash = try next("crashed", run, 1)
      #expect(crash.text("location") == "Game/Echo.swift:14", "\(crash)")
      #expect(crash.text("reason")?.contains("Index out of range") == true, "\(crash)")
      #expect(crash.list("backtrace").first?.contains("serve") == true, "\(crash)")
      let tick = try package.world("distance")
      try package.step(5)
      try package.ctl("resume")
      #expect(try package.world("distance") > tick)
      let problem = try #require(try package.problems().first { $0["kind"] as? String == "service" })
      #expect(problem["file"] as? String == "Game/Echo.swift" && problem["line"] as? Int == 14)
      #expect(try package.services().first?["state"] as? String == "failed")
      #expect(try package.read(".hotloop/hotloop.log").contains("service Game/echo-0 crashed"))
      try package.edit("Game/Echo.swift", "if ping.number > 20 {", "if false {")
      _ = try next("started", run, 2)
      try wait(for: [fresh + 10])
      #expect(try package.services().first?["generation"] as? Int == 2)
      #expect(try package.problems().isEmpty)
      run.end()
    }

    @Test("An error ends a service, too; one that does not end is reported with its function and survived")
    func failures() throws {
      try save(speed: fresh + 20)
      try package.makeServiceGame(
        starts: ["restart(within: .milliseconds(200))"],
        body: """
            var number: UInt64 = 1
            while number != 0 { number = number &* 6_364_136_223_846_793_005 | 1 }
          """)
      let run = try HeadlessRun(package)
      try package.edit(
        "Game/Echo.swift", "  var number: UInt64 = 1\n",
        "  struct NoPort: Error {}\n  throw NoPort()\n  var number: UInt64 = 1\n")
      let hang = try next("hung", run, 1)
      #expect(hang.text("reason")?.contains("serve") == true, "\(hang)")
      _ = try next("started", run, 2)
      let failure = try next("failed", run, 2)
      #expect(
        failure.text("reason") == "NoPort()" && failure.text("location") == "Game/Echo.swift:13", "\(failure)"
      )
      let service = try #require(try package.services().first)
      #expect(service["state"] as? String == "failed" && service["left"] as? [Int] == [1])
      #expect(try package.ctl("status")["state"] as? String == "running")
      run.end()
    }

    @Test("What ticks received is recorded: other processes compute the same worlds without the services")
    func recording() throws {
      try save(speed: fresh + 30)
      try package.makeServiceGame(starts: ["start", "restart"])
      let run = try HeadlessRun(package, "--record", "services.run", checksSteps: true)
      try wait(for: [fresh + 30, fresh + 30])
      try reload(run, speed: fresh + 31)
      try wait(for: [fresh + 30, fresh + 31])
      try run.events.next("step-checked") { $0["generation"] == 2 }
      // Both are after messages arrived.
      let distance = try package.world("distance")
      #expect(try package.ctl("time back 60")["ok"] as? Bool == true)
      #expect(try package.ctl("time now")["ok"] as? Bool == true)
      // The build took the present world over again.
      #expect(run.events.rest().allSatisfy { $0.text("kind") != "started" })
      try package.step(5)
      #expect(try package.world("distance") > distance && package.world("pushes") == 0)
      let problems = try package.problems()
      #expect(problems.isEmpty, "\(problems)")
      run.end()
      let replay = try package.shell("\(TestPackage.hotloop) replay services.run --headless --verify")
      #expect(replay.status == 0, "\(replay.output)")
    }

    @Test("A message of another layout does not reach code that cannot read it")
    func layouts() throws {
      try save(speed: fresh + 40)
      try package.makeServiceGame(starts: ["start"])
      let run = try HeadlessRun(package)
      try wait(for: [fresh + 40])
      try package.edit(
        "Game/Echo.swift", "struct Ping: BitwiseCopyable, Sendable { var number: Int64 }",
        "struct Ping: BitwiseCopyable, Sendable {\n  var weight: Double = 1\n  var number: Int64\n}")
      let foreign = try next("foreign", run)
      #expect(foreign.text("reason")?.contains("restart") == true)
      #expect(try package.services().first?["dropped"] as? Int ?? 0 > 0)
      try package.edit("Game/Beacon.swift", "echoes[0].start", "echoes[0].restart")
      _ = try next("started", run, 3)
      let before = try package.sparks("value")
      let deadline = Date().addingTimeInterval(120)
      while try package.sparks("value") == before, Date() < deadline { usleep(20_000) }
      #expect(try package.sparks("value") != before && package.problems().isEmpty)
      run.end()
    }
  }
}
