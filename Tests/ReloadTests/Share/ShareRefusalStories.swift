import Foundation
import Testing

/// Moments that are shared at odd times, to odd places, and files that are damaged.
extension Stories {
  @Suite("Shared moments that are odd or damaged", .serialized)
  struct ShareRefusalStories {
    @Test(
      "It can be shared before the first tick, while it is rewound and in a loop; the run goes on as it was")
    func places() throws {
      let sharing = try SharingPackage()
      let package = sharing.package
      let run = try HeadlessRun(package, "--history", "64")
      while try package.world("distance") < 90 { poll(nil, 0, 20) }
      try package.ctl("pause")
      try package.ctl("time back 40")
      let (shown, time) = (try package.world("distance"), try package.ctl("time"))
      var answer = try package.ctl("share \(sharing.file)")
      #expect(answer["place"] as? String == "rewound" && answer["tick"] as? Int == shown, "\(answer)")
      #expect(answer["ticks"] as? Int == shown, "\(answer)")
      let after = try package.ctl("time")
      #expect(after["position"] as? Int == time["position"] as? Int && after["mode"] as? String == "viewing")
      try verify(package, sharing.file, ticks: shown)

      try package.ctl("time now")
      try package.ctl("time loop 10 60")
      try package.shell("rm \(sharing.file)")
      answer = try package.ctl("share \(sharing.file)")
      #expect(answer["place"] as? String == "looping", "\(answer)")
      #expect(try package.ctl("time")["mode"] as? String == "looping")
      run.end()
      let (other, opened) = try sharing.open()
      #expect(opened["world-tick"] == answer["tick"] as? Int, "\(opened)")
      other.end()

      // No tick at all.
      try package.shell("rm \(sharing.file)")
      let fresh = try HeadlessRun(package, "--history", "0")
      answer = try package.ctl("share \(sharing.file)")
      #expect(answer["ticks"] as? Int == 0 && answer["seconds"] as? Double == 0, "\(answer)")
      fresh.end()
      let (young, first) = try sharing.open()
      #expect(first["ticks"] == 0 && first.members["problem"] is NSNull, "\(first)")
      #expect(try package.world("distance") == answer["tick"] as? Int)
      young.end()
    }

    @Test("Stopped at a crash, it has the tick that crashed, which still crashes when it is computed again")
    func stopped() throws {
      let sharing = try SharingPackage()
      let package = sharing.package
      try package.edit(
        "Game/Beacon.swift", "if tick.pressed(.askReload)",
        "if tick.pressed(.mark) { fatalError(\"the mark\") }\n    if tick.pressed(.askReload)")
      let run = try HeadlessRun(package, "--on-crash", "stop")
      while try package.world("distance") < 30 { poll(nil, 0, 20) }
      try package.ctl("press mark")
      try run.events.next("tick-stopped")
      let answer = try package.ctl("share \(sharing.file)")
      #expect(answer["place"] as? String == "stopped", "\(answer)")
      let notes = try #require(answer["notes"] as? [String])
      #expect(notes.contains { $0.hasPrefix("the run was stopped at a tick: Generation 1 crashed in step") })
      run.end()
      let (status, _, reports) = try package.json(
        "replay \(sharing.file) --headless --verify --json", schema: "replay")
      let crashes = try #require(reports.first?["crashes"] as? [[String: Any]])
      #expect(status == 0 && crashes.count == 1, "\(reports)")
      let (other, opened) = try sharing.open()
      #expect(opened["world-tick"] == answer["tick"] as? Int && opened.members["stands"] as? Bool == true)
      other.end()
    }

    @Test("It tells if the code that ran is not that of the files, or has values that were changed by hand")
    func notes() throws {
      let sharing = try SharingPackage()
      let package = sharing.package
      let run = try HeadlessRun(package, appliesLive: true)
      try run.events.next("live-literals")
      #expect(try package.ctl("tweak set Game/Speed.swift:3 3")["ok"] as? Bool == true)
      var answer = try package.ctl("share \(sharing.file)")
      let tweaked = "values of literals were changed by hand, and are not in the sources"
      #expect(answer["notes"] as? [String] == [tweaked] && answer["files"] as? [String] == [], "\(answer)")
      try package.edit("Game/Speed.swift", "Int64 = 1", "Int64 = ")
      try run.events.next("build-failed")
      try package.shell("rm \(sharing.file)")
      answer = try package.ctl("share \(sharing.file)")
      let others = "the code that ran was built from other texts of Game/Speed.swift"
      #expect(answer["notes"] as? [String] == [others, tweaked], "\(answer)")
      #expect(answer["files"] as? [String] == ["Game/Speed.swift"], "\(answer)")
      run.end()
    }

