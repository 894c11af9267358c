import Foundation
import Testing

/// No end of a run loses its world, and the next run offers it.
extension Stories {
  @Suite("The world of the last run", .serialized)
  struct LastWorldStories {
    @Test(
      "It is kept, however the run ends, and a key continues it in the next run",
      arguments: ["q", "C-c", "TERM", "HUP", "supervisor TERM", "supervisor KILL", "window"])
    func kept(how: String) throws {
      let package = try TestPackage()
      try end(Self.play(package), how, package)
      let kept = try Self.dumpedDistance(package, "last.world")
      let next = try Self.play(package)
      try next.wait(for: "The world of the last run (tick ")
      #expect(kept >= 60)
      try next.press("F12")
      try next.wait(for: ".hotloop/last-2.world loaded")
      try next.wait("for the kept world") { $0.distance.map { $0 >= kept } == true }
    }

    @Test("--resume continues it, and migrates it if the layout changed meanwhile")
    func resumed() throws {
      let package = try TestPackage()
      try end(Self.play(package), "TERM", package)
      let kept = try Self.dumpedDistance(package, "last.world")
      try package.edit("Game/World/include/world.h", "int32_t pushes;", "int32_t shield;\n  int32_t pushes;")
      let next = try TerminalRun(in: package.root)
      try next.type("\(TestPackage.hotloop) --wait-for-build --resume")
      try next.wait("for the kept world") { $0.distance.map { $0 >= kept } == true }
      #expect(try package.world("shield") == 0)
      try next.wait(for: "last.world loaded · world: 1 added")
      let log = try package.read(".hotloop/hotloop.log")
      #expect(
        log.contains(/\.hotloop\/last\.world loaded in generation 1, tick [1-9][0-9]*, world: 1 added/),
        "\(log)")
    }

    @Test("A run that does not continue it keeps it beside its own; the quick save is left alone")
    func rotated() throws {
      let package = try TestPackage()
      let first = try Self.play(package)
      try first.press("F9")
      try first.wait(for: "saved to .hotloop/quick.world")
      let quick = try Data(contentsOf: URL(fileURLWithPath: package.path(".hotloop/quick.world")))
      try end(first, "q", package)
      let kept = try Self.dumpedDistance(package, "last.world")
      try end(Self.play(package), "q", package)
      #expect(try Self.dumpedDistance(package, "last-2.world") == kept)
      #expect(try Data(contentsOf: URL(fileURLWithPath: package.path(".hotloop/quick.world"))) == quick)
    }

    @Test("Short runs do not drive out a long one, and the key continues also the run before the last")
    func shortRuns() throws {
      let package = try TestPackage()
      let long = try HeadlessRun(package, "--fast")
      while try package.ctl("status")["tick"] as? Int ?? 0 < 3_000 { poll(nil, 0, 20) }
      try package.ctl("snapshot .hotloop/last.world")
      long.end()
      let kept = try Self.dumpedDistance(package, "last.world")
      for _ in 1...4 { try end(Self.play(package), "q", package) }
      #expect(try Self.dumpedDistance(package, "last-3.world") == kept)

      try package.shell("mv .hotloop/last-3.world .hotloop/last-2.world")
      let next = try Self.play(package)
      try next.wait(for: "F12 twice continues that of the run before (tick ")
      try next.press("F12")
      try next.wait(for: ".hotloop/last-2.world loaded")
      try next.press("F12")
      try next.wait("for the long run's world") { $0.distance.map { $0 >= kept } == true }
    }

    @Test("Closing a window sends many signals; none of them hurries the end")
    func hangups() throws {
      let package = try TestPackage()
      let run = try Self.play(package)
      let host = try #require(try package.ctl("status")["pid"] as? Int)
      try package.ctl("pause")
      let distance = try package.world("distance")
      try package.shell("S=$(ps -o ppid= -p \(host)); while kill -HUP $S \(host); do :; done")
      try run.wait(for: "the end")
      #expect(try Self.dumpedDistance(package, "last.world") == distance)
      #expect(try package.read(".hotloop/hotloop.log").contains("ended while generation"))
    }

