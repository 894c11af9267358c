import Foundation
import Testing

/// A moment as a file for somebody else.
extension Stories {
  @Suite("Shared moments", .serialized)
  struct ShareStories {
    private static let speed = "Game/Speed.swift"

    @Test("The same code shows the same world and picture, in a terminal, and goes back from there")
    func terminal() throws {
      let sharing = try SharingPackage()
      let package = sharing.package
      let run = try TerminalRun(in: package.root)
      try run.type("\(TestPackage.hotloop) --wait-for-build; echo the e''nd")
      try run.wait("for eleven seconds of ticks") { $0.distance.map { $0 >= 690 } == true }
      try package.ctl("pause")
      let answer = try package.ctl("share \(sharing.file)")
      let (tick, distance) = (try #require(answer["tick"] as? Int), try package.world("distance"))
      let ticks = try #require(answer["ticks"] as? Int)
      #expect(ticks >= 600 && ticks <= tick, "\(answer)")
      #expect(answer["files"] as? [String] == [] && answer["notes"] as? [String] == [], "\(answer)")
      #expect((answer["seconds"] as? Double).map { $0 >= 10 } == true, "\(answer)")
      try run.wait(for: "shared as moment.share")
      let picture = Self.picture(try run.screen())
      try run.press("q")
      try run.wait(for: "the end")

      let other = try TerminalRun(in: package.root)
      try other.type("\(TestPackage.hotloop) --wait-for-build --from \(sharing.file); echo the e''nd")
      try other.wait(for: "The shared moment, tick \(tick)")
      try other.wait("for the same picture") { Self.picture($0) == picture }
      #expect(try package.world("distance") == distance)
      let time = try package.ctl("time")
      #expect(time["mode"] as? String == "viewing" && time["position"] as? Int == ticks, "\(time)")
      try other.press("Left")
      try other.wait("for the tick before") { $0.distance == distance - 1 }
      try other.press("Home")
      try other.wait("for the first tick") { $0.distance == distance - ticks }
      try other.press("End")
      try other.wait("for the moment") { $0.distance == distance }
      try other.press("Enter")
      try other.wait("for the ticks after it") { $0.distance.map { $0 > distance + 30 } == true }
      try other.press("q")
      let screen = try other.wait(for: "the end")
      #expect(screen.contains("its sources are those of this clone"), "\(screen)")
      // The sharer's last world was that of an earlier run of this clone.
      let (_, kept) = try package.shell(
        "\(TestPackage.hotloop) world dump .hotloop/last-2.world | grep -m1 distance")
      #expect(kept.contains("\(distance)"), "\(kept)")
    }

    @Test(
      "The ticks before it are computed again in the other code, and lead to the same world or not",
      arguments: [true, false])
    func computed(isRecorded: Bool) throws {
      let sharing = try SharingPackage()
      let package = sharing.package
      let answer = try sharing.share(isRecorded: isRecorded)
      let (tick, ticks) = (try #require(answer["tick"] as? Int), try #require(answer["ticks"] as? Int))
      let distance = tick
      var (run, opened) = try sharing.open()
      #expect(opened["world-tick"] == tick && opened["ticks"] == ticks, "\(opened)")
      #expect(Self.sources(opened).isEmpty && opened.members["stands"] as? Bool == true, "\(opened)")
      let same = try run.events.next("moment-replayed")
      #expect(same.text("outcome") == "same", "\(same)")
      #expect(try package.world("distance") == distance)
      run.end()

      try package.edit(Self.speed, "Int64 = 1", "Int64 = 2")
      (run, opened) = try sharing.open()
      #expect(Self.sources(opened) == ["Game/Speed.swift changed 1 1"], "\(opened)")
      let other = try run.events.next("moment-replayed")
      #expect(other.text("outcome") == "different", "\(other)")
      let first = try #require(other["world-tick"])
      // Without hashes, the next recorded world shows it.
      #expect(isRecorded ? first == tick - ticks : (0..<60).contains(first - tick + ticks), "\(other)")
      #expect(other.text("reason")?.contains("an earlier tick may have made") == !isRecorded, "\(other)")
      // The shared world, not the computed one.
      #expect(try package.world("distance") == distance)
      run.end()
      let log = try package.read(".hotloop/hotloop.log")
      #expect(log.contains("1 file differs from this clone: Game/Speed.swift (+1 -1)"), "\(log)")
      #expect(log.contains("lead to another world, from tick \(first) on"), "\(log)")
    }

    @Test("Its changed sources become those of the other clone by git apply, and only by that")
    func patch() throws {
      let sharing = try SharingPackage()
      let package = sharing.package
      let commit = try sharing.git("rev-parse HEAD")
      try package.edit(Self.speed, "Int64 = 1", "Int64 = 3")
      try package.save("Game/Added.swift", "let added = 1\n")
      try package.save("Game/Secret.swift", "let secret = 2\n")
      try package.save("assets/blob.bin", "a\0b")
      try package.shell("rm assets/greeting.txt")
      let answer = try sharing.share()
      #expect(answer["commit"] as? String == commit, "\(answer)")
      #expect(
        answer["files"] as? [String]
          == ["Game/Added.swift", "Game/Speed.swift", "assets/blob.bin", "assets/greeting.txt"], "\(answer)")
      #expect(
        (answer["notes"] as? [String])?.contains("assets/blob.bin is binary: only its hash is there") == true)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: package.path(sharing.file)))
      #expect(bytes.range(of: Data("let secret".utf8)) == nil)

