import Foundation
import Testing

/// The program as a player sees it: a real terminal, pressed keys, and the text on the screen.
extension Stories {
  @Suite("Terminal", .serialized)
  struct TerminalStories {
    /// The first generation is the package's source, not the last image of another test.
    private func play(
      _ package: TestPackage, options: String = "", columns: Int = 80, rows: Int = 24
    ) throws -> TerminalRun {
      let terminal = try TerminalRun(in: package.root, columns: columns, rows: rows)
      try terminal.type(
        "stty -g > before.txt; \(TestPackage.hotloop) --wait-for-build \(options); echo status $?; stty -g > after.txt; echo the e''nd"
      )
      try terminal.wait(for: "distance")
      return terminal
    }

    @Test("The screen shows a changed number after the save")
    func change() throws {
      let package = try TestPackage()
      let terminal = try play(package)
      try package.edit("Game/Speed.swift", "= 1\n", "= 3\n")
      let screen = try terminal.wait(for: "speed 3")
      #expect(screen.contains("sum 55"))
      try terminal.wait("for the toast about the swap") {
        $0.contains("Generation 2 · Speed.swift · ") && $0.contains(" ms from save to frame")
      }
    }

    @Test("A panel shows compile errors until the source compiles")
    func panel() throws {
      let package = try TestPackage()
      let terminal = try play(package)
      try package.edit("Game/Speed.swift", "= 1\n", "= fast\n")
      let screen = try terminal.wait(for: "Build failed: 1 error")
      #expect(screen.contains("Game/Speed.swift:3:31"))
      #expect(screen.contains("cannot find 'fast' in scope"))
      #expect(screen.contains("static let perTick: Int64 = fast"))
      #expect(screen.contains("Still running generation 1"))
      try terminal.wait("for more ticks") { [first = screen] in $0.distance != first.distance }
      try package.edit("Game/Speed.swift", "= fast\n", "= 4\n")
      try terminal.wait(for: "speed 4")
      try terminal.wait(until: "Build failed")
    }

    @Test("F5 forces a reload, F6 rolls back with a banner, F7 goes forward")
    func functionKeys() throws {
      let package = try TestPackage()
      let terminal = try play(package)
      try terminal.press("F5")
      try terminal.wait(for: "Generation 2 · forced")
      try package.edit("Game/Speed.swift", "= 1\n", "= 9\n")
      try terminal.wait(for: "speed 9")
      try terminal.press("F6")
      let screen = try terminal.wait(
        for: "Rolled back: running generation 2, files are generation 3")
      #expect(screen.contains("speed 1"))
      try terminal.press("F7")
      try terminal.wait(for: "speed 9")
      try terminal.wait(until: "Rolled back")
    }

    @Test("Pause, single step, help and HUD have keys")
    func otherKeys() throws {
      let package = try TestPackage()
      let terminal = try play(package)
      try terminal.press("p")
      let paused = try terminal.wait(for: "PAUSED")
      try terminal.press(".")
      try terminal.wait("for one tick") { $0.distance == (paused.distance ?? -9) + 1 }
      try terminal.press("p")
      try terminal.wait(until: "PAUSED")
      try terminal.press("F1")
      let help = try terminal.wait(for: "rebuild everything")
      #expect(help.contains("askReload") && help.contains("q, Ctrl-C  quit"))
      try terminal.press("Escape")
      try terminal.wait(until: "rebuild everything")
      try terminal.press("F3")
      try terminal.wait(until: "gen 1")
      try terminal.press("p")
      try terminal.wait(for: "Paused · p to continue · . one tick")
    }

    @Test("Bindings saved in keys.yaml apply to the next frame, and an error is shown with its line")
    func bindings() throws {
      let package = try TestPackage()
      let terminal = try play(package)
      try terminal.press("g")
      try terminal.wait("for the key g") { !$0.contains("pushes 0") }
      try package.edit("assets/keys.yaml", "mark: m", "mark: [m, q]")
      let screen = try terminal.wait(for: "assets/keys.yaml:5")
      #expect(screen.contains("q is bound twice"))
      try package.edit("assets/keys.yaml", "quit: [q, ctrl-c]", "quit: x")
      try terminal.wait(until: "bound twice")
      try terminal.press("x")
      try terminal.wait(for: "the end")
    }

    @Test(
      "The terminal is restored, however the program ends",
      arguments: ["q", "C-c", "TERM", "INT", "HUP"])
    func restored(end: String) throws {
      let package = try TestPackage()
      let terminal = try play(package)
      if ["TERM", "INT", "HUP"].contains(end) {
        let pid = try #require(try package.ctl("status")["pid"] as? Int)
        try package.shell("kill -\(end) \(pid)")
      } else {
        try terminal.press(end)
      }
      let screen = try terminal.wait(for: "the end")
      #expect(screen.contains("status 0"))
      #expect(!screen.contains("distance"))
      #expect(try package.read("before.txt") == package.read("after.txt"))
    }

    @Test("What the game prints does not damage the picture and is in the log")
    func printing() throws {
      let package = try TestPackage()
      let terminal = try play(package)
      try package.edit(
        "Game/Beacon.swift", "if tick.held(.go)",
        "if tick.pressed(.mark) { print(\"a line from the game\") }\n    if tick.held(.go)")
      try terminal.wait(for: "Generation 2")
      try terminal.press("F4")
      try terminal.wait(for: "─ Log, also in")
      try terminal.press("m")
      let screen = try terminal.wait(for: "output: a line from the game")
      #expect(screen.contains("distance"))
      #expect(try package.read(".hotloop/hotloop.log").contains("a line from the game"))
    }

