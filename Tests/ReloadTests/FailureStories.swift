import Foundation
import Testing

/// Every kind of failure, as `ctl status`, the log file and F4 tell it.
extension Stories {
  @Suite("Reports of failures", .serialized)
  struct FailureStories {
    private static let game = "Game/Beacon.swift"
    private static let line = "world.distance += Speed.perTick"

    private struct Failure {
      let name: String
      /// The edit that causes it, in a file.
      let file: String
      let old: String
      let new: String
      /// What the problem is: its kind, a part of the message, the text whose line is its place.
      let kind: String
      let message: String
      var place: String?
      /// A function of the stack; nil for failures without one.
      var function: String?
      /// Members of the problem.
      var members: [String: String] = [:]
      /// What the log says besides the message.
      var logged: [String] = []
    }

    private static let failures = [
      Failure(
        name: "a name that does not exist", file: game, old: line, new: "world.distance += Sped.perTick",
        kind: "build", message: "cannot find 'Sped' in scope", place: "Sped",
        logged: ["build failed, 1 error"]
      ),
      Failure(
        name: "a function that nobody defines", file: game, old: line, new: "\(line) + Int64(undefined())",
        kind: "build", message: "undefined", place: "undefined()"),
      Failure(
        name: "an error in the header", file: "Game/World/include/world.h", old: "int64_t distance;",
        new: "int65_t distance;", kind: "build", message: "unknown type name 'int65_t'", place: "int65_t"),
      Failure(
        name: "a crash in the trial", file: game, old: line, new: "\(line) + Int64([1][world.sparks.count])",
        kind: "rejected", message: "Index out of range", place: "[1][", function: "Beacon.step",
        members: ["stage": "preflight", "callback": "step"], logged: ["crashed in step in preflight"]),
      Failure(
        name: "a crash of drawing in the trial", file: game, old: "column: 2, row: 6",
        new: "column: 2 / (6 - Int(greeting.value.count)), row: 6", kind: "rejected",
        message: "Division by zero",
        place: "2 / (6", function: "Beacon.draw", members: ["stage": "preflight", "callback": "draw"]),
      Failure(
        name: "a callback that throws in the trial", file: game,
        old: "mutating func afterReload(_ world: inout World, _ reload: Reload) {",
        new:
          "mutating func afterReload(_ world: inout World, _ reload: Reload) throws {\nthrow AssetError(line: 3, \"no level\")",
        kind: "rejected", message: "no level", members: ["stage": "preflight", "callback": "after_reload"]),
      Failure(
        name: "a crash at load", file: game, old: "struct Beacon: Game {",
        new:
          "@c public func hotloopGame() { if CommandLine.argc < 100 { fatalError(\"no entry\") } }\nstruct Beacon: Game {",
        kind: "rejected",
        message: "no entry", members: ["stage": "load"], logged: ["rejected (load)"]),
      Failure(
        name: "a crash in play", file: game, old: line,
        new: "if !Trial.isRunning { fatalError(\"only in play\") }; \(line)", kind: "crash",
        message: "Fatal error: only in play", place: "only in play", function: "Beacon.step",
        members: ["callback": "step"], logged: ["takes over"]),
      Failure(
        name: "a hang in play", file: game, old: "canvas.text(\"greeting",
        new: "while !Trial.isRunning { _ = greeting.value }; canvas.text(\"greeting", kind: "crash",
        message: "took too long", function: "Beacon.draw", members: ["callback": "draw"], logged: ["at Game/"]
      ),
      Failure(
        name: "the death of the host", file: game, old: line, new: "if !Trial.isRunning { exit(3) }; \(line)",
        kind: "crash", message: "exit(3) was called", logged: ["is blamed", "resumes: generation"]),
      Failure(
        name: "a tick that throws", file: game,
        old: "mutating func step(_ world: inout World, _ tick: Tick<Action>) {",
        new:
          "mutating func step(_ world: inout World, _ tick: Tick<Action>) throws {\nif !Trial.isRunning { throw AssetError(line: 3, \"no tick\") }",
        kind: "failing", message: "no tick", members: ["callback": "step"], logged: ["step failed: "]),
      Failure(
        name: "a frame that throws", file: game,
        old: "func draw(_ world: borrowing World, on canvas: inout Canvas) {",
        new:
          "func draw(_ world: borrowing World, on canvas: inout Canvas) throws {\nif !Trial.isRunning { throw AssetError(line: 3, \"no frame\") }",
        kind: "failing", message: "no frame", members: ["callback": "draw"], logged: ["draw failed: "]),
      Failure(
        name: "an asset", file: "assets/greeting.txt", old: "hello", new: "hey!", kind: "asset",
        message: "no shouting", place: "hey!"),
      Failure(
        name: "the keys", file: "assets/keys.yaml", old: "mark: m", new: "mark: g", kind: "keys",
        message: "g is bound twice", place: "mark: g"),
    ]

