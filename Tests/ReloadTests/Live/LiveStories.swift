import Foundation
import Testing

/// Saves that change only values of literals.
extension Stories {
  @Suite("Live literals", .serialized)
  struct LiveStories {
    private static let speed = "Game/Speed.swift"
    private static let game = "Game/Beacon.swift"

    /// A run in which literals are live, of a game with `declarations` and a step that also runs `statements`.
    private func start(
      _ declarations: String = "", _ statements: String = ""
    ) throws -> (TestPackage, HeadlessRun) {
      let package = try TestPackage()
      try package.save(Self.speed, "enum Speed {\n  static let perTick: Int64 = 1\n\(declarations)\n}\n")
      try package.edit(
        Self.game, "world.distance += Speed.perTick\n", "world.distance += Speed.perTick\n\(statements)\n")
      let run = try HeadlessRun(package, appliesLive: true)
      try run.events.next("live-literals")
      return (package, run)
    }

    @Test("They run on before a compiler does, as generations like any other, and what is on disk follows")
    func live() throws {
      let (package, run) = try start()
      try package.edit(Self.speed, "= 1\n", "= 70_000\n")
      var swapped = try run.events.next(among: ["swapped", "build-started"])
      #expect(swapped.name == "swapped" && swapped.members["live"] as? Bool == true, "\(swapped)")
      #expect(swapped["generation"] == 2 && swapped.list("files") == [Self.speed])
      try run.events.next("first-frame")
      // The compiler follows, and the next save needs none either.
      try run.events.next("build-finished")
      try run.events.next("live-literals")
      // Two files, and a text.
      try package.edit(Self.game, "\"none\"", "\"nothing\"")
      try run.events.next("swapped")
      try package.edit(Self.speed, "70_000", "-5")
      swapped = try run.events.next("swapped")
      #expect(swapped.members["live"] as? Bool == true)

      _ = try package.ctl("pause")
      let before = try package.world("distance")
      _ = try package.ctl("step")
      while try package.world("distance") == before {}
      #expect(try package.world("distance") == before - 5)
      // Back to 70,000, and forward.
      _ = try package.ctl("rollback")
      _ = try package.ctl("step")
      while try package.world("distance") == before - 5 {}
      #expect(try package.world("distance") == before - 5 + 70_000)
      _ = try package.ctl("forward")
      try run.events.next("rolled-back")
      // A new run plays the source, not what was built first.
      run.end()
      let next = try HeadlessRun(package, appliesLive: true)
      _ = try package.ctl("pause")
      _ = try package.ctl("restart")
      _ = try package.ctl("step")
      while try package.ctl("status")["tick"] as? Int != 1 {}
      #expect(try package.world("distance") == -5)
      next.end()
    }

    @Test("Where the result could differ, the compiler comes first, and the event says why")
    func compiled() throws {
      let (package, run) = try start(
        "  static let narrow: UInt8 = 7\n  static let inferred = 4\n  static var half: Int64 { 100 / 2 }",
        "world.distance += Int64(Speed.narrow) * Int64(Speed.inferred) + Speed.half")
      // The kind of a literal.
      try package.edit(Self.speed, "inferred = 4\n", "inferred = 4.5\n")
      var event = try run.events.next(among: ["swapped", "rejected", "build-failed"])
      #expect(event.members["live"] as? Bool == false)
      #expect(event.text("compiled-because")?.contains("Speed.swift:4: 4 became 4.5") == true, "\(event)")
      try run.events.next("live-literals")
      // What the compiler rejects: a value that the type does not hold, a division by zero.
      for (old, new, message) in [("= 7\n", "= 300\n", "300"), ("100 / 2", "100 / 0", "zero")] {
        let generation = try package.ctl("status")["generation"] as? Int
        try package.edit(Self.speed, old, new)
        event = try run.events.next(among: ["swapped", "build-failed"])
        #expect(event.name == "build-failed" && "\(event)".contains(message), "\(event)")
        #expect(try package.ctl("status")["generation"] as? Int == generation)
        try package.edit(Self.speed, new, old)
        // The source that runs.
        _ = try run.events.next(among: ["unchanged", "swapped"])
      }
      try package.edit("Game/Beacon.swift", "\"greeting \\(", "\"greetings \\(")
      event = try run.events.next("swapped") { $0.members["files"] as? [String] == ["Game/Beacon.swift"] }
      #expect(
        event.text("compiled-because")?.contains("a text with interpolation is code") == true, "\(event)")
      // More than literals.
      try package.edit(Self.speed, "100 / 2", "100 / 2 + narrowed")
      try run.events.next("build-failed")
      run.end()
    }

    @Test("A value that crashes the game is handled like any crash, and the next value is live again")
    func crash() throws {
      let (package, run) = try start(
        "  static let index = 0", "let values: [Int32] = [1, 2, 3]; world.pushes = values[Speed.index]")
      try package.edit(Self.speed, "index = 0", "index = 7")
      let swapped = try run.events.next("swapped")
      #expect(swapped.members["live"] as? Bool == true && swapped["generation"] == 2)
      let crashed = try run.events.next("crashed")
      #expect(crashed["generation"] == 2 && crashed.description.contains("Beacon.swift"), "\(crashed)")
      while try package.ctl("status")["generation"] as? Int != 1 {}
      try package.edit(Self.speed, "index = 7", "index = 2")
      let next = try run.events.next("swapped") { $0["generation"] == 3 }
      #expect(next.members["live"] as? Bool == true, "\(next)")
      while try package.world("pushes") != 3 {}
    }

    @Test("Turned off, all saves are compiled")
    func off() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.edit(Self.speed, "= 1\n", "= \(Int.random(in: 1000..<1_000_000_000))\n")
      let first = try run.events.next(among: ["swapped", "build-started"])
      #expect(first.name == "build-started")
      let swapped = try run.events.next("swapped")
      #expect(swapped.members["live"] == nil)
      #expect(!run.events.events.contains { $0.name == "live-literals" })
    }
  }
}
