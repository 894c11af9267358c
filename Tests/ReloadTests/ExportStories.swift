import Foundation
import Testing

extension Stories {
  @Suite("Exported games", .serialized)
  struct ExportStories {
    /// Where the exported game is.
    private let folder: URL
    private let package: TestPackage

    init() throws {
      package = try TestPackage()
      folder = package.root.appending(path: ".build/export-\(UUID())")
    }

    private func export(_ options: String = "") throws -> [String: Any] {
      let (status, output, lines) = try package.json(
        "export --json --output \(folder.path) \(options)", schema: "export")
      guard status == 0, let report = lines.last else { throw TestFailure("status \(status): \(output)") }
      return report
    }

    private func remove() { try? FileManager.default.removeItem(at: folder) }

    @Test(
      "It runs in a root that has the C library and nothing else",
      .enabled(if: Namespace.isAllowed, "needs unshare and permission to mount"))
    func bareRoot() throws {
      defer { remove() }
      let report = try export()
      #expect(
        report["name"] as? String == "beacon" && (report["bytes"] as? Int ?? 0) > 1_000_000, "\(report)")
      #expect((report["start_ms"] as? Double ?? 0) > 0, "\(report)")
      let (status, output) = try BareRoot.run(
        "beacon", "--headless --ticks 30 --seed 1 --print-frame", of: folder)
      #expect(status == 0, "\(output)")
      #expect(output.contains("distance 30 speed 1") && output.contains("greeting hello"), "\(output)")
    }

