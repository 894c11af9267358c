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
