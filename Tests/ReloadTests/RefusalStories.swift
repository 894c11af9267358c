import Foundation
import Testing

/// What is refused, and in which words.
extension Stories {
  @Suite("Refusals", .serialized)
  struct RefusalStories {
    @Test("outside a package")
    func noPackage() throws {
      let workshop = try Workshop()
      let (status, output) = try workshop.shell("cd / && \(Workshop.hotloop) play --headless --ticks 1")
      #expect(status == 1)
      #expect(output.contains("Package.swift"))
    }

    @Test("a package without a target Game")
    func noGame() throws {
      let workshop = try Workshop()
      let (status, output) = try workshop.shell(
        """
        rm -rf other && mkdir -p other/Sources/Lib && cd other && touch Sources/Lib/l.swift &&
        printf '// swift-tools-version: 6.2\\nimport PackageDescription\\nlet package = Package(name: "other", \
        targets: [.target(name: "Lib")])\\n' > Package.swift && \(Workshop.hotloop) play --headless --ticks 1
        """)
      #expect(status == 1)
      #expect(output.contains("Game") && output.contains("Lib"), "\(output)")
    }

    @Test("no compiler")
    func noCompiler() throws {
      let workshop = try Workshop()
      let (status, output) = try workshop.shell(
        "PATH=/usr/bin:/bin \(Workshop.hotloop) play --headless --ticks 1")
      #expect(status == 1)
      #expect(output.contains("swiftc"), "\(output)")
    }

    @Test("output that is not a terminal")
    func noTerminal() throws {
      let workshop = try Workshop()
      let (status, output) = try workshop.shell("\(Workshop.hotloop) < /dev/null | cat; exit 0")
      #expect(status == 0)
      #expect(output.contains("terminal") && output.contains("--headless"), "\(output)")
    }

    @Test("a terminal that cannot show it", arguments: ["TERM=", "TERM=dumb", "TERM=no-such-terminal"])
    func badTerminal(setting: String) throws {
      let workshop = try Workshop()
      let terminal = try TerminalRun(in: workshop.root, columns: 120)
      try terminal.type("\(setting) \(Workshop.hotloop); echo status $?")
      let screen = try terminal.wait(for: "status 1")
      #expect(screen.contains("TERM"), "\(screen)")
    }

    @Test("a second host in the same package; a dead one's socket is replaced")
    func socketInUse() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop, "--no-supervisor")
      let (status, output) = try workshop.shell("\(Workshop.hotloop) play --headless --ticks 1")
      #expect(status == 1)
      #expect(output.contains("already answers at"), "\(output)")
      try workshop.shell("kill -KILL \(run.pid)")
      while run.isAlive {}
      #expect(try workshop.shell("\(Workshop.hotloop) play --headless --ticks 1").status == 0)
    }

    @Test("an unknown command of ctl, and no host to talk to")
    func ctl() throws {
      let workshop = try Workshop()
      let unknown = try workshop.shell("\(Workshop.hotloop) ctl dance")
      #expect(unknown.status == 64)
      #expect(unknown.output.contains("unknown command 'dance'"))
      let nobody = try workshop.shell("\(Workshop.hotloop) ctl status")
      #expect(nobody.status == 1)
      #expect(nobody.output.contains("no hotloop runs"))
    }

    @Test(
      "lines at the control socket that are no commands",
      arguments: [
        ("hello", "not a line of JSON"), ("{}", "there is no"),
        ("{\"command\": \"dance\"}", "unknown command 'dance'"),
        ("{\"command\": \"step\", \"argument\": \"-3\"}", "a number of ticks"),
      ])
    func malformed(line: String, reason: String) throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      let reply = try workshop.shell(
        """
        python3 - '\(line)' <<'EOF'
        import socket, sys
        s = socket.socket(socket.AF_UNIX); s.connect(".hotloop/control.sock")
        s.sendall(sys.argv[1].encode() + b"\\n"); print(s.makefile().readline())
        EOF
        """)
      #expect(reply.output.contains("\"ok\":false") && reply.output.contains(reason), "\(reply.output)")
      #expect(try workshop.ctl("status")["ok"] as? Bool == true)
      run.end()
    }
  }
}
