import Foundation
import Testing

/// What the log and `hotloop ctl status` say about a run.
extension Stories {
  @Suite("Log and status", .serialized)
  struct LogStories {
    private let game = "Game/Beacon.swift"
    private let line = "world.distance += Speed.perTick"
    /// A number that no earlier run used, so that the compiler runs and reports its warnings.
    private let fresh = Int(Date().timeIntervalSince1970 * 1000)

    @Test("The log begins with date and package, and tells what happened in lines that are mostly text")
    func log() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.edit(game, line, "let unused = \(fresh); world.distance += Spedd.perTick")
      try run.events.next("build-failed")
      try package.edit(game, "Spedd.perTick", "Speed.perTick + 1")
      // The complete build reports the warning.
      try run.events.next("build-finished") { $0["partial"] == 0 }
      try package.save("assets/greeting.txt", "HEY!")
      try run.events.next("asset-rejected")
      try package.edit("assets/keys.yaml", "mark: m", "mark: g")
      try run.events.next("asset-rejected")
      _ = try package.ctl("pause")
      _ = try package.ctl("snapshot .hotloop/log.world")
      try run.events.next("world-saved")
      _ = try package.ctl("load .hotloop/log.world")
      _ = try package.ctl("rollback")
      try run.events.next("rolled-back")
      _ = try package.ctl("quit")
      #expect(run.waitForEnd() == 0)

      let lines = try package.read(".hotloop/hotloop.log").split(separator: "\n").map(String.init)
      let first = try #require(lines.first)
      #expect(first.contains(#/^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} playing /#))
      #expect(first.contains("playing \(package.root.path)"))
      for line in lines.dropFirst() { #expect(line.contains(#/^[0-9]{2}:[0-9]{2}:[0-9]{2} .*[^ ]/#)) }
      var rest = lines.map { String($0.dropFirst(9)) }[...]
      // In this order.
      let expected: [Regex<Substring>] = [
        #/started, process [0-9]+/#, #/generation 1 runs, cause: start/#, #/saved Game/Beacon.swift/#,
        #/building Game/Beacon.swift …/#, #/error: build failed, 1 error/#,
        #/  Game/Beacon.swift:[0-9]+:[0-9]+: error: cannot find 'Spedd' in scope/#,
        #/built Game/Beacon.swift in [0-9]+ ms.*/#, #/generation 2 passed its trial: .*/#,
        #/generation 2 runs after 1, cause: save, Game/Beacon.swift.*/#,
        #/generation 2: [0-9]+ ms from save to frame/#,
        #/built Game/Beacon.swift .*in the background.* in [0-9]+ ms, 1 warning/#,
        #/  Game/Beacon.swift:[0-9]+:[0-9]+: warning: .*unused.*/#,
        #/error: assets/greeting.txt:1: no shouting; the last good version stays in use/#,
        #/error: assets/keys.yaml:5: g is bound twice.*/#, #/paused/#,
        #/world of tick [0-9]+ saved to .*log.world/#, #/.*log.world loaded in generation 2, tick [0-9]+/#,
        #/rolled back from generation 2 to 1/#, #/ended while generation 1 ran: ctl quit/#,
      ]
      for (number, pattern) in expected.enumerated() {
        guard let index = rest.firstIndex(where: { $0.wholeMatch(of: pattern) != nil }) else {
          Issue.record("no line \(number) in the order of the log:\n\(lines.joined(separator: "\n"))")
          return
        }
        rest = rest[(index + 1)...]
      }
    }