      // Another clone of the same commit, with a change of its own.
      try package.shell("rm Game/Added.swift Game/Secret.swift assets/blob.bin")
      try sharing.git("checkout -q .")
      try package.edit("Game/Beacon.swift", "pushes += 1", "pushes += 2")
      let before = try sharing.git("status --porcelain")
      let (shown, text) = try package.shell("\(TestPackage.hotloop) share show \(sharing.file)")
      #expect(shown == 0, "\(text)")
      for line in [
        "  sources: ", "commit \(commit)", "    Game/Added.swift: added", "    Game/Speed.swift (+1 -1)",
        "    assets/greeting.txt (only here -1)", "    Game/Beacon.swift (+1 -1)",
        "    assets/blob.bin (only there): the file has only its hash: it is binary",
        "+++ b/Game/Speed.swift", "-  static let perTick: Int64 = 1",
      ] { #expect(text.contains(line), "\(line):\n\(text)") }
      #expect(try sharing.git("status --porcelain") == before)
      let (applied, output) = try package.shell(
        "\(TestPackage.hotloop) share show \(sharing.file) | git apply && \(TestPackage.hotloop) share show --diff \(sharing.file)"
      )
      #expect(applied == 0 && output.contains("assets/blob.bin is not in the patch"), "\(output)")
      #expect(!output.contains("+++"), "\(output)")
      #expect(try package.read(Self.speed).contains("Int64 = 3"))
      #expect(try package.read("Game/Added.swift") == "let added = 1\n")
      #expect(try package.read("Game/Beacon.swift").contains("pushes += 1"))
      #expect(!FileManager.default.fileExists(atPath: package.path("assets/greeting.txt")))
    }