    @Test("It never replaces a file, and a place that cannot be written is an error")
    func targets() throws {
      let sharing = try SharingPackage()
      let package = sharing.package
      let run = try HeadlessRun(package)
      try package.save(sharing.file, "mine")
      let there = try package.ctl("share \(sharing.file)")
      #expect((there["error"] as? String)?.contains("is there already") == true, "\(there)")
      #expect(try package.read(sharing.file) == "mine")
      for file in ["Game", "none/a.share", "/proc/a.share"] {
        let answer = try package.ctl("share \(file)")
        #expect(answer["ok"] as? Bool == false && answer["error"] is String, "\(answer)")
      }
      // Nothing is left of the attempts.
      let (_, left) = try package.shell("ls .hotloop | grep share-; ls -a | grep share")
      #expect(left == "\(sharing.file)\n", "\(left)")
      run.end()
    }

    @Test("A file that is damaged or cut off anywhere is refused with the reason, and nothing is lost")
    func damaged() throws {
      let sharing = try SharingPackage()
      let package = sharing.package
      _ = try sharing.share(after: 20)
      let url = URL(fileURLWithPath: package.path(sharing.file))
      let whole = try Data(contentsOf: url)
      let ends = Self.ends(of: whole)
      var cases: [(name: String, bytes: Data)] = []
      for (index, end) in ends.enumerated() {
        let middle = index == 0 ? end / 2 : (ends[index - 1] + end) / 2
        cases.append(("cut at \(middle)", whole.prefix(middle)))
        if end < whole.count { cases.append(("cut at \(end)", whole.prefix(end))) }
        var flipped = whole
        flipped[middle] ^= 0x10
        cases.append(("flipped at \(middle)", flipped))
      }
      var newer = whole
      newer[8] = 2
      cases += [("newer", newer), ("longer", whole + Data([0])), ("empty", Data())]
      #expect(cases.count >= 16)
      // What an earlier run has left.
      try package.shell(
        "\(TestPackage.hotloop) world dump \(sharing.file) && printf kept > .hotloop/last.world")
      defer { _ = try? package.shell("rm -f .hotloop/last.world") }
      let terminal = try TerminalRun(in: package.root)
      for (name, bytes) in cases {
        try bytes.write(to: url)
        let (status, output) = try package.shell("\(TestPackage.hotloop) share show \(sharing.file)")
        #expect(
          status == 1 && output.hasPrefix("Error: ") && output.contains(sharing.file), "\(name): \(output)")
        guard name.hasPrefix("flipped") || name == "newer" else { continue }
        let play = try package.shell(
          "\(TestPackage.hotloop) play --headless --fast --ticks 3 --from \(sharing.file)")
        #expect(play.status == 1 && play.output.contains(sharing.file), "\(name): \(play.output)")
      }
      try newer.write(to: url)
      try terminal.type("clear; \(TestPackage.hotloop) --from \(sharing.file); echo status $?")
      let screen = try terminal.wait(for: "status 1")
      #expect(screen.contains("format 2 is unknown"), "\(screen)")
      #expect(try package.read(".hotloop/last.world") == "kept")
    }

