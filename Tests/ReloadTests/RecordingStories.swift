import Foundation
import Testing

/// Runs that are recorded, and computed again.
extension Stories {
  @Suite("Recordings", .serialized)
  struct RecordingStories {
    static let beacon = "Game/Beacon.swift"

    /// Plays without a terminal, as fast as possible, and records it.
    func record(_ package: TestPackage, _ name: String, ticks: Int, _ options: String = "") throws {
      try package.save("input.txt", "20 press go\n50 release go\n70 press mark\n71 release mark\n")
      let (status, output) = try package.shell(
        "\(TestPackage.hotloop) play --headless --fast --seed 5 --ticks \(ticks) --no-optimise "
          + "--input input.txt --record \(name) \(options)")
      #expect(status == 0, "\(output)")
    }

    private func verify(_ package: TestPackage, _ files: String) throws -> (
      status: Int32, reports: [[String: Any]], text: String
    ) {
      let (status, output, reports) = try package.json(
        "replay \(files) --headless --verify --json", schema: "replay")
      return (status, reports, output)
    }

    @Test("The same code gives the same worlds, in another process, and whatever the assets are now")
    func same() throws {
      let package = try TestPackage()
      try record(package, "a.run", ticks: 300)
      try package.save("assets/greeting.txt", "another greeting")
      let (status, reports, text) = try verify(package, "a.run")
      #expect(status == 0, "\(text)")
      #expect(reports.first?["result"] as? String == "same")
      #expect(reports.first?["ticks"] as? Int == 300)
      #expect(reports.first?["game"] as? String == "Beacon")
    }

    @Test("Other code is found at the first tick that differs, and so are the fields with both values")
    func different() throws {
      let package = try TestPackage()
      try record(package, "a.run", ticks: 300)
      try package.edit(
        Self.beacon, "world.distance += Speed.perTick", "world.distance += tick.number == 137 ? 3 : 1")
      let (status, reports, text) = try verify(package, "a.run")
      #expect(status == 1, "\(text)")
      let report = try #require(reports.first)
      #expect(report["result"] as? String == "different")
      #expect(report["tick"] as? Int == 137 && report["position"] as? Int == 137)
      // The code that was recorded is still there.
      #expect(report["fieldsTick"] as? Int == 137)
      var fields = try #require(report["fields"] as? [[String: String]])
      #expect(fields == [["path": "distance", "recorded": "138", "computed": "140"]], "\(text)")
      let words = try package.shell("\(TestPackage.hotloop) replay a.run --headless --verify")
      #expect(words.status == 1)
      #expect(
        words.output.contains("a.run: different from tick 137 on")
          && words.output.contains("after this tick:\n    distance: recorded 138, now 140"), "\(words.output)"
      )
      // Without it, the values are those of the next recorded world: the last one, if the disk was slower than the game.
      try package.shell("mv .hotloop/images .hotloop/images-away")
      let (_, later, laterText) = try verify(package, "a.run")
      try package.shell("rm -r .hotloop/images; mv .hotloop/images-away .hotloop/images")
      let tick = try #require(later.first?["fieldsTick"] as? Int, "\(laterText)")
      #expect((138..<300).contains(tick) && later.first?["tick"] as? Int == 137)
      fields = try #require(later.first?["fields"] as? [[String: String]])
      #expect(fields == [["path": "distance", "recorded": "\(tick + 1)", "computed": "\(tick + 3)"]])
    }

    @Test("A recording is watched from its begin; the player can stop it, and play on from there")
    func watch() throws {
      let package = try TestPackage()
      try record(package, "a.run", ticks: 400)
      let run = try TerminalRun(in: package.root)
      try run.type("\(TestPackage.hotloop) replay a.run; echo the e''nd")
      try run.wait(for: "P stop")
      try run.wait("for the recorded ticks to go by") { $0.distance.map { $0 > 60 && $0 < 390 } == true }
      try run.press("p")
      try run.wait(for: "P run")
      let position = try #require(try package.ctl("time")["position"] as? Int)
      #expect((1..<400).contains(position))
      #expect(try package.world("distance") == position)
      try run.press("Enter")
      try run.wait("for the ticks after it") { $0.distance.map { $0 > position + 30 } == true }
      #expect(try package.ctl("time")["mode"] as? String == "now")
      // The run that is watched is not the player's last one.
      #expect(!FileManager.default.fileExists(atPath: package.path(".hotloop/last.run")))
      try run.press("q")
      try run.wait(for: "the end")
      let missing = try package.shell("\(TestPackage.hotloop) replay none.run")
      #expect(missing.status == 2 && missing.output.contains("none.run: open failed"), "\(missing.output)")
    }

