import Foundation
import Glibc
import Testing

/// A game that says "not now".
extension Stories {
  @Suite("Delayed reloads", .serialized)
  struct DelayStories {
    /// The game says no after an odd number of ticks with `go` held.
    private static let answer = "world.pushes % 2 == 0"

    private func package(_ answer: String = Self.answer) throws -> TestPackage {
      let package = try TestPackage()
      try package.edit(
        "Game/Beacon.swift", "  private func total(",
        "  mutating func mayReload(_ world: borrowing World) throws -> Bool { \(answer) }\n\n"
          + "  private func total(")
      return package
    }

    private func setSpeed(_ speed: Int, in package: TestPackage) throws {
      try package.save("Game/Speed.swift", "enum Speed {\n  static let perTick: Int64 = \(speed)\n}\n")
    }

    /// Lets the game change its answer.
    private func push(_ package: TestPackage, to pushes: Int) throws {
      try package.ctl("press go")
      while try package.world("pushes") != pushes {}
    }

    private func expectSpeed(_ speed: Int, in package: TestPackage) throws {
      try package.ctl("screenshot a.txt")
      #expect(try package.read("a.txt").contains("speed \(speed)"))
    }

    private func reload(_ package: TestPackage) throws -> (status: Int32, output: String) {
      try package.shell("\(TestPackage.hotloop) ctl reload --wait")
    }

    @Test(
      "A save waits until the game says yes, or until somebody wants it; literals wait, too",
      arguments: [false, true])
    func waits(isLive: Bool) throws {
      let package = try package()
      let run = try HeadlessRun(package, "--delay-limit", "3600", appliesLive: isLive)
      if isLive { try run.events.next("live-literals") }
      #expect(try package.ctl("status")["delayed_reload"] is NSNull)
      try package.edit("Game/Speed.swift", "= 1", "= 2")
      let swap = try run.events.next("swapped") { $0.text("cause") == "save" }
      #expect(swap["delayed_ms"] == nil && swap["generation"] == 2)

      try push(package, to: 1)
      try package.edit("Game/Speed.swift", "= 2", "= 3")
      let delayed = try run.events.next("reload-delayed")
      #expect(delayed["generation"] == 3 && delayed["limit_ms"] == 3_600_000)
      let tick = try package.ctl("status")["tick"] as? Int ?? 0
      while try package.ctl("status")["tick"] as? Int ?? 0 < tick + 60 {}
      let status = try package.ctl("status")
      let waiting = try #require(status["delayed_reload"] as? [String: Any])
      #expect(waiting["generation"] as? Int == 3 && waiting["limit"] as? Int == 3600, "\(waiting)")
      #expect(waiting["seconds"] as? Double ?? 0 > 0.5, "\(waiting)")
      #expect(status["generation"] as? Int == 2 && status["held_saves"] as? Int == 0, "\(status)")
      try expectSpeed(2, in: package)
      // A newer one takes its place.
      try package.edit("Game/Speed.swift", "= 3", "= 4")
      #expect(try run.events.next("reload-delayed")["generation"] == 4)
      try push(package, to: 2)
      let yes = try run.events.next("swapped")
      #expect(yes["generation"] == 4 && yes["from"] == 2 && yes.text("delay_end") == "game", "\(yes)")
      #expect(yes["delayed_ms"] ?? 0 > 500 && (yes.members["live"] as? Bool == true) == isLive, "\(yes)")
      try run.events.next("first-frame")
      try expectSpeed(4, in: package)
      #expect(try package.ctl("status")["delayed_reload"] is NSNull)

      try push(package, to: 3)
      try package.edit("Game/Speed.swift", "= 4", "= 5")
      try run.events.next("reload-delayed")
      let (result, output) = try reload(package)
      #expect(result == 0 && output.contains("\"generation\":5"), "\(output)")
      let request = try run.events.next("swapped")
      #expect(request.text("cause") == "save" && request.text("delay_end") == "request", "\(request)")
      // Where nothing waits, a request compiles everything and is not delayed.
      let forced = try reload(package)
      #expect(forced.status == 0, "\(forced.output)")
      let force = try run.events.next("swapped")
      #expect(force.text("cause") == "force" && force["delayed_ms"] == nil, "\(force)")
      run.end()
    }

    @Test("After the limit the save is applied all the same, also while the run is paused; 0 turns it off")
    func limit() throws {
      let package = try package("false")
      let run = try HeadlessRun(package, "--delay-limit", "0.5")
      try setSpeed(2, in: package)
      try run.events.next("reload-delayed")
      let swap = try run.events.next("swapped")
      #expect(swap.text("delay_end") == "limit" && swap["delayed_ms"] ?? 0 >= 500, "\(swap)")
      try package.ctl("pause")
      try setSpeed(3, in: package)
      try run.events.next("reload-delayed")
      #expect(try run.events.next("swapped").text("delay_end") == "limit")
      run.end()
      let other = try HeadlessRun(package, "--delay-limit", "0")
      try setSpeed(4, in: package)
      #expect(try other.events.next("swapped") { $0.text("cause") == "save" }["delayed_ms"] == nil)
      #expect(!other.events.events.contains { $0.name == "reload-delayed" })
      other.end()
      for limit in ["-1", "nan", "soon"] {
        let command = "\(TestPackage.hotloop) play --headless --delay-limit=\(limit) --ticks 1"
        #expect(try package.shell(command).status == 64, "\(limit)")
      }
    }