    @Test("A moment, a recording and a world of another game are refused; those of a renamed one are not")
    func otherGame() throws {
      let sharing = try SharingPackage()
      let package = sharing.package
      let tick = try #require(try sharing.share(after: 20)["tick"] as? Int)
      let play = "\(TestPackage.hotloop) play --headless --fast --ticks 5 --no-optimise"
      let verify = "--headless --verify --package ."
      // Another name alone is no other game.
      let source = try package.read("Game/Beacon.swift")
      try package.save(
        "Game/Beacon.swift", source.replacing("struct Beacon: Game", with: "struct Lamp: Game"))
      let renamed = try package.shell("\(play) --print-frame --from \(sharing.file)")
      #expect(renamed.status == 0 && renamed.output.contains("distance \(tick + 5) "), "\(renamed.output)")
      let same = try package.shell("\(TestPackage.hotloop) replay \(sharing.file) \(verify)")
      #expect(same.status == 0 && same.output.contains("the same"), "\(same.output)")

      try package.shell("rm Game/Speed.swift")
      try package.save("Game/World/include/world.h", Self.emberWorld)
      try package.save("Game/Beacon.swift", Self.ember)
      let reason = "this is of another game, Beacon: no value of its world can be taken over by Ember"
      for file in [sharing.file, "share.run"] {
        let (status, output) = try package.shell("\(TestPackage.hotloop) replay \(file) \(verify)")
        #expect(status == 2 && output.contains("\(file): \(reason)"), "\(output)")
      }
      let refused = try package.shell("\(play) --from \(sharing.file)")
      #expect(
        refused.status == 1 && refused.output.contains("Error: \(sharing.file): \(reason)"),
        "\(refused.output)")
      #expect(try package.shell("\(play) --record ember.run").status == 0)
      let compared = try package.shell(
        "\(TestPackage.hotloop) replay ember.run --headless --compare share.run")
      #expect(compared.status == 2 && compared.output.contains("another game"), "\(compared.output)")
      let run = try HeadlessRun(package, waitsForFrame: true)
      try package.ctl("pause")
      let before = try package.ctl("world")["world"] as? NSDictionary
      let answer = try package.ctl("load \(sharing.file)")
      #expect((answer["error"] as? String)?.hasSuffix("\(sharing.file): \(reason)") == true, "\(answer)")
      #expect(try package.ctl("world")["world"] as? NSDictionary == before)
      run.end()
      try package.shell("rm ember.run")
    }

    private static let emberWorld = """
      #include "game_abi.h"
      typedef struct World {
        WorldHeader header;
        int32_t heat;
        int32_t glow;
      } World;

      """
    private static let ember = """
      import GameSDK
      import World

      struct Ember: Game {
        func start(_ world: inout World, _ setup: Setup) { world.heat = 100 }
        func step(_ world: inout World, _ tick: Tick<NoAction>) { world.heat += 100 / world.heat }
        func draw(_ world: borrowing World, on canvas: inout Canvas) {
          canvas.text("heat \\(world.heat)", column: 2, row: 4)
        }
      }

      """

    @Test("Without a recording in memory it is paused at the moment")
    func unrecorded() throws {
      let sharing = try SharingPackage()
      let package = sharing.package
      let tick = try #require(try sharing.share(after: 20)["tick"] as? Int)
      let run = try HeadlessRun(package, "--from", sharing.file, "--history", "0")
      let status = try package.ctl("status")
      #expect(status["paused"] as? Bool == true && status["tick"] as? Int == tick, "\(status)")
      try package.ctl("resume")
      while try package.world("distance") < tick + 5 { poll(nil, 0, 20) }
      run.end()
    }

    @Test("A run of a fixed length runs on from the moment")
    func fixed() throws {
      let sharing = try SharingPackage()
      let package = sharing.package
      let answer = try sharing.share(after: 20)
      let tick = try #require(answer["tick"] as? Int)
      let (status, output) = try package.shell(
        "\(TestPackage.hotloop) play --headless --fast --ticks 5 --print-frame --from \(sharing.file)")
      #expect(status == 0 && output.contains("distance \(tick + 5) "), "\(output)")
    }

    private func verify(_ package: TestPackage, _ file: String, ticks: Int) throws {
      let (status, output, reports) = try package.json(
        "replay \(file) --headless --verify --json", schema: "replay")
      #expect(status == 0 && reports.first?["ticks"] as? Int == ticks, "\(output)")
    }

    /// Where the header and each section end.
    private static func ends(of file: Data) -> [Int] {
      var ends = [152]
      for section in 0..<4 {
        let offset = 16 + section * 32 + 16
        let size = file[offset..<offset + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
        ends.append(ends[ends.count - 1] + size)
      }
      return ends
    }
  }
}