    @Test("A client begins and ends a recording in the middle of a run")
    func client() throws {
      let package = try TestPackage()
      try package.shell("rm -f a.run b.run")
      let run = try HeadlessRun(package)
      #expect((try package.ctl("record")["error"] as? String)?.contains("nothing is recorded") == true)
      #expect(try package.ctl("record a.run")["ok"] as? Bool == true)
      #expect((try package.ctl("record b.run")["error"] as? String)?.contains("a.run") == true)
      let begin = try package.world("distance")
      while try package.world("distance") < begin + 90 {}
      #expect(try package.ctl("record")["path"] as? String == package.path("a.run"))
      let (status, reports, text) = try verify(package, "a.run")
      #expect(status == 0 && reports.first?["notes"] as? [String] == [], "\(text)")
      #expect((reports.first?["ticks"] as? Int).map { $0 >= 85 } == true, "\(text)")
      let there = try package.ctl("record a.run")
      #expect((there["error"] as? String)?.contains("is there already") == true, "\(there)")
      let folder = try package.ctl("record none/a.run")
      #expect((folder["error"] as? String)?.contains("cannot be written") == true, "\(folder)")
      run.end()
    }

    @Test("Pictures: of one tick, of the whole run, and one that moves")
    func pictures() throws {
      let package = try TestPackage()
      try record(package, "a.run", ticks: 200)
      let replay = "\(TestPackage.hotloop) replay a.run --headless"
      let (status, output) = try package.shell(
        replay + " --screenshot a.txt --at 50 --size 60x20 --cast a.cast --animation a.svg")
      #expect(status == 0, "\(output)")
      #expect(try package.read("a.txt").contains("distance 50 speed"))
      let cast = try package.read("a.cast").split(separator: "\n")
      #expect(cast[0].contains("\"width\":60") && cast.last?.contains("200") == true)
      #expect(try package.read("a.svg").contains("<svg"))
      let (beyond, reason) = try package.shell(replay + " --screenshot a.txt --at 201")
      #expect(beyond == 2 && reason.contains("has ticks 0 to 200, not 201"), "\(reason)")
    }

    @Test("Only recordings are replaced; what cannot be written is an error")
    func files() throws {
      let package = try TestPackage()
      let play = "\(TestPackage.hotloop) play --headless --fast --ticks 100 --no-optimise --record"
      let manifest = try package.read("Package.swift")
      for file in ["Package.swift", "/dev/null", "Game", "none/a.run"] {
        let (status, output) = try package.shell("\(play) \(file)")
        #expect(status == 1 && output.contains("--record: "), "\(output)")
      }
      #expect(try package.read("Package.swift") == manifest)
      for _ in 0..<2 { #expect(try package.shell("\(play) a.run").status == 0) }
      let (status, output) = try package.shell(
        "\(TestPackage.hotloop) replay a.run --headless --cast a.run")
      #expect(status == 2 && output.contains("a.run is a recording"), "\(output)")
      #expect(try verify(package, "a.run").status == 0)
      // A disk without space.
      let long = play.replacing("--ticks 100", with: "--ticks 40000")
      let (full, reason) = try package.shell(
        "unshare --map-root-user --mount sh -c 'mkdir -p tiny; mount -t tmpfs -o size=128k none tiny && exec \(long) tiny/a.run'"
      )
      #expect(full == 1 && reason.contains("the recording is incomplete: "), "\(reason)")
    }

    @Test("A start that makes another world is found")
    func start() throws {
      let package = try TestPackage()
      try record(package, "a.run", ticks: 100)
      try package.edit(Self.beacon, "for value in 1...10", "for value in 1...9")
      let (status, reports, text) = try verify(package, "a.run")
      #expect(status == 1 && reports.first?["reason"] as? String == "start makes another world", "\(text)")
      let fields = try #require(reports.first?["fields"] as? [[String: String]])
      #expect(fields.contains(["path": "sparks", "recorded": "10 elements", "computed": "9 elements"]))
    }

    @Test("--update accepts a change of code, start and layout; the input stays")
    func update() throws {
      let package = try TestPackage()
      try record(package, "a.run", ticks: 200)
      try package.edit(Self.beacon, "for value in 1...10", "for value in 1...9")
      try package.edit(Self.beacon, "world.pushes += 1", "world.pushes += 2")
      try package.edit("Game/World/include/world.h", "int32_t pushes;", "int32_t shield;\n  int32_t pushes;")
      #expect(try verify(package, "a.run").status == 1)
      let (updated, output) = try package.shell("\(TestPackage.hotloop) replay a.run --headless --update")
      #expect(updated == 0 && output.contains("a.run: written again: it was different"), "\(output)")
      let again = try package.shell("\(TestPackage.hotloop) replay a.run --headless --update")
      #expect(again.status == 0 && again.output.contains("a.run: unchanged: 200 ticks"), "\(again.output)")
      let (status, reports, text) = try verify(package, "a.run")
      #expect(status == 0 && reports.first?["ticks"] as? Int == 200, "\(text)")
      #expect(reports.first?["notes"] as? [String] == [])
      // The keys that were pressed have their effect.
      try package.edit(Self.beacon, "world.pushes += 2", "world.pushes += 3")
      #expect(try verify(package, "a.run").reports.first?["tick"] as? Int == 20)
      // One that crashes is left as it was.
      let before = try Data(contentsOf: URL(fileURLWithPath: package.path("a.run")))
      try package.edit(Self.beacon, "world.pushes += 3", "fatalError()")
      let (failed, reason) = try package.shell("\(TestPackage.hotloop) replay a.run --headless --update")
      #expect(failed == 2 && reason.contains("tick 20 cannot be computed: step crashed"), "\(reason)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: package.path("a.run"))) == before)
    }

    @Test("--against compares with another revision, which need not be the one that was recorded")
    func against() throws {
      let package = try TestPackage()
      defer { _ = try? package.shell("rm -rf .git .hotloop/revisions") }
      try record(package, "a.run", ticks: 120)
      try package.shell(
        "rm -rf .git && git init -q && git add Game assets Package.swift && "
          + "git -c user.name=a -c user.email=a commit -qm first")
      let hotloop = "\(TestPackage.hotloop) replay a.run --headless"
      let (unknown, words) = try package.shell(hotloop + " --against none")
      #expect(unknown == 2 && words.contains("git knows no revision 'none'"), "\(words)")
      try package.edit(Self.beacon, "world.pushes += 1", "world.pushes += 2")
      let (status, output) = try package.shell(hotloop + " --against HEAD")
      #expect(status == 1, "\(output)")
      #expect(
        output.contains("different from tick 20 on") && output.contains("pushes: HEAD 1, now 2"), "\(output)")
      let (same, text) = try package.shell(hotloop + " --verify --rev HEAD")
      #expect(same == 0 && text.contains("the same: 120 ticks"), "\(text)")
    }

