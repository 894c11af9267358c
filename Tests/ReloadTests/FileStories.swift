import Foundation
import Testing

extension Stories {
  /// What happens to files and folders under a host that runs: each is a message, none is the host's end.
  @Suite("Files", .serialized)
  struct FileStories {
    /// A number that no earlier run had, so that the compiler runs.
    private let fresh = Int(Date().timeIntervalSince1970 * 1000)

    @Test("the folder Game is deleted, and put back: the game plays on, and then goes on with what is there")
    func gameDeleted() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      try workshop.shell("cp -r Game ../kept && rm -r Game")
      try expectRefusal(workshop, run) { $0.contains("Game") }
      try workshop.shell("mv ../kept Game")
      try recovers(workshop, run)
    }

    @Test("the folder Game is renamed, and renamed back")
    func gameRenamed() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      try workshop.shell("mv Game Spiel")
      try expectRefusal(workshop, run) { $0.contains("Game") }
      try workshop.shell("mv Spiel Game")
      try recovers(workshop, run)
    }

    @Test(
      "a file of the game is deleted or renamed, and put back",
      arguments: [
        ("Game/Speed.swift", "Speed"), ("Game/World/include/world.h", "world.h"),
        ("Game/World/include", "include"),
      ])
    func fileGone(path: String, named: String) throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      try workshop.shell("mv \(path) kept")
      // Whether the compiler or SwiftPM is the first to miss a header depends on which of them looks first.
      try expectRefusal(workshop, run) { $0.contains(named) || $0.contains("world.h") }
      try workshop.shell("mv kept \(path)")
      try recovers(workshop, run)
    }

    @Test("a file that is not UTF-8 is named")
    func notUTF8() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      try workshop.shell("printf 'let stra\\337e = 1\\n' > Game/Latin.swift")
      try expectRefusal(workshop, run) { $0.contains("Game/Latin.swift") && $0.contains("UTF-8") }
      try workshop.shell("rm Game/Latin.swift")
      try recovers(workshop, run)
    }

    @Test("a syntax error in world.h is told with its line")
    func worldHeader() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      try workshop.edit("Game/World/include/world.h", "int64_t distance;", "int64_t distance")
      try expectRefusal(workshop, run) {
        $0.contains("Game/World/include/world.h:16:") && $0.contains("expected ';'")
      }
      try workshop.edit("Game/World/include/world.h", "int64_t distance\n", "int64_t distance;\n")
      try recovers(workshop, run)
    }

    @Test("a folder is in the place of a file, and a link leads nowhere")
    func oddFiles() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      try workshop.shell(
        "mkdir Game/Folder.swift && ln -s /nowhere Game/Link.swift && ln -s . Game/Loop && touch Game/Speed.swift"
      )
      try workshop.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      while try workshop.world("distance") < fresh { try run.events.next("swapped") }
    }

    @Test("the state folder is moved away under the host: the next save makes another")
    func stateDeleted() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      try workshop.shell("mv .hotloop .hotloop-away")
      try workshop.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      let next = try run.events.next(among: ["swapped", "build-failed", "rejected"])
      try workshop.shell("rm -rf .hotloop; mv .hotloop-away .hotloop")
      #expect(run.isAlive)
      #expect(next.name == "swapped", "\(next)")
    }

    @Test("SwiftPM's folder .build is deleted under the host: it is made again")
    func buildFolderDeleted() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      // Its checkouts come over a network; what is compiled is what counts here.
      try workshop.shell("rm -rf .build/*-linux-gnu .build/release .build/debug .build/release.yaml")
      try workshop.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      try run.events.next("swapped")
      #expect(try workshop.world("distance") >= fresh)
    }

    /// A build fails for a reason that names what has to be done; generation 1 plays on.
    private func expectRefusal(
      _ workshop: Workshop, _ run: HeadlessRun, _ isClear: (String) -> Bool
    ) throws {
      let failed = try run.events.next("build-failed")
      #expect(isClear(failed.text("reason") ?? ""), "\(failed)")
      let status = try workshop.ctl("status")
      #expect(status["generation"] as? Int == 1)
      #expect((status["problems"] as? [String])?.count == 1)
    }

    /// A change comes in, and nothing is complained of any more.
    private func recovers(_ workshop: Workshop, _ run: HeadlessRun) throws {
      try workshop.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      while try workshop.world("distance") < fresh { try run.events.next("swapped") }
      #expect(try workshop.ctl("status")["problems"] as? [String] == [])
    }
  }
}