    @Test("Another clone of the repository, elsewhere, shows the same and stays as it is")
    func clone() throws {
      let sharing = try SharingPackage()
      let answer = try sharing.share()
      let tick = try #require(answer["tick"] as? Int)
      let other = sharing.package.root.deletingLastPathComponent().appendingPathComponent("beacon-clone")
      try? FileManager.default.removeItem(at: other)
      try sharing.git("clone -q . ../beacon-clone")
      let clone = TestPackage(at: other)
      let file = sharing.package.path(sharing.file)
      let run = try HeadlessRun(clone, "--from", file, waitsForFrame: false)
      let opened = try run.events.next("moment-opened")
      #expect(opened["world-tick"] == tick && opened["ticks"] == answer["ticks"] as? Int, "\(opened)")
      #expect(Self.sources(opened).isEmpty, "\(opened)")
      try run.events.next("first-frame")
      #expect(try clone.world("distance") == tick)
      #expect(try run.events.next("moment-replayed").text("outcome") == "same")
      try clone.ctl("time back 50")
      #expect(try clone.world("distance") == tick - 50)
      #expect(try clone.ctl("load \(file)")["tick"] as? Int == tick)
      run.end()
      let (_, text) = try clone.shell("\(TestPackage.hotloop) share show \(file); git status --porcelain")
      #expect(text.hasSuffix("the sources are those of this package\n"), "\(text)")
      try FileManager.default.removeItem(at: other)
    }

    @Test("A world of another layout is migrated; its earlier ticks cannot be gone back to, which is said")
    func migrated() throws {
      let sharing = try SharingPackage()
      let package = sharing.package
      let answer = try sharing.share()
      let tick = try #require(answer["tick"] as? Int)
      try package.edit("Game/World/include/world.h", "int32_t pushes;", "int32_t shield;\n  int32_t pushes;")
      let (run, opened) = try sharing.open()
      #expect(opened["ticks"] == 0 && opened.members["stands"] as? Bool == true, "\(opened)")
      #expect(opened.text("problem")?.contains("another layout") == true, "\(opened)")
      #expect(Self.sources(opened) == ["Game/World/include/world.h changed 0 1"], "\(opened)")
      #expect(try package.world("distance") == tick && package.world("shield") == 0)
      let replay = try run.events.next("moment-replayed")
      #expect(replay.text("outcome") == "same", "\(replay)")
      #expect(try package.ctl("time play")["mode"] as? String == "now")
      while try package.world("distance") < tick + 10 {}
      run.end()
    }

    @Test("Without git the file has all sources of the game, and says so")
    func noGit() throws {
      let sharing = try SharingPackage(isRepository: false)
      let package = sharing.package
      // It lies in a folder that the repository around it ignores.
      var answer = try sharing.share(after: 5)
      #expect(answer["commit"] is NSNull && (answer["files"] as? [String])?.contains("Package.swift") == true)
      #expect((answer["notes"] as? [String])?.first?.contains("all sources of the game") == true, "\(answer)")
      try package.edit(Self.speed, "Int64 = 1", "Int64 = 2")
      let (status, text) = try package.shell("\(TestPackage.hotloop) share show \(sharing.file)")
      #expect(
        status == 0 && text.contains("no commit") && text.contains("Game/Speed.swift (+1 -1)"), "\(text)")
      try package.shell("rm \(sharing.file); mkdir -p .hotloop/bin")
      // No program of this name does anything.
      try package.shell("printf '#!/bin/sh\\nexit 127\\n' > .hotloop/bin/git; chmod +x .hotloop/bin/git")
      let run = try HeadlessRun(
        package,
        environment: [
          "PATH": package.path(".hotloop/bin") + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
        ])
      answer = try package.ctl("share \(sharing.file)")
      #expect((answer["notes"] as? [String])?.first?.contains("git is not installed") == true, "\(answer)")
      run.end()
      try package.shell("rm -r .hotloop/bin")
    }

    // MARK: Pieces

    /// The lines that the game draws.
    private static func picture(_ screen: String) -> [String] {
      let lines = screen.split(separator: "\n")
      return lines.filter { line in
        ["distance", "sparks", "reloads", "greeting"].contains { line.contains($0 + " ") }
      }.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private static func sources(_ event: EventStream.Event) -> [String] {
      (event.members["sources"] as? [[String: Any]] ?? []).map { source in
        let numbers = ["added", "removed"].map { (source[$0] as? Int).map(String.init) ?? "?" }
        return "\(source["path"] ?? "") \(source["kind"] ?? "") \(numbers[0]) \(numbers[1])"
      }
    }
  }
}
