import Foundation
import Testing

/// Runs that are recorded, and computed again.
extension Stories {
  @Suite("Recordings", .serialized)
  struct RecordingStories {
    private static let beacon = "Game/Beacon.swift"

    /// Plays without a terminal, as fast as possible, and records it.
    private func record(_ package: TestPackage, _ name: String, ticks: Int, _ options: String = "") throws {
      try package.save("input.txt", "20 press go\n50 release go\n70 press mark\n71 release mark\n")
      let (status, output) = try package.shell(
        "\(TestPackage.hotloop) play --headless --fast --seed 5 --ticks \(ticks) --no-optimise "
          + "--input input.txt --record \(name) \(options)")
      #expect(status == 0, "\(output)")
    }

    private func verify(_ package: TestPackage, _ files: String) throws -> (
      status: Int32, reports: [[String: Any]], text: String
    ) {
      let (status, output) = try package.shell(
        "\(TestPackage.hotloop) replay \(files) --headless --verify --json")
      let reports = output.split(separator: "\n").compactMap {
        try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      }
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
      // The next world in the recording.
      let later = try #require(report["fieldsTick"] as? Int)
      #expect((137..<200).contains(later))
      let fields = try #require(report["fields"] as? [[String: String]])
      #expect(
        fields == [["path": "distance", "recorded": "\(later + 1)", "computed": "\(later + 3)"]], "\(text)")
      let words = try package.shell("\(TestPackage.hotloop) replay a.run --headless --verify")
      #expect(words.status == 1)
      #expect(
        words.output.contains("a.run: different from tick 137 on")
          && words.output.contains("distance: recorded \(later + 1), now \(later + 3)"), "\(words.output)")
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
      #expect((crash["recorded"] as? String)?.contains("step crashed") == true)
      #expect(crash["computed"] as? String == crash["recorded"] as? String)
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
      #expect(status == 0, "\(text)")
      #expect(reports.map { $0["file"] as? String } == ["a.run", "b.run", "cut.run"])
      #expect(reports.map { $0["ticks"] as? Int }.prefix(2) == [150, 90])
      #expect((reports.last?["notes"] as? [String])?.contains { $0.contains("killed") } == true, "\(text)")
      let damaged = try verify(package, "bad.run")
      #expect(damaged.text.contains("damaged from byte"), "\(damaged.text)")
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