    @Test("Set, Dictionary, threads and floats give the same worlds in another process, optimised or not")
    func optimised() throws {
      let package = try TestPackage()
      try package.edit(Self.beacon, "import GameSDK", "import Foundation\nimport GameSDK")
      try package.edit(
        Self.beacon, "world.distance += Speed.perTick",
        "world.distance = mixture(tick)")
      // The order of a Set and a Dictionary is used, which a game should not rely on.
      try package.save(
        Self.beacon,
        try package.read(Self.beacon) + """
          final class Part: @unchecked Sendable { var value: Float = 0 }

          func mixture(_ tick: Tick<Beacon.Action>) -> Int64 {
            var words: Set<String> = []
            var counts: [Int: Double] = [:]
            for index in 0..<50 {
              words.insert("word \\(tick.random.next(in: 0..<1_000))")
              counts[tick.random.next(in: 0..<1_000)] = sin(Double(index) * Double(tick.dt)) / 3
            }
            var sum = 0.0
            for (key, value) in counts { sum = (sum + value * Double(key)) * 1.000001 }
            var hash: Int64 = 7
            for word in words { for byte in word.utf8 { hash = hash &* 31 &+ Int64(byte) } }
            let parts = (0..<4).map { _ in Part() }
            let threads = parts.enumerated().map { index, part in
              Thread { for step in 0..<1_000 { part.value = part.value * 0.999 + Float(index + step).squareRoot() } }
            }
            for thread in threads { thread.start() }
            for thread in threads { while !thread.isFinished { usleep(10) } }
            for part in parts { sum += Double(part.value) }
            return hash ^ Int64(bitPattern: sum.bitPattern)
          }

          """)
      try record(package, "a.run", ticks: 120)
      #expect(try verify(package, "a.run").status == 0)
      let optimised = try verify(package, "a.run --optimise")
      #expect(optimised.status == 0, "\(optimised.text)")
    }

    @Test("A step that reads the clock is found")
    func clock() throws {
      let package = try TestPackage()
      try package.edit(Self.beacon, "import GameSDK", "import Glibc\nimport GameSDK")
      try package.edit(
        Self.beacon, "world.distance += Speed.perTick",
        "var now = timespec()\n    clock_gettime(CLOCK_MONOTONIC, &now)\n    world.distance += Int64(now.tv_nsec)"
      )
      try record(package, "a.run", ticks: 100)
      let (status, reports, text) = try verify(package, "a.run")
      #expect(status == 1, "\(text)")
      #expect(reports.first?["tick"] as? Int == 0)
      #expect((reports.first?["fields"] as? [[String: String]])?.first?["path"] == "distance")
    }

