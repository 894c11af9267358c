import Foundation
import SeededRandom
import Testing

/// A save that changes only values of literals has the effect that compiling the text has.
extension Stories {
  @Suite("Live literals behave like a clean build", .serialized)
  struct LiveProof {
    @Test("In Cinder")
    func cinder() async throws {
      let package = try TestPackage()
      for name in ["Game", "assets"] {
        try FileManager.default.removeItem(atPath: package.path(name))
        try FileManager.default.copyItem(
          at: TestPackage.repository.appendingPathComponent(name),
          to: package.root.appendingPathComponent(name))
      }
      try package.save(Self.marker, "let proofRound = 0\n")
      let edits = try await LiteralEdits(package)
      #expect(edits.share.live * 100 >= edits.share.all * 95, "\(edits.share) of Cinder's literals are live")
      try prove(package, edits, rounds: 4, literals: 60, demoAfter: 1500)
    }

    @Test("In a generated module")
    func generated() async throws {
      let package = try TestPackage()
      var random = SplitMix64(seed: 7)
      let module = GeneratedLiterals(&random)
      for (name, text) in module.files { try package.save(name, text) }
      try package.edit(
        "Game/Beacon.swift", "world.distance += Speed.perTick\n",
        "world.distance &+= Speed.perTick &+ \(module.call)\n")
      // The numbers of generations are no result of the text.
      for name in ["from", "to"] {
        try package.edit(
          "Game/Beacon.swift", "world.\(name) = Int32(reload.\(name)Generation)", "world.\(name) = 0")
      }
      try package.save(Self.marker, "let proofRound = 0\n")
      let edits = try await LiteralEdits(package)
      try prove(package, edits, rounds: 6, literals: 150, demoAfter: 0)
    }

    /// What a text made of the world; nil if the game crashed or was rejected.
    private typealias Worlds = [Data]?

    /// - Parameter demoAfter: the ticks after which the world is interesting.
    private func prove(
      _ package: TestPackage, _ edits: LiteralEdits, rounds: Int, literals: Int, demoAfter: Int
    ) throws {
      var random = SplitMix64(seed: 12)
      let texts = (0..<rounds).map { _ in edits.originals.merging(edits.random(literals, &random)) { $1 } }
      let live = try worlds(package, edits, texts, demoAfter)
      let compiled = try texts.enumerated().map { round, text in
        try save(text, in: package, round)
        let run = try HeadlessRun(package, "--fast", waitsForFrame: false)
        let event = try run.events.next(among: ["first-frame", "rejected", "build-failed", "crashed"])
        return event.name == "first-frame" ? try play(package, in: 1) : nil
      }
      for (round, (live, compiled)) in zip(live, compiled).enumerated() {
        #expect(
          live == compiled,
          "round \(round): \(live?.description ?? "crashed"), \(compiled?.description ?? "crashed")")
      }
      let good = live.compactMap { $0 }
      #expect(good.count >= rounds / 2 && Set(good).count > 1, "\(good.count) of \(rounds) rounds ran")
    }

    /// Applies the texts one after another in one run, without the compiler.
    private func worlds(
      _ package: TestPackage, _ edits: LiteralEdits, _ texts: [[String: String]], _ demoAfter: Int
    ) throws -> [Worlds] {
      try save(edits.originals, in: package, -1)
      let run = try HeadlessRun(package, "--fast", appliesLive: true)
      try run.events.next("live-literals")
      _ = try package.ctl("pause")
      _ = try package.ctl("restart")
      if demoAfter > 0 { _ = try advance(package, demoAfter, in: 1) }
      _ = try package.ctl("snapshot \(package.path(Self.demo))")
      return try texts.enumerated().map { round, text in
        try save(text, in: package, round)
        let event = try run.events.next("swapped") { $0.list("files").contains(Self.marker) }
        #expect(event.members["live"] as? Bool == true, "\(event)")
        return try play(package, in: try #require(event["generation"]))
      }
    }

    private static let demo = ".demo.world"
    private static let marker = "Game/Round.swift"

    /// Saves the files that differ, and then one that is different in each round: who knows that has seen all.
    private func save(_ texts: [String: String], in package: TestPackage, _ round: Int) throws {
      let changed = try texts.filter { try String(contentsOfFile: $0.key, encoding: .utf8) != $0.value }
      for (path, text) in changed { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
      try package.save(Self.marker, "let proofRound = \(round)\n")
    }

    /// The world after a start, and after 600 ticks in the interesting world.
    private func play(_ package: TestPackage, in generation: Int) throws -> Worlds {
      _ = try package.ctl("pause")
      _ = try package.ctl("restart")
      guard let fresh = try advance(package, 60, in: generation) else { return nil }
      _ = try package.ctl("load \(package.path(Self.demo))")
      return try advance(package, 600, in: generation).map { [fresh, $0] }
    }

    /// Runs ticks, and returns the world. Nil if the generation crashed: then another one runs, or none if it was the first.
    private func advance(_ package: TestPackage, _ ticks: Int, in generation: Int) throws -> Data? {
      func status() throws -> Int? {
        let status = try package.ctl("status")
        let runs = status["generation"] as? Int == generation && status["stopped"] as? Bool == false
        return runs ? status["tick"] as? Int : nil
      }
      guard let start = try status() else { return nil }
      _ = try package.ctl("step \(ticks)")
      while true {
        guard let tick = try status() else { return nil }
        if tick == start + ticks { break }
        usleep(20_000)
      }
      let path = package.path(".result.world")
      _ = try package.ctl("snapshot \(path)")
      return try Data(contentsOf: URL(fileURLWithPath: path))
    }
  }
}