    @Test("The terminal is restored when a host without a supervisor crashes")
    func hostCrash() throws {
      let package = try TestPackage()
      let terminal = try play(package, options: "--no-supervisor")
      let pid = try #require(try package.ctl("status")["pid"] as? Int)
      try package.shell("kill -SEGV \(pid)")
      let screen = try terminal.wait(for: "the end")
      #expect(screen.contains("status 139"))
      #expect(!screen.contains("distance"))
      #expect(try package.read("before.txt") == package.read("after.txt"))
    }

    @Test("Ctrl-Z returns to the shell, and fg continues the game")
    func suspend() throws {
      let package = try TestPackage()
      let terminal = try TerminalRun(in: package.root)
      try terminal.type("exec bash --norc --noprofile")
      try terminal.type(TestPackage.hotloop)
      try terminal.wait(for: "distance")
      try terminal.press("C-z")
      try terminal.wait(for: "Stopped")
      try terminal.type("stty -a | grep -o ' icanon'")
      try terminal.wait(for: " icanon")
      try terminal.type("fg")
      try terminal.wait(for: "distance")
      try terminal.press("q")
      try terminal.wait(until: "distance")
    }

    @Test("Every row is at its position, also below row 24", arguments: [(120, 40), (200, 60)])
    func largeScreens(columns: Int, rows: Int) throws {
      let package = try TestPackage()
      let terminal = try play(package, columns: columns, rows: rows)
      try terminal.press("F4")
      let screen = try terminal.wait(for: "─ Log, also in")
      let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines[0].hasPrefix(" gen 1"))
      #expect(lines[5].hasPrefix("  distance"))
      #expect(lines[rows / 2].hasPrefix("┌─ Log, also in"))
      // Later frames must not scroll the picture.
      try terminal.wait("for a second picture") {
        $0 != screen && $0.split(separator: "\n", omittingEmptySubsequences: false)[0].hasPrefix(" gen 1")
      }
    }

    @Test(
      "A key changed on the settings screen applies at once, the game names it, and it is saved, with the file's comments"
    )
    func settings() throws {
      let package = try TestPackage()
      try package.edit(
        "Game/Beacon.swift", "greeting \\(greeting.value)", "go is \\(canvas.keys(for: Action.go))")
      try package.edit("assets/keys.yaml", "  go: g\n", "  go: g      # push it\n")
      let terminal = try play(package)
      try terminal.press("F2")
      let screen = try terminal.wait(for: "Keys, saved to assets/keys.yaml")
      #expect(screen.contains(" go "))
      try terminal.press("Enter")
      try terminal.wait(for: "press a key")
      try terminal.press("m")
      try terminal.wait(for: "m is already bound to the game's mark")
      try terminal.press("Enter", "C-y")
      try terminal.wait(for: "Key bindings reloaded")
      try terminal.press("Escape")
      try terminal.wait(until: "saved to assets/keys.yaml")
      try terminal.wait(for: #"go is ["Ctrl-Y"]"#)
      try terminal.press("C-y")
      try terminal.wait("for the key") { !$0.contains("pushes 0") }
      #expect(try package.read("assets/keys.yaml").contains("  go: ctrl-y # push it\n"))
    }

    @Test(
      "The game survives any terminal size, and the picture returns", arguments: [(200, 60), (20, 5), (1, 1)])
    func resize(columns: Int, rows: Int) throws {
      let package = try TestPackage()
      let terminal = try play(package)
      try terminal.resize(columns: columns, rows: rows)
      if columns >= 20 { try terminal.wait(for: rows > 5 ? "distance" : "gen 1") }
      try terminal.resize(columns: 80, rows: 24)
      try terminal.wait(for: "distance")
    }

    @Test(
      "A terminal below the game's minimum shows what it needs; the game waits, and goes on in a larger one")
    func minimum() throws {
      let package = try TestPackage()
      try package.edit(
        "Game/Beacon.swift", "  /// Derived data",
        "  static let minTerminalSize = TerminalSize(columns: 70, rows: 20)\n\n  /// Derived data")
      let terminal = try play(package)
      try terminal.resize(columns: 60, rows: 20)
      let screen = try terminal.wait(for: "Beacon needs a terminal of 70×21; this one is 60×20.")
      #expect(!screen.contains("distance") && screen.contains("F1 help · q quit"))
      let tick = try #require(try package.ctl("status")["tick"] as? Int)
      try terminal.press("F3")
      try terminal.wait(for: "Beacon needs a terminal of 70×20")
      let status = try package.ctl("status")
      #expect(status["tick"] as? Int == tick)
      #expect(status["paused"] as? Bool == false)
      try terminal.resize(columns: 70, rows: 20)
      try terminal.wait(for: "distance")
      try terminal.wait("for ticks") { $0.distance ?? 0 > tick + 1 }
    }
  }
}

extension String {
  /// The number that the game shows after “distance”.
  var distance: Int? {
    guard let range = firstRange(of: /distance (\d+)/) else { return nil }
    return Int(self[range].split(separator: " ")[1])
  }
}
