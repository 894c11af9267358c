import Foundation
import Testing

/// What a run sets in its terminal is undone: by its end, or by the next start.
extension Stories {
  @Suite("A terminal that is left", .serialized)
  struct LeftTerminalStories {
    @Test("After a clean end nothing is left: no keyboard flags, no title, no mouse reports")
    func clean() throws {
      let package = try TestPackage()
      let terminal = try KittyTerminal()
      let run = try play(terminal, package)
      try quit(run, terminal)
    }

    @Test("If all processes of a run are killed, the next start restores the terminal")
    func killed() throws {
      let package = try TestPackage()
      let terminal = try KittyTerminal()
      let run = try play(terminal, package)
      try killAll(run, package)
      try terminal.wait("for what is left") { $0.pushes == 1 && $0.showsAlternateScreen && $0.titles == 1 }
      #expect(!terminal.isInLineMode)
      let next = try play(terminal, package)
      // One push: the first was undone before.
      try terminal.wait("for one push") { $0.pushes == 1 && $0.titles == 1 }
      try quit(next, terminal)
    }

    @Test("Also after several kills, and by a start that fails")
    func failing() throws {
      let package = try TestPackage()
      let terminal = try KittyTerminal()
      for _ in 0..<2 { try killAll(play(terminal, package), package) }
      try Data("broken".utf8).write(to: URL(fileURLWithPath: package.path("bad.world")))
      let failing = try terminal.start(["--from", "bad.world"], in: package)
      failing.waitUntilExit()
      #expect(failing.terminationStatus == 1)
      try terminal.wait("for a restored terminal") { $0.isRestored }
      #expect(terminal.isInLineMode)
    }

    @Test("A stop that cannot be announced, and its end, leave nothing pushed twice")
    func stopped() throws {
      let package = try TestPackage()
      let terminal = try KittyTerminal()
      let run = try play(terminal, package)
      let host = pid_t(try #require(try package.ctl("status")["pid"] as? Int))
      kill(host, SIGSTOP)
      kill(host, SIGCONT)
      try terminal.wait("for the second picture") { $0.text.contains("\u{1B}[?2026$p") && $0.pushes == 1 }
      _ = try package.ctl("status")
      try quit(run, terminal)
    }

    private func play(_ terminal: KittyTerminal, _ package: TestPackage) throws -> Process {
      let run = try terminal.start(["--wait-for-build"], in: package)
      try terminal.wait("for the game") { $0.text.contains("distance") && $0.pushes > 0 }
      return run
    }

    private func quit(_ run: Process, _ terminal: KittyTerminal) throws {
      terminal.type("\u{1B}[113u")
      run.waitUntilExit()
      #expect(run.terminationStatus == 0)
      try terminal.wait("for a restored terminal") { $0.isRestored }
      #expect(terminal.isInLineMode)
    }

    private func killAll(_ run: Process, _ package: TestPackage) throws {
      let host = pid_t(try #require(try package.ctl("status")["pid"] as? Int))
      kill(run.processIdentifier, SIGSTOP)
      kill(host, SIGKILL)
      kill(run.processIdentifier, SIGKILL)
      run.waitUntilExit()
    }
  }
}

extension KittyTerminal.State {
  fileprivate var isRestored: Bool {
    pushes == 0 && titles == 0 && !showsAlternateScreen && !reportsMouse && !hidesCursor
  }
}