    @Test("In a terminal: the status line and a window count the seconds, and F5 applies")
    func terminal() throws {
      let package = try package("false")
      let terminal = try TerminalRun(in: package.root, columns: 120, rows: 24)
      let window = try TerminalRun(in: package.root, columns: 120, rows: 24)
      try terminal.type("\(TestPackage.hotloop) play --wait-for-build --seed 1 --delay-limit 3600")
      try terminal.wait(for: "speed 1")
      try window.type("\(TestPackage.hotloop) attach")
      try window.wait(for: "gen 1")
      try setSpeed(2, in: package)
      try terminal.wait(for: " s of 3600 s · F5 applies")
      for shown in [terminal, window] { try shown.wait("for two seconds") { $0.waited ?? 0 >= 2 } }
      try terminal.press("F5")
      let screen = try terminal.wait(for: "speed 2")
      #expect(!screen.contains("waits for the game:"), "\(screen)")
      try terminal.wait(for: "the game delayed it for")
      try window.press("q")
      try terminal.press("C-c")
      try terminal.wait(for: "ready$")
    }

    @Test(
      "A rollback goes at once, and what waits comes when the game says yes; held saves that are applied do not wait"
    )
    func others() throws {
      let package = try package()
      let run = try HeadlessRun(package, "--delay-limit", "3600")
      try setSpeed(2, in: package)
      try run.events.next("first-frame") { $0["generation"] == 2 }
      try push(package, to: 1)
      try setSpeed(3, in: package)
      try run.events.next("reload-delayed")
      #expect(try package.ctl("rollback")["generation"] as? Int == 1)
      #expect((try package.ctl("status")["delayed_reload"] as? [String: Any])?["generation"] as? Int == 3)
      try push(package, to: 2)
      let swap = try run.events.next("swapped") { $0.text("cause") == "save" }
      #expect(swap["generation"] == 3 && swap["from"] == 1 && swap.text("delay_end") == "game", "\(swap)")

      try push(package, to: 3)
      try package.ctl("hold on")
      try setSpeed(4, in: package)
      try run.events.next("save-held")
      #expect(try reload(package).status == 0)
      let held = try run.events.next("swapped")
      #expect(held["held"] == 1 && held["delayed_ms"] == nil, "\(held)")
      try setSpeed(5, in: package)
      try run.events.next("save-held")
      try package.ctl("hold off")
      #expect(try run.events.next("swapped")["delayed_ms"] == nil)
      // The game's own request, too.
      try setSpeed(6, in: package)
      try run.events.next("reload-delayed")
      try package.ctl("press askReload")
      #expect(try run.events.next("swapped").text("delay_end") == "request")
      run.end()
    }

    @Test("While an earlier tick is shown, the game is asked about the running world, and the view stays")
    func earlierTick() throws {
      let package = try package()
      let run = try HeadlessRun(package, "--delay-limit", "3600")
      try push(package, to: 1)
      let tick = try package.ctl("status")["tick"] as? Int ?? 0
      while try package.ctl("status")["tick"] as? Int ?? 0 < tick + 30 {}
      try package.ctl("time show 2")
      try setSpeed(2, in: package)
      try run.events.next("reload-delayed")
      #expect(try package.ctl("time")["mode"] as? String == "viewing")
      #expect(try package.ctl("status")["delayed_reload"] is [String: Any])
      try package.ctl("time now")
      try push(package, to: 2)
      #expect(try run.events.next("swapped").text("delay_end") == "game")
      run.end()
    }

    @Test(
      "An answer that traps, hangs or throws is reported, and the reload goes on",
      arguments: [
        ("fatalError(\"no answer\")", "crashed"), ("while true {}", "hung"),
        ("throw AssetError(\"no answer\")", "callback-failed"),
      ])
    func fails(answer: String, event: String) throws {
      let package = try package(answer)
      let run = try HeadlessRun(package, "--delay-limit", "3600", "--call-limit", "0.5")
      try setSpeed(2, in: package)
      let failure = try run.events.next(event)
      #expect(failure.text("callback") == "may_reload" && failure["generation"] == 1, "\(failure)")
      #expect(failure.text("location")?.contains("Game/Beacon.swift:") == true, "\(failure)")
      let swap = try run.events.next("swapped")
      #expect(swap["generation"] == 2 && swap["delayed_ms"] == nil, "\(swap)")
      try run.events.next("first-frame")
      try expectSpeed(2, in: package)
      run.end()
    }

    @Test(
      "What waits when the host dies is built by the next one, and waits again; a run that is stopped does not wait"
    )
    func deaths() throws {
      let package = try package()
      let run = try HeadlessRun(package, "--delay-limit", "3600", "--on-crash", "stop")
      try push(package, to: 1)
      try setSpeed(2, in: package)
      try run.events.next("reload-delayed")
      let pid = try #require(try package.ctl("status")["pid"] as? Int)
      kill(pid_t(pid), SIGKILL)
      #expect(try run.events.next("resumed")["generation"] == 1)
      try run.events.next("reload-delayed")
      #expect(try package.ctl("status")["generation"] as? Int == 1)
      try push(package, to: 2)
      #expect(try run.events.next("swapped")["generation"] == 2)
      // Nothing plays that a save could spoil.
      try package.edit(
        "Game/Beacon.swift", "world.distance += Speed",
        "if world.pushes > 10 { fatalError(\"pushed\") }; world.distance += Speed")
      try run.events.next("first-frame") { $0["generation"] == 3 }
      try package.ctl("press go 12")
      try run.events.next("tick-stopped")
      try package.edit("Game/Beacon.swift", "fatalError(\"pushed\")", "world.from += 0")
      #expect(try run.events.next("tick-resumed").text("how") == "save")
      #expect(!run.events.rest().contains { $0.name == "reload-delayed" })
      run.end()
    }
  }
}

extension String {
  /// The seconds that the status line shows.
  fileprivate var waited: Int? {
    firstMatch(of: #/waits for the game: (\d+) s of/#).flatMap { Int($0.1) }
  }
}
