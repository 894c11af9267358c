import Foundation
import Testing

/// Exit statuses and the messages that come with them.
extension Stories {
  @Suite("Exit statuses", .serialized)
  struct ExitStories {
    private static let game = "Game/Beacon.swift"
    private static let step = "world.distance += Speed.perTick"
    private static let start = "for value in 1...10"
    private static let throwingStart = (
      "mutating func start(_ world: inout World, _ setup: Setup) {",
      "mutating func start(_ world: inout World, _ setup: Setup) throws {\nthrow AssetError(line: 3, \"no level\")\n"
    )

    @Test(
      "A run of a fixed length that has nothing to play ends with status 1 and the reason",
      arguments: [
        (step, "world.distance += Sped.perTick", "cannot find 'Sped' in scope"),
        (throwingStart.0, throwingStart.1, "no level"),
        (
          start, "if world.pushes == 0 { fatalError(\"at start\") }; for value in 1...10",
          "Fatal error: at start"
        ),
        (step, "fatalError(\"in step\")", "at Game/Beacon.swift:26: Fatal error: in step"),
        (
          step, "while world.distance >= 0 { world.distance &*= 1 }",
          "at Game/Beacon.swift:26: the call took too long: more than 1 s (--call-limit)"
        ),
        (
          "struct Beacon: Game {",
          "@c public func hotloopGame() { fatalError(\"at load\") }\nstruct Beacon: Game {", "hotloop_game"
        ),
        ("var sum: Int?", "var sum: Int?\nstatic var ticksPerSecond: Int { 5000 }", "ticksPerSecond is 5000"),
        (step, "if world.distance == 3 { fatalError(\"later\") }; world.distance += 1", "Fatal error: later"),
      ], ["", "--no-preflight"])
    func ends(edit: (old: String, new: String, message: String), option: String) throws {
      let package = try TestPackage()
      try package.edit(Self.game, edit.old, edit.new)
      let (status, output) = try package.shell(
        "timeout 300 \(TestPackage.hotloop) play --headless --ticks 5 --no-optimise --call-limit 1 \(option)")
      #expect(status == 1 && output.contains(edit.message), "status \(status): \(output)")
    }

    @Test("Swift's message is found where its runtime prints a stack trace behind it")
    func stackTrace() throws {
      let package = try TestPackage()
      try package.edit(Self.game, Self.step, "fatalError(\"in step\")")
      let (status, output) = try package.shell(
        "SWIFT_BACKTRACE=enable=no timeout 300 \(TestPackage.hotloop) play --headless --ticks 5 --no-optimise "
          + "--no-preflight")
      #expect(status == 1 && output.contains("at Game/Beacon.swift:26: Fatal error: in step"), "\(output)")
    }

    @Test(
      "A file that cannot be written is an error before the run",
      arguments: ["screenshot", "animation", "cast"])
    func outputs(option: String) throws {
      let package = try TestPackage()
      let (status, output) = try package.shell(
        "\(TestPackage.hotloop) --headless --ticks 100000000 --\(option) nowhere/a.svg")
      #expect(status == 1 && output.contains("nowhere/a.svg"), "status \(status): \(output)")
      #expect(!output.contains("operation could not be completed"))
    }

    @Test("A game that ends the host in the only generation ends a run of a fixed length")
    func exits() throws {
      let package = try TestPackage()
      try package.edit(Self.game, Self.step, "exit(7)")
      try package.edit(Self.game, "import GameSDK", "import GameSDK\nimport Glibc")
      let (status, output) = try package.shell(
        "timeout 300 \(TestPackage.hotloop) play --headless --ticks 5 --no-optimise --no-preflight")
      #expect(status == 1 && output.contains("exit(7) was called"), "status \(status): \(output)")
    }

    @Test(
      "A mistake in an input script ends the program with status 64, naming the line",
      arguments: [
        (
          "# demo\n3 press jump\n",
          "input.txt:2: there is no action 'jump'; this game has go, mark, askReload"
        ),
        ("3 hold go\n", "input.txt:1: expected TICK press ACTION"),
      ])
    func input(script: String, message: String) throws {
      let package = try TestPackage()
      defer { try? FileManager.default.removeItem(atPath: package.path("input.txt")) }
      try package.save("input.txt", script)
      let (status, output) = try package.shell(
        "timeout 300 \(TestPackage.hotloop) play --headless --ticks 5 --no-optimise --input input.txt")
      #expect(status == 64 && output.contains(message), "status \(status): \(output)")
    }

    @Test("world diff ends with 0, 1 or 2, as diff does")
    func worldDiff() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      _ = try package.ctl("snapshot .hotloop/a.world")
      let tick = try package.world("distance")
      while try package.world("distance") == tick {}
      _ = try package.ctl("snapshot .hotloop/b.world")
      run.end()
      let diff = "cd .hotloop && \(TestPackage.hotloop) world diff"
      let same = try package.shell("\(diff) a.world a.world")
      #expect(same.status == 0 && same.output == "the worlds are equal\n")
      #expect(try package.shell("\(diff) a.world b.world").status == 1)
      let missing = try package.shell("\(diff) a.world gone.world")
      #expect(missing.status == 2 && missing.output.contains("gone.world"), "\(missing)")
    }

    @Test("A ctl command without its file prints the usage of that command", arguments: ["snapshot", "load"])
    func usage(command: String) throws {
      let (status, output) = try TestPackage().shell("\(TestPackage.hotloop) ctl \(command)")
      #expect(status == 64 && output.hasSuffix("Usage: hotloop ctl \(command) FILE\n"), "\(output)")
    }
  }
}
