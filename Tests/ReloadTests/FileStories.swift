import Foundation
import Testing

extension Stories {
  /// Changes of files and folders while a host runs. Each causes a message, and the host survives.
  @Suite("Files", .serialized)
  struct FileStories {
    /// A number that no earlier run used, so that the compiler runs.
    private let fresh = Int(Date().timeIntervalSince1970 * 1000)

    @Test("The game survives deleting the folder Game, and restoring it is a save")
    func gameDeleted() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.shell("cp -r Game ../kept && rm -r Game")
      try expectFailure(package, run) { $0.contains("Game") }
      try package.shell("mv ../kept Game")
      try expectRecovery(package, run)
    }

    @Test("The game survives renaming the folder Game and back")
    func gameRenamed() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.shell("mv Game Spiel")
      try expectFailure(package, run) { $0.contains("Game") }
      try package.shell("mv Spiel Game")
      try expectRecovery(package, run)
    }

    @Test(
      "Deleting or renaming a file of the game is survived, and restoring it is a save",
      arguments: [
        ("Game/Speed.swift", "Speed"), ("Game/World/include/world.h", "world.h"),
        ("Game/World/include", "include"),
      ])
    func fileGone(path: String, named: String) throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.shell("mv \(path) kept")
      // The compiler or SwiftPM reports a missing header, depending on which reads it first.
      try expectFailure(package, run) { $0.contains(named) || $0.contains("world.h") }
      try package.shell("mv kept \(path)")
      try expectRecovery(package, run)
    }

    @Test("A file that is not UTF-8 is named")
    func notUTF8() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.shell("printf 'let stra\\337e = 1\\n' > Game/Latin.swift")
      try expectFailure(package, run) { $0.contains("Game/Latin.swift") && $0.contains("UTF-8") }
      try package.shell("rm Game/Latin.swift")
      try expectRecovery(package, run)
    }

    @Test("A syntax error in world.h is reported with its line")
    func worldHeader() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.edit("Game/World/include/world.h", "int64_t distance;", "int64_t distance")
      try expectFailure(package, run) {
        $0.contains("Game/World/include/world.h:16:") && $0.contains("expected ';'")
      }
      try package.edit("Game/World/include/world.h", "int64_t distance\n", "int64_t distance;\n")
      try expectRecovery(package, run)
    }

    @Test("A folder in place of a file, and a dangling link, are survived")
    func oddFiles() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.shell(
        "mkdir Game/Folder.swift && ln -s /nowhere Game/Link.swift && ln -s . Game/Loop && touch Game/Speed.swift"
      )
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      while try package.world("distance") < fresh { try run.events.next("swapped") }
    }

    @Test("The next save recreates a state folder that was moved away")
    func stateDeleted() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.shell("mv .hotloop .hotloop-away")
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      let next = try run.events.next(among: ["swapped", "build-failed", "rejected"])
      try package.shell("rm -rf .hotloop; mv .hotloop-away .hotloop")
      #expect(run.isAlive)
      #expect(next.name == "swapped", "\(next)")
    }

    @Test("A deleted folder .build is recreated")
    func buildFolderDeleted() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      // Delete only build products: checkouts would need the network.
      try package.shell("rm -rf .build/*-linux-gnu .build/release .build/debug .build/release.yaml")
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      try run.events.next("swapped")
      #expect(try package.world("distance") >= fresh)
    }

    /// Expects a failed build with a clear reason. Generation 1 continues.
    private func expectFailure(
      _ package: TestPackage, _ run: HeadlessRun, _ isClear: (String) -> Bool
    ) throws {
      let failed = try run.events.next("build-failed")
      #expect(isClear(failed.text("reason") ?? ""), "\(failed)")
      let status = try package.ctl("status")
      #expect(status["generation"] as? Int == 1)
      #expect(Set(try package.problemTitles()).count == 1, "one panel, with all diagnostics")
    }

    /// Expects that a change is swapped in and that no problem remains.
    private func expectRecovery(_ package: TestPackage, _ run: HeadlessRun) throws {
      try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
      while try package.world("distance") < fresh { try run.events.next("swapped") }
      #expect(try package.problems().isEmpty)
    }
  }
}
