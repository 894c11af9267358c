import Foundation
import Testing

/// Input and environments that are rejected, and the messages.
extension Stories {
  @Suite("Rejections", .serialized)
  struct RejectionStories {
    @Test("Outside a package, hotloop says what to do")
    func noPackage() throws {
      let testPackage = try TestPackage()
      let (status, output) = try testPackage.shell("cd / && \(TestPackage.hotloop) play --headless --ticks 1")
      #expect(status == 1)
      #expect(output.contains("Package.swift"))
    }

    @Test("A package without a target Game is rejected")
    func noGame() throws {
      let testPackage = try TestPackage()
      let (status, output) = try testPackage.shell(
        """
        rm -rf other && mkdir -p other/Sources/Lib && cd other && touch Sources/Lib/l.swift &&
        printf '// swift-tools-version: 6.2\\nimport PackageDescription\\nlet package = Package(name: "other", \
        targets: [.target(name: "Lib")])\\n' > Package.swift && \(TestPackage.hotloop) play --headless --ticks 1
        """)
      #expect(status == 1)
      #expect(output.contains("Game") && output.contains("Lib"), "\(output)")
    }

    @Test("A missing compiler is reported")
    func noCompiler() throws {
      let testPackage = try TestPackage()
      let (status, output) = try testPackage.shell(
        "PATH=/usr/bin:/bin \(TestPackage.hotloop) play --headless --ticks 1")
      #expect(status == 1)
      #expect(output.contains("swiftc"), "\(output)")
    }

    @Test("Output that is not a terminal is rejected")
    func noTerminal() throws {
      let testPackage = try TestPackage()
      let (status, output) = try testPackage.shell("\(TestPackage.hotloop) < /dev/null | cat; exit 0")
      #expect(status == 0)
      #expect(output.contains("terminal") && output.contains("--headless"), "\(output)")
    }

    @Test(
      "A terminal that cannot show the game is rejected",
      arguments: ["TERM=", "TERM=dumb"])
    func badTerminal(setting: String) throws {
      let testPackage = try TestPackage()
      let terminal = try TerminalRun(in: testPackage.root, columns: 120)
      try terminal.type("\(setting) \(TestPackage.hotloop); echo status $?")
      let screen = try terminal.wait(for: "status 1")
      #expect(screen.contains("TERM"), "\(screen)")
    }

    @Test("A terminal that the database does not have is used if it answers, as tmux does")
    func unlistedTerminal() throws {
      let testPackage = try TestPackage()
      let terminal = try TerminalRun(in: testPackage.root, columns: 120)
      try terminal.type("TERM=no-such-terminal \(TestPackage.hotloop) --wait-for-build; echo the e''nd")
      try terminal.wait(for: "distance")
      try terminal.press("q")
      try terminal.wait(for: "the end")
    }

    @Test("A second host in a package is rejected, and the socket of a dead one is replaced")
    func socketInUse() throws {
      let testPackage = try TestPackage()
      let run = try HeadlessRun(testPackage, "--no-supervisor")
      let (status, output) = try testPackage.shell("\(TestPackage.hotloop) play --headless --ticks 1")
      #expect(status == 1)
      #expect(output.contains("already answers at"), "\(output)")
      // The log is still that of the first host.
      _ = try testPackage.ctl("pause")
      let waits =
        "for i in $(seq 300); do grep -q paused .hotloop/hotloop.log && exit 0; sleep 0.1; done; exit 1"
      #expect(try testPackage.shell(waits).status == 0)
      try testPackage.shell("kill -KILL \(run.pid)")
      while run.isAlive {}
      #expect(try testPackage.shell("\(TestPackage.hotloop) play --headless --ticks 1").status == 0)
    }

    @Test("An unknown ctl command is rejected, and ctl reports that no host runs")
    func ctl() throws {
      let testPackage = try TestPackage()
      let unknown = try testPackage.shell("\(TestPackage.hotloop) ctl dance")
      #expect(unknown.status == 64)
      #expect(unknown.output.contains("unknown command 'dance'"))
      let withoutHost = try testPackage.shell("\(TestPackage.hotloop) ctl status")
      #expect(withoutHost.status == 1)
      #expect(withoutHost.output.contains("no hotloop runs"))
    }

    @Test(
      "Malformed lines at the control socket are answered with an error",
      arguments: [
        ("hello", "not a line of JSON"), ("{}", "there is no"),
        ("{\"command\": \"dance\"}", "unknown command 'dance'"),
        ("{\"command\": \"step\", \"argument\": \"-3\"}", "a number of ticks"),
      ])
    func malformed(line: String, reason: String) throws {
      let testPackage = try TestPackage()
      let run = try HeadlessRun(testPackage)
      let reply = try testPackage.shell(
        """
        python3 - '\(line)' <<'EOF'
        import socket, sys
        s = socket.socket(socket.AF_UNIX); s.connect(".hotloop/control.sock")
        s.sendall(sys.argv[1].encode() + b"\\n"); print(s.makefile().readline())
        EOF
        """)
      #expect(reply.output.contains("\"ok\":false") && reply.output.contains(reason), "\(reply.output)")
      #expect(try testPackage.ctl("status")["ok"] as? Bool == true)
      run.end()
    }
  }
}