    @Test("A player has keys, saves and the last run, and none of the author's keys")
    func player() throws {
      defer { remove() }
      _ = try export()
      let data = folder.path + "/data"
      let play = "XDG_DATA_HOME=\(data) \(folder.path)/beacon"
      let terminal = try TerminalRun(in: package.root)
      try terminal.type("\(play); echo status $?")
      try terminal.wait(for: "distance")
      try terminal.press("F1")
      let help = try terminal.wait(for: "Help: the keys")
      #expect(help.contains("change key bindings") && help.contains("askReload"), "\(help)")
      for command in ["roll back", "reload, even", "one tick", "go back in time", "status line"] {
        #expect(!help.contains(command), "\(help)")
      }
      try terminal.press("Escape")
      try terminal.wait(until: "Help: the keys")
      try terminal.press("F9")
      try terminal.wait(for: "saved to quick.world")
      try terminal.press("F10")
      try terminal.wait(for: "quick.world loaded")
      // One that the author would have: it is nobody's now.
      try terminal.press("F5", "q")
      try terminal.wait(for: "status 0")
      let kept = try package.shell("cd \(data)/beacon/player && ls").output
      #expect(
        kept.contains("last.run") && kept.contains("last.world") && kept.contains("quick.world"), "\(kept)")
      try terminal.type("clear; \(play) --resume; echo status $?")
      let resumed = try terminal.wait(for: "distance")
      #expect(!resumed.contains("distance 0 "), "\(resumed)")
      try terminal.press("q")
      try terminal.wait(for: "status 0")
      // Its author's clone has the code that was recorded.
      let (status, output) = try package.shell(
        "\(TestPackage.hotloop) replay \(data)/beacon/player/last-2.run --headless --verify")
      #expect(status == 0, "\(output)")
    }

    @Test("Changed keys are kept for the player, and a key of the host's other commands can be taken")
    func keys() throws {
      defer { remove() }
      _ = try export()
      let play = "XDG_DATA_HOME=\(folder.path)/data \(folder.path)/beacon"
      let terminal = try TerminalRun(in: package.root)
      try terminal.type(play)
      try terminal.wait(for: "pushes 0")
      try terminal.press("F2")
      try terminal.wait(for: "ticks wait")
      // The first action is `go`; F5 rebuilds the game where there is a compiler.
      try terminal.press("Enter", "F5")
      try terminal.wait(for: "go          F5")
      try terminal.press("Escape")
      try terminal.wait(until: "ticks wait")
      try terminal.press("F5")
      try terminal.wait("until F5 pushes") { !$0.contains("pushes 0") && $0.contains("pushes") }
      try terminal.press("q")
      try terminal.wait(for: "ready$")
      let keys = try package.shell("cat \(folder.path)/data/beacon/player/keys.yaml").output
      #expect(keys.contains("go: f5"), "\(keys)")
      #expect(try package.read("assets/keys.yaml").contains("go: g"))
      #expect(
        try String(contentsOf: folder.appending(path: "assets/keys.yaml"), encoding: .utf8).contains("go: g"))
    }

    @Test("A crash ends the game with its reason, and the recording of the run gives it again")
    func crash() throws {
      defer { remove() }
      try package.edit(
        "Game/Beacon.swift", "world.distance += Speed.perTick",
        "world.distance += Speed.perTick; if tick.held(.go) { fatalError(\"the bridge broke\") }")
      // The compiler leaves out private types that it sees nobody use.
      try package.edit("Game/Beacon.swift", "struct Beacon: Game {", "private struct Beacon: Game {")
      _ = try export()
      let terminal = try TerminalRun(in: package.root, columns: 160)
      try terminal.type("XDG_DATA_HOME=\(folder.path)/data \(folder.path)/beacon; echo status $?")
      try terminal.wait(for: "distance")
      try terminal.press("g")
      let end = try terminal.wait(for: "status 1")
      #expect(end.contains("beacon: the game crashed in step: Fatal error: the bridge broke"), "\(end)")
      #expect(end.contains("/player/last.run"), "\(end)")
      let (_, output) = try package.shell(
        "\(TestPackage.hotloop) replay \(folder.path)/data/beacon/player/last.run --headless --verify")
      #expect(output.contains("the bridge broke"), "\(output)")
    }

    @Test("The game plays on after a service has crashed, and names it at the end")
    func service() throws {
      defer { remove() }
      try package.edit(
        "Game/Beacon.swift", "struct Beacon: Game {",
        """
        private let helper = Service("helper", receives: Int32.self, sends: Int32.self)

        struct Beacon: Game {
        """)
      try package.edit(
        "Game/Beacon.swift", "world.distance += Speed.perTick",
        """
        world.distance += Speed.perTick
            if tick.number == 0 {
              helper.start { game in
                while let number = game.receive() { if number == 1 { fatalError("no way") } else { game.send(number) } }
              }
              helper.send(2)
              helper.send(1)
            }
            for number in tick.messages(from: helper) { world.pushes += number * 100 }
        """)
      _ = try export()
      let terminal = try TerminalRun(in: package.root, columns: 160)
      try terminal.type("XDG_DATA_HOME=\(folder.path)/data \(folder.path)/beacon; echo status $?")
      let playing = try terminal.wait(for: "pushes 200")
      #expect(playing.contains("distance"))
      let data = folder.path + "/data/beacon/player"
      try terminal.press("q")
      let end = try terminal.wait(for: "status 0")
      #expect(end.contains("beacon: service Game/helper crashed: Fatal error: no way"), "\(end)")
      let (status, output) = try package.shell(
        "\(TestPackage.hotloop) replay \(data)/last.run --headless --verify")
      #expect(status == 0, "\(output)")
    }

    @Test(
      "What is there is not overwritten, except an earlier export; a game that cannot be built is not exported"
    )
    func refusals() throws {
      defer { remove() }
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try package.shell("echo mine > \(folder.path)/mine.txt")
      let export = "\(TestPackage.hotloop) export --output"
      var (status, output) = try package.shell("\(export) \(folder.path)")
      #expect(status == 1 && output.contains("no export of a game"), "\(output)")
      #expect(try package.shell("ls \(folder.path)").output == "mine.txt\n")
      (status, output) = try package.shell("\(export) Game/out")
      #expect(status == 1 && output.contains("a folder of the game"), "\(output)")
      remove()
      _ = try self.export()
      (status, output) = try package.shell("\(export) \(folder.path)")
      #expect(status == 0 && output.contains("tar -czf beacon.tar.gz"), "\(output)")
      try package.edit("Game/Speed.swift", "= 1\n", "= \n")
      (status, output) = try package.shell("\(export) \(folder.path)")
      #expect(
        status == 1 && output.contains("nothing was exported") && output.contains("Speed.swift"), "\(output)")
      let play = "\(folder.path)/beacon --headless --ticks 5"
      #expect(try package.shell(play).status == 0)
      for file in ["Game/Speed.swift", "nowhere/a.run"] {
        (status, output) = try package.shell("\(play) --record \(file)")
        #expect(status == 1 && output.contains("--record") && output.contains(file), "\(output)")
      }
      let left = try package.shell("ls -d \(folder.path)* && ls \(folder.path)").output
      #expect(!left.contains(".tmp") && !left.contains(".old"), "\(left)")
    }

    @Test("Without a compiler, hotloop plays the last build, and says so")
    func noCompiler() throws {
      let terminal = try TerminalRun(in: package.root, columns: 120)
      #expect(try package.shell("\(TestPackage.hotloop) play --headless --ticks 1").status == 0)
      try terminal.type(
        "XDG_DATA_HOME=\(package.path(".hotloop/data")) PATH=/usr/bin:/bin \(TestPackage.hotloop); echo status $?"
      )
      let screen = try terminal.wait(for: "distance")
      #expect(screen.contains("There is no Swift compiler"), "\(screen)")
      try terminal.press("q")
      #expect(try terminal.wait(for: "status 0").contains("the last build is played"))
    }
  }
}