    @Test(
      "Without any end, as in a loss of power, it is at most a second old", arguments: ["key", "--resume"])
    func killed(how: String) throws {
      let package = try TestPackage()
      let run = try Self.play(package)
      let status = try package.ctl("status")
      let (host, tick) = (try #require(status["pid"] as? Int), try #require(status["tick"] as? Int))
      // Both at once: the supervisor would start another host.
      try package.shell("kill -KILL $(ps -o ppid= -p \(host)) \(host)")
      // Not until the shell prints something: the terminal may be restored after that, to a screen without it.
      try package.shell("while ps -o stat= -p \(host) | grep -v Z; do sleep 0.05; done")
      #expect(!FileManager.default.fileExists(atPath: package.path(".hotloop/last.world")))
      try run.close()
      if how == "key" {
        let next = try Self.play(package)
        try next.wait(for: "The world of the last run (tick ")
        #expect(try Self.dumpedDistance(package, "last-2.world") > tick - 60)
        try next.press("F12")
        try next.wait(for: ".hotloop/last-2.world loaded")
        let (kept, output) = try package.shell(
          "\(TestPackage.hotloop) replay .hotloop/last-2.run --headless --verify")
        #expect(kept == 2 && output.contains("last-2.run: incomplete; the same as far as"), "\(output)")
        return try end(next, "q", package)
      }
      let next = try TerminalRun(in: package.root)
      try next.type("\(TestPackage.hotloop) --wait-for-build --resume; echo the e''nd")
      try next.wait(for: "last.world loaded")
      #expect(try Self.dumpedDistance(package, "last.world") > tick - 60)
      try next.wait("for the kept world") { $0.distance.map { $0 > tick - 60 } == true }
      // The recording goes on, and all of it can be computed again.
      try next.press("q")
      try next.wait(for: "the end")
      let (result, output) = try package.shell("\(TestPackage.hotloop) replay --headless --verify")
      #expect(result == 0 && output.contains(".hotloop/last.run: the same: "), "\(output)")
    }

    @Test("A damaged file is reported, and does not hinder the start")
    func damaged() throws {
      let package = try TestPackage()
      try end(Self.play(package), "q", package)
      let path = URL(fileURLWithPath: package.path(".hotloop/last.world"))
      var bytes = try Data(contentsOf: path)
      bytes[bytes.count / 2] ^= 0xFF
      try bytes.write(to: path)
      let next = try Self.play(package)
      try next.wait(for: "The world of the last run cannot be continued: .hotloop/last-2.world")
      try next.press("F12")
      try next.wait(for: "distance")
      try end(next, "q", package)
      let (status, output) = try package.shell("\(TestPackage.hotloop) --headless --ticks 1 --resume")
      #expect(status == 0, "\(output)")
      // The damaged one was renamed and not written over.
      #expect(try Data(contentsOf: URL(fileURLWithPath: package.path(".hotloop/last-2.world"))) == bytes)
    }

    @Test("Without one, --resume says so; a run without a terminal leaves it alone")
    func headless() throws {
      let package = try TestPackage()
      let (status, output) = try package.shell("\(TestPackage.hotloop) --headless --ticks 5 --resume")
      #expect(status == 1 && output.contains("there is no world of an earlier run"), "\(output)")
      #expect(try package.shell("\(TestPackage.hotloop) --headless --ticks 5").status == 0)
      #expect(!FileManager.default.fileExists(atPath: package.path(".hotloop/last.world")))
    }

    /// Plays for a second.
    private static func play(_ package: TestPackage) throws -> TerminalRun {
      let terminal = try TerminalRun(in: package.root)
      try terminal.type("\(TestPackage.hotloop) --wait-for-build; echo status $?; echo the e''nd")
      try terminal.wait("for a second of ticks") { $0.distance.map { $0 >= 60 } == true }
      return terminal
    }

    /// Ends a run, and waits until nothing of it is left.
    private func end(_ terminal: TerminalRun, _ how: String, _ package: TestPackage) throws {
      let host = try #require(try package.ctl("status")["pid"] as? Int)
      let words = how.split(separator: " ")
      switch words[0] {
      case "q", "C-c": try terminal.press(how)
      case "window": try terminal.close()
      case "supervisor": try package.shell("kill -\(words[1]) $(ps -o ppid= -p \(host))")
      default: try package.shell("kill -\(how) \(host)")
      }
      while kill(pid_t(host), 0) == 0 { poll(nil, 0, 20) }
    }

    private static func dumpedDistance(_ package: TestPackage, _ name: String) throws -> Int {
      let (status, output) = try package.shell(
        "\(TestPackage.hotloop) world dump .hotloop/\(name) | grep -m1 distance | grep -oE '[0-9]+'")
      guard status == 0, let value = Int(output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
        throw TestFailure("\(name): \(output)")
      }
      return value
    }
  }
}
