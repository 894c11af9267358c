import Foundation
import Testing

/// The program is started by something that left it odd signals, limits, descriptors or variables.
extension Stories {
  @Suite("What is inherited", .serialized)
  struct InheritedStateStories {
    private static let play = "\(TestPackage.hotloop) play --headless --wait-for-build --ticks 5"

    @Test(
      "Ignored and blocked signals, a umask and a missing TMPDIR do not hinder a run or its builds",
      arguments: [
        "trap '' CHLD;", "trap '' PIPE TERM USR1 ALRM;", "umask 0777;", "TMPDIR=/nonexistent",
        "env --block-signal=CHLD,TERM,INT,ALRM", "LC_ALL=no_SUCH.locale",
      ])
    func plays(prefix: String) throws {
      let package = try TestPackage()
      try package.save("Game/Speed.swift", "enum Speed { static let perTick: Int64 = \(prefix.count) }\n")
      let (status, output) = try package.shell("\(prefix) timeout 600 \(Self.play)")
      #expect(status == 0, "\(output)")
      #expect(output.contains("TMPDIR is /nonexistent") == prefix.hasPrefix("TMPDIR"), "\(output)")
    }

    @Test("With SIGCHLD ignored, a save is built, and the end is the end of both processes")
    func ignoredChild() throws {
      let package = try TestPackage()
      let run = try TerminalRun(in: package.root)
      try run.type("(trap '' CHLD TERM; \(TestPackage.hotloop) --wait-for-build); echo status $?")
      try run.wait(for: "distance")
      try package.edit("Game/Speed.swift", "= 1\n", "= 6\n")
      try run.wait(for: "speed 6")
      let host = try #require(try package.ctl("status")["pid"] as? Int)
      try package.shell("kill -TERM $(ps -o ppid= -p \(host))")
      try run.wait(for: "status 0")
    }

    @Test("A run under nohup survives a hang-up, and ends on SIGTERM")
    func hangUp() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, ignores: "HUP")
      let host = pid_t(try #require(try package.ctl("status")["pid"] as? Int))
      kill(run.pid, SIGHUP)
      kill(host, SIGHUP)
      let tick = try #require(try package.ctl("status")["tick"] as? Int)
      try package.edit("Game/Speed.swift", "= 1\n", "= 7\n")
      #expect(try run.events.next("swapped") { $0.text("cause") == "save" }.tick > tick)
      kill(run.pid, SIGTERM)
      #expect(run.waitForEnd() == 0)
    }

    @Test(
      "Closed standard streams are replaced, so that nothing is written into a file of the run",
      arguments: ["<&- >&- 2>&-", "<&-", ">&-", "2>&-"])
    func closedStreams(streams: String) throws {
      let package = try TestPackage()
      let (status, output) = try package.shell("timeout 600 \(Self.play) --print-frame \(streams)")
      #expect(status == 0, "\(output)")
      let log = try package.read(".hotloop/hotloop.log")
      #expect(log.contains("ended while generation 1 ran") && !log.contains("distance"), "\(log)")
    }

    @Test("Programs that the game starts inherit no ignored signal")
    func children() throws {
      let package = try TestPackage()
      try package.edit("Game/Beacon.swift", "import GameSDK", "import GameSDK\nimport Foundation")
      try package.edit(
        "Game/Beacon.swift", "if tick.held(.go) { world.pushes += 1 }",
        """
        if world.header.tick == 1 {
          let grep = Process()
          grep.executableURL = URL(fileURLWithPath: "/bin/grep")
          grep.arguments = ["SigIgn", "/proc/self/status"]
          try! grep.run()
          grep.waitUntilExit()
        }
        """)
      let (status, output) = try package.shell("(trap '' CHLD PIPE XFSZ; \(Self.play))")
      let match = try #require(output.firstMatch(of: /SigIgn:\s+([0-9a-f]{16})/), "\(output)")
      // Without the C library's own signals, 32 and 33.
      let ignored = try #require(UInt64(match.1, radix: 16)) & 0x7FFF_FFFF
      #expect(status == 0 && ignored == 0, "\(output)")
    }
  }
}
