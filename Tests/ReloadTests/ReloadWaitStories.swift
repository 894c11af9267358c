import Foundation
import Testing

/// A script that waits for its reload.
extension Stories {
  @Suite("Waiting for a reload", .serialized)
  struct ReloadWaitStories {
    private func reload(_ package: TestPackage) throws -> (status: Int32, output: String) {
      try package.shell("\(TestPackage.hotloop) ctl reload --wait")
    }

    @Test("It returns when the new code has drawn a frame; a save just before counts")
    func runs() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      while try package.world("distance") < 10 {}
      for speed in 2...4 {
        try package.edit("Game/Speed.swift", "= \(speed - 1)\n", "= \(speed)\n")
        let (status, output) = try reload(package)
        #expect(status == 0, "\(output)")
        let reply = try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
        #expect(try reply["generation"] as? Int == package.ctl("status")["generation"] as? Int)
        try package.ctl("screenshot a.txt")
        #expect(try package.read("a.txt").contains("speed \(speed)"))
      }
      // While the game is paused, and over the socket.
      try package.ctl("pause")
      #expect(try package.ctl("reload wait")["generation"] as? Int ?? 0 > 4)
      run.end()
    }

    @Test("What does not compile, is rejected or crashes is printed with its place, and the status is 1")
    func fails() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      while try package.world("distance") < 10 {}
      let file = "Game/Beacon.swift"
      try package.edit(file, "world.distance += Speed", "world.distance += missing + Speed")
      var (status, output) = try reload(package)
      let compilerError = #/\/Game\/Beacon\.swift:\d+:\d+: error: cannot find 'missing' in scope\n/#
      #expect(status == 1 && output.contains(compilerError), "\(output)")
      try package.edit(file, "missing + ", "")
      #expect(try reload(package).status == 0)
      // The trial finds it.
      try package.edit(
        file, "world.distance += Speed",
        "if world.distance > 0 { fatalError(\"told you\") }; world.distance += Speed")
      (status, output) = try reload(package)
      #expect(
        status == 1 && output.contains(#/\/Game\/Beacon\.swift:\d+: error: Generation \d+ crashed in step/#)
          && output.contains("told you"), "\(output)")
      let before = try package.ctl("status")["generation"] as? Int
      #expect(try package.ctl("reload")["ok"] as? Bool == true)
      #expect(try package.ctl("status")["generation"] as? Int == before)
      run.end()
      let none = try reload(package)
      #expect(none.status == 1 && none.output.contains("no hotloop runs"), "\(none.output)")
      for arguments in ["status --wait", "reload now"] {
        #expect(try package.shell("\(TestPackage.hotloop) ctl \(arguments)").status == 64, "\(arguments)")
      }
    }

    @Test(
      "A terminal that is too small for the game is the answer, also while it is paused and for a held save; it draws later"
    )
    func smallTerminal() throws {
      let package = try TestPackage()
      try package.edit(
        "Game/Beacon.swift", "  /// Derived data",
        "  static let minTerminalSize = TerminalSize(columns: 70, rows: 20)\n\n  /// Derived data")
      let terminal = try TerminalRun(in: package.root, columns: 80, rows: 24)
      try terminal.type("\(TestPackage.hotloop) play --wait-for-build --seed 1 --no-determinism-check")
      try terminal.wait(for: "speed 1")
      try terminal.resize(columns: 60, rows: 20)
      try terminal.wait(for: "Beacon needs a terminal of 70×21")
      func expectUnseen(_ generation: Int) throws {
        let (status, output) = try reload(package)
        #expect(
          status == 0 && output.contains("\"drawn\":false") && output.contains("\"generation\":\(generation)")
            && output.contains("Beacon needs a terminal of 70×21; this one is 60×20"), "\(output)")
      }
      try expectUnseen(2)
      try package.ctl("pause")
      try expectUnseen(3)
      try package.ctl("hold on")
      try package.edit("Game/Speed.swift", "= 1\n", "= 2\n")
      while try package.ctl("status")["held_saves"] as? Int != 1 {}
      try expectUnseen(4)
      try terminal.resize(columns: 80, rows: 24)
      let screen = try terminal.wait(for: "speed 2")
      #expect(!screen.contains("ms from"), "\(screen)")
      #expect(try reload(package).output.contains("\"drawn\"") == false)
      try terminal.press("C-c")
      try terminal.wait(for: "ready$")
    }

    @Test("It returns while an earlier tick is shown, and from a stop at a crash")
    func standing() throws {
      let package = try TestPackage()
      try package.edit(
        "Game/Beacon.swift", "world.distance += Speed",
        "if world.pushes > 40 { fatalError(\"pushed\") }; world.distance += Speed")
      let run = try HeadlessRun(package, "--on-crash", "stop")
      while try package.world("distance") < 30 {}
      try package.ctl("time show 5")
      #expect(try reload(package).status == 0)
      #expect(try package.ctl("time")["mode"] as? String == "viewing")
      try package.ctl("time now")
      try package.ctl("press go 60")
      try run.events.next("tick-stopped")
      // The same code stops again, and says so.
      let (status, output) = try reload(package)
      #expect(status == 1 && output.contains("pushed"), "\(output)")
      try package.edit("Game/Beacon.swift", "fatalError(\"pushed\")", "world.from += 0")
      #expect(try reload(package).status == 0)
      #expect(try package.ctl("status")["stopped"] as? Bool == false)
      run.end()
    }

    @Test("A crash in the first frame, without a trial, is told")
    func later() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--no-preflight")
      while try package.world("distance") < 10 {}
      try package.edit(
        "Game/Beacon.swift", "    canvas.text(\"greeting",
        "    _ = [1][world.sparks.count]\n    canvas.text(\"greeting")
      let (status, output) = try reload(package)
      #expect(status == 1 && output.contains("/Game/Beacon.swift:") && output.contains("draw"), "\(output)")
      run.end()
    }
  }
}