    @Test("The status and the log hold each failure with file, line, message and stack, until it is mended")
    func reports() throws {
      let package = try TestPackage()
      try package.save("assets/greeting.txt", "hello\n")
      try package.edit(Self.game, "import GameSDK", "import GameSDK\nimport Glibc")
      try package.edit("Game/World/include/world.h", "#endif", "int undefined(void);\n#endif")
      let run = try HeadlessRun(package, "--call-limit", "0.5")
      for (number, failure) in Self.failures.enumerated() {
        let good = try package.read(failure.file)
        try package.edit(failure.file, failure.old, failure.new)
        let problem = try problem(failure, package)
        for (name, value) in failure.members {
          #expect(problem[name] as? String == value, "\(failure.name): \(problem)")
        }
        var logged = failure.logged + [failure.message]
        if let place = failure.place {
          let line = try #require(
            package.read(failure.file).split(separator: "\n", omittingEmptySubsequences: false)
              .firstIndex { $0.contains(place) })
          #expect(problem["file"] as? String == failure.file, "\(failure.name): \(problem)")
          #expect(problem["line"] as? Int == line + 1, "\(failure.name): \(problem)")
          logged.append("\(failure.file):\(line + 1)")
        }
        if let function = failure.function {
          let stack = problem["backtrace"] as? [String] ?? []
          #expect(
            stack.contains { $0.hasPrefix("\(function) \(failure.file):") }, "\(failure.name): \(problem)")
          logged += stack.map { "  " + $0 }
        }
        // The log is written in the background.
        for text in logged {
          try wait("for “\(text)” in the log: \(failure.name)", package) {
            try package.read(".hotloop/hotloop.log").contains(text)
          }
        }
        let comment = failure.file == Self.game ? "// mended \(number)\n" : ""
        try package.save(failure.file, good + comment)
        try wait("until \(failure.name) is mended", package) { try package.problems().isEmpty }
        // The next one is about a running game.
        try wait("for a running game", package) { try package.ctl("status")["state"] as? String == "running" }
      }
      #expect(run.isAlive)
    }

    @Test("F4 shows failures and reloads as the log has them")
    func screen() throws {
      let package = try TestPackage()
      let terminal = try TerminalRun(in: package.root, columns: 150, rows: 60)
      try terminal.type("\(TestPackage.hotloop) --wait-for-build --no-optimise")
      try terminal.wait(for: "distance")
      try terminal.press("F4")
      try terminal.wait(for: "─ Log, also in")
      try package.edit(Self.game, Self.line, "world.distance += Sped.perTick")
      try terminal.wait(for: "error: build failed, 1 error")
      try terminal.wait(for: "error: cannot find 'Sped' in scope")
      try package.edit(Self.game, "Sped.perTick", "Speed.perTick + Int64([1][world.sparks.count])")
      try terminal.wait(for: "error: Generation 2 crashed in step in preflight: ")
      try package.edit(
        Self.game, " + Int64([1][world.sparks.count])", "; if !Trial.isRunning { fatalError(\"in play\") }")
      try terminal.wait(for: "error: Generation 3 crashed in step: Fatal error: in play")
      try terminal.wait("for the stack") { $0.contains("  Beacon.step Game/Beacon.swift:") }
      try package.edit(Self.game, "; if !Trial.isRunning { fatalError(\"in play\") }", "")
      try terminal.wait("for the reload") {
        $0.contains(/generation 4 runs after 1, cause: save|nothing changed, generation 1 has this source/)
      }
      try terminal.press("q")
      try terminal.wait(for: "ready$")
    }

    @Test(
      "A callback that throws each time has one panel on the screen, until it is mended",
      arguments: [
        ("step", "mutating func step(_ world: inout World, _ tick: Tick<Action>)"),
        ("draw", "func draw(_ world: borrowing World, on canvas: inout Canvas)"),
      ])
    func panel(callback: String, signature: String) throws {
      let package = try TestPackage()
      let terminal = try TerminalRun(in: package.root, columns: 100)
      try terminal.type("\(TestPackage.hotloop) --wait-for-build --no-optimise")
      try terminal.wait(for: "distance")
      let bad = "\(signature) throws {\nthrow Oops()"
      try package.edit(Self.game, "\(signature) {", bad)
      try package.edit(Self.game, "struct Beacon: Game {", "struct Oops: Error {}\nstruct Beacon: Game {")
      let screen = try terminal.wait("for a panel with a count") {
        $0.contains(try! Regex("Generation [23]: \(callback) fails \\([0-9]+ times\\)"))
      }
      #expect(screen.contains("Oops()") && screen.contains("Save to fix it."), "\(screen)")
      #expect(screen.ranges(of: "\(callback) fails").count == 1, "\(screen)")
      try package.edit(Self.game, bad, "\(signature) {")
      try terminal.wait(until: "\(callback) fails")
      try terminal.wait(for: "distance")
      try terminal.press("q")
      try terminal.wait(for: "ready$")
    }

    private func problem(_ failure: Failure, _ package: TestPackage) throws -> [String: Any] {
      var found: [String: Any] = [:]
      try wait("for \(failure.name)", package) {
        // Between two hosts nobody answers.
        let problems = (try? package.problems()) ?? []
        let match = problems.first {
          $0["kind"] as? String == failure.kind
            && ($0["message"] as? String)?.contains(failure.message) == true
            // The stack of a crash follows a moment later.
            && (failure.function == nil || $0["backtrace"] != nil)
        }
        if let match { found = match }
        return match != nil
      }
      return found
    }

    /// A status does not report changes, so this polls, with a generous timeout.
    private func wait(_ what: String, _ package: TestPackage, until holds: () throws -> Bool) throws {
      let deadline = Date(timeIntervalSinceNow: EventStream.timeout)
      while (try? holds()) != true {
        guard Date() < deadline else {
          let log = (try? package.read(".hotloop/hotloop.log")) ?? ""
          throw TestFailure(
            "timed out waiting \(what); \((try? package.problems()) ?? []); the log ends with\n"
              + log.split(separator: "\n").suffix(20).joined(separator: "\n"))
        }
        poll(nil, 0, 20)
      }
    }
  }
}