    @Test("Another layout: the worlds are migrated, and the fields that both have are compared")
    func migrated() throws {
      let package = try TestPackage()
      try record(package, "a.run", ticks: 200)
      try package.edit("Game/World/include/world.h", "int32_t pushes;", "int32_t shield;\n  int32_t pushes;")
      let (status, reports, text) = try verify(package, "a.run")
      #expect(status == 0, "\(text)")
      #expect((reports.first?["notes"] as? [String])?.contains { $0.contains("migrated") } == true)
      try package.edit(Self.beacon, "world.pushes += 1", "world.pushes += 2")
      let (changed, differing, words) = try verify(package, "a.run")
      #expect(changed == 1, "\(words)")
      #expect((differing.first?["fields"] as? [[String: String]])?.map { $0["path"] } == ["pushes"])
    }

    @Test("A crash is part of the recording: it is computed again, and a fix shows")
    func crash() throws {
      let package = try TestPackage()
      let line = "    if tick.held(.go), world.pushes == 10 { fatalError(\"too far\") }\n"
      try package.edit(Self.beacon, "    world.distance += Speed", line + "    world.distance += Speed")
      try package.save("input.txt", "20 press go\n")
      let (ended, output) = try package.shell(
        "\(TestPackage.hotloop) play --headless --fast --seed 5 --ticks 300 --no-optimise "
          + "--input input.txt --record a.run --no-preflight")
      #expect(ended == 1, "\(output)")
      let (status, reports, text) = try verify(package, "a.run")
      #expect(status == 0, "\(text)")
      let crash = try #require((reports.first?["crashes"] as? [[String: Any]])?.first, "\(text)")
      // The one file tells what and where; so does code that still crashes.
      for member in ["recorded", "computed"] {
        let crash = try #require(crash[member] as? String)
        #expect(
          crash.hasPrefix("step crashed at Game/Beacon.swift:") && crash.contains("too far"), "\(text)")
      }
      #expect(crash["tick"] as? Int == reports.first?["ticks"] as? Int)
      try package.edit(Self.beacon, line, "")
      let (fixed, _, words) = try verify(package, "a.run")
      #expect(fixed == 1 && words.contains("does not crash now"), "\(words)")
    }

    @Test("Several recordings at once; what cannot be read is told with the reason")
    func several() throws {
      let package = try TestPackage()
      try record(package, "a.run", ticks: 150)
      try record(package, "b.run", ticks: 90)
      var bytes = try Data(contentsOf: URL(fileURLWithPath: package.path("b.run")))
      try bytes.dropLast(20).write(to: URL(fileURLWithPath: package.path("cut.run")))
      bytes[bytes.count - 60] ^= 4
      try bytes.write(to: URL(fileURLWithPath: package.path("bad.run")))
      let (status, reports, text) = try verify(package, "a.run b.run cut.run")
      #expect(status == 2, "\(text)")
      #expect(reports.map { $0["result"] as? String } == ["same", "same", "incomplete"])
      #expect(reports.map { $0["file"] as? String } == ["a.run", "b.run", "cut.run"])
      #expect(reports.map { $0["ticks"] as? Int }.prefix(2) == [150, 90])
      #expect((reports.last?["notes"] as? [String])?.contains { $0.contains("killed") } == true, "\(text)")
      let damaged = try verify(package, "bad.run")
      #expect(damaged.status == 2 && damaged.text.contains("damaged from byte"), "\(damaged.text)")
      // Nothing, or the run without its first world.
      for size in [16, 60, 400] {
        try bytes.prefix(size).write(to: URL(fileURLWithPath: package.path("short.run")))
        let (status, reports, text) = try verify(package, "short.run")
        #expect(status == 2 && reports.first?["result"] as? String == "unreadable", "\(size): \(text)")
        #expect(text.contains("it has no world"), "\(text)")
      }
      for (file, words) in [("none.run", "No such file"), ("input.txt", "no recording of HotLoop")] {
        let (status, _, text) = try verify(package, file)
        #expect(status == 2 && text.contains(words), "\(text)")
      }
    }

    @Test("A reload in a real run: each stretch is compared from its first world on")
    func reload() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--record", "a.run")
      while try package.ctl("status")["tick"] as? Int ?? 0 < 70 {}
      try package.edit("Game/Speed.swift", "= 1\n", "= 3\n")
      try run.events.next("swapped")
      let swapped = try package.world("distance")
      while try package.world("distance") < swapped + 300 {}
      _ = try package.ctl("quit")
      #expect(run.waitForEnd() == 0)
      // The present code is that of the end; the first stretch was another one's.
      let (status, reports, text) = try verify(package, "a.run")
      #expect(status == 1, "\(text)")
      #expect(reports.first?["tick"] as? Int == 0)
    }
  }
}
