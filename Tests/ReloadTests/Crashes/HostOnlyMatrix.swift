import Foundation
import Testing

/// Each fault in the host alone, past the trial: in the first tick, in `afterReload`, and in a static initialiser that runs
/// when the image is loaded; with and without an earlier generation. The session lives, no finished tick is lost, and the
/// new generation is blamed.
extension Stories {
  @Suite("Faults past the trial", .serialized)
  struct HostOnlyMatrix {
    private static let game = "Game/Beacon.swift"

    @Test("With an earlier generation, that one continues in the world from before the swap")
    func withEarlier() throws {
      let package = try TestPackage()
      try HostOnlyFault.install(in: package)
      let run = try HeadlessRun(package, "--call-limit", "0.5")
      var good = 1
      for place in HostOnlyFault.Place.allCases {
        for fault in HostOnlyFault.allCases {
          let before = try age(package)
          let (old, new) = place.edit(fault)
          try package.edit(Self.game, old, new)
          let problem = try problem(of: good + 1, package, "\(fault) in \(place)")
          #expect(problem != nil)
          #expect(try package.ctl("status")["generation"] as? Int == good, "\(fault) in \(place)")
          #expect(try age(package) >= before, "\(fault) in \(place)")
          #expect(run.isAlive, "\(fault) in \(place)")
          // The next save is applied. It is one save of a source that has not been seen before.
          good += 2
          let source = try package.read(Self.game).replacing(new, with: old)
          try package.save(Self.game, source + "// \(good)\n")
          try run.events.next("first-frame") { $0["generation"] == good }
        }
      }
    }

    @Test("Without an earlier generation, the next save continues with the world")
    func withoutEarlier() throws {
      let package = try TestPackage()
      try HostOnlyFault.install(in: package)
      let saved = try saveWorld(package)
      let savedAge = try #require(saved)
      for place in HostOnlyFault.Place.allCases {
        for fault in HostOnlyFault.allCases {
          try? FileManager.default.removeItem(atPath: package.path(".hotloop/trials.json"))
          let (old, new) = place.edit(fault)
          try package.edit(Self.game, old, new)
          let run = try HeadlessRun(
            package, "--call-limit", "0.5", "--from", "saved.world", waitsForFrame: false)
          let problem = try problem(of: 1, package, "\(fault) in \(place)")
          #expect(problem != nil)
          try package.edit(Self.game, new, old)
          try run.events.next("first-frame") { $0["generation"] ?? 0 > 1 }
          #expect(try age(package) >= savedAge, "\(fault) in \(place)")
          run.end()
        }
      }
    }

    /// Waits until a generation is reported as the cause of a problem.
    private func problem(
      of generation: Int, _ package: TestPackage, _ what: String
    ) throws -> [String: Any]? {
      let deadline = Date(timeIntervalSinceNow: EventStream.timeout)
      while Date() < deadline {
        // Between two hosts nobody answers.
        let problems = (try? package.problems()) ?? []
        if let found = problems.first(where: { $0["generation"] as? Int == generation }) { return found }
        poll(nil, 0, 50)
      }
      let log = (try? package.read(".hotloop/hotloop.log")) ?? ""
      throw TestFailure(
        "generation \(generation) was not blamed: \(what); the log ends with\n"
          + log.split(separator: "\n").suffix(25).joined(separator: "\n"))
    }

    /// The age of the sparks, which every tick increases by one, as it does the distance: a torn world has different ages.
    private func age(_ package: TestPackage) throws -> Int {
      let world = try #require(try package.ctl("world")["world"] as? [String: Any])
      let ages = Set((world["sparks"] as? [[String: Any]] ?? []).compactMap { $0["age"] as? Int })
      let age = try #require(ages.first)
      #expect(ages.count == 1 && world["distance"] as? Int == age, "\(world)")
      return age
    }

    /// Writes the world of a good run to `saved.world`, and returns its age.
    private func saveWorld(_ package: TestPackage) throws -> Int? {
      let run = try HeadlessRun(package)
      defer { run.end() }
      _ = try package.ctl("step 20")
      while try package.ctl("status")["tick"] as? Int ?? 0 < 20 { poll(nil, 0, 20) }
      _ = try package.ctl("snapshot saved.world")
      return try age(package)
    }
  }
}