    @Test("The status lists errors and warnings with their place, until they are fixed")
    func problems() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      #expect(try package.ctl("status")["state"] as? String == "running")
      try package.edit(game, line, "let unused = \(fresh); " + line)
      // Partial builds report no warnings; the complete one does.
      try run.events.next("build-finished") { !(($0.members["warnings"] as? [Any])?.isEmpty ?? true) }
      let warning = try #require(try package.problems().first)
      #expect(warning["kind"] as? String == "build" && warning["severity"] as? String == "warning")
      #expect(
        warning["file"] as? String == game && (warning["message"] as? String)?.contains("unused") == true)
      try package.edit(game, "let unused = \(fresh); ", "let unused: Int = nil; ")
      try run.events.next("build-failed")
      let error = try #require(try package.problems().first)
      #expect(error["severity"] as? String == "error" && error["file"] as? String == game, "\(error)")
      #expect((error["line"] as? Int ?? 0) > 20 && (error["column"] as? Int ?? 0) > 5)
      #expect((error["message"] as? String)?.contains("nil") == true)
      #expect((error["title"] as? String)?.hasPrefix("Build failed: 1 error.") == true)
      try package.edit(game, "let unused: Int = nil; ", "")
      try run.events.next("swapped")
      #expect(try package.problems().isEmpty)
      _ = try package.ctl("rollback")
      try run.events.next("rolled-back")
      let status = try package.ctl("status")
      #expect(status["state"] as? String == "rolled back" && status["rolled_back"] as? Bool == true)
    }

    @Test(
      "A step that throws in each tick has one panel with a count and one line in the log, until it is fixed")
    func failing() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.edit(
        game, "mutating func step(_ world: inout World, _ tick: Tick<Action>) {",
        "mutating func step(_ world: inout World, _ tick: Tick<Action>) throws {\nthrow AssetError(line: 3, \"no level\")"
      )
      try run.events.next("callback-failed") { ($0["count"] ?? 0) > 30 }
      let failing = try package.problems().filter { $0["kind"] as? String == "failing" }
      let problem = try #require(failing.first)
      #expect(failing.count == 1 && problem["callback"] as? String == "step")
      #expect((problem["message"] as? String)?.contains("no level") == true, "\(problem)")
      #expect((problem["count"] as? Int ?? 0) > 30 && problem["generation"] as? Int == 2)
      try package.edit(game, "throw AssetError(line: 3, \"no level\")", "")
      try run.events.next("callback-failed-end")
      try run.events.next("first-frame")
      #expect(try package.problems().isEmpty)
      run.end()
      let log = try package.read(".hotloop/hotloop.log")
      #expect(log.ranges(of: "no level").count == 1, "\(log)")
      #expect(log.contains(#/generation 2: step failed [0-9]+ times in all/#))
    }

    @Test(
      "A crash in a member of an extension of the world is named as in the source", arguments: [false, true])
    func stack(isOptimised: Bool) throws {
      let package = try TestPackage()
      try package.edit(
        game, line,
        "world.distance += Speed.perTick; if tick.held(.go) { world.stepPlayer(by: \(fresh)) }")
      let source = try package.read(game)
      try package.save(
        game,
        source + """

          extension World {
            @inline(never) mutating func stepPlayer(by number: Int) {
              distance += [1, 2].map { _ in fail(number) }.reduce(0, +)
            }
            @inline(never) private func fail(_ number: Int) -> Int64 { [1, 2][number] }
          }

          """)
      let input = package.path("input.txt")
      defer { try? FileManager.default.removeItem(atPath: input) }
      // Late enough for the optimised image.
      try package.save("input.txt", "\(isOptimised ? 900 : 20) press go\n")
      let run =
        try isOptimised
        ? HeadlessRun(package, "--input", input, "--swap-optimised", optimises: true)
        : HeadlessRun(package, "--input", input)
      if isOptimised { try run.events.next("swapped") { $0.text("cause") == "optimised" } }
      let crashed = try run.events.next("crashed")
      #expect(
        crashed.list("backtrace").contains { $0.hasPrefix("World.fail Game/Beacon.swift:") }, "\(crashed)")
      #expect(
        crashed.list("backtrace").contains { $0.hasPrefix("World.stepPlayer Game/Beacon.swift:") },
        "\(crashed)")
      #expect(
        crashed.list("backtrace").contains { $0.hasPrefix("closure in World.stepPlayer") }, "\(crashed)")
      #expect(crashed.list("backtrace").contains { $0.hasPrefix("Beacon.step ") }, "\(crashed)")
    }
  }
}
