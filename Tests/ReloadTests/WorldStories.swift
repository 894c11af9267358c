import Foundation
import Testing

/// Worlds of many elements, read while the game plays.
extension Stories {
  @Suite("Large worlds", .serialized)
  struct WorldStories {
    @Test(
      "A world is formatted beside the game, which answers and plays meanwhile",
      arguments: [100_000, 262_144])
    func large(_ count: Int) throws {
      let package = try TestPackage()
      try package.edit("Game/Beacon.swift", "for value in 1...10 {", "for value in 1...\(count) {")
      try package.edit(
        "Game/Beacon.swift", "    for index in world.sparks.indices { world.sparks[index].age += 1 }\n", "")
      let run = try HeadlessRun(package, "--call-limit", "0")
      let file = package.path(".hotloop/world.json")
      let reader = Process()
      reader.executableURL = URL(fileURLWithPath: "/bin/sh")
      reader.arguments = ["-c", "exec \(TestPackage.hotloop) ctl world > \(file)"]
      reader.currentDirectoryURL = package.root
      try reader.run()
      var ticks: [Int] = []
      while reader.isRunning {
        let tick = try package.ctl("status")["tick"] as? Int
        if reader.isRunning, let tick { ticks.append(tick) }
      }
      #expect(reader.terminationStatus == 0)
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let reply = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      let world = try #require(reply["world"] as? [String: Any])
      #expect((world["sparks"] as? [Any])?.count == count)
      let copied = try #require((world["header"] as? [String: Any])?["tick"] as? Int)
      // Answered between the copy and the end of the formatting.
      #expect(ticks.contains { $0 > copied }, "\(copied): \(ticks)")
      run.end()
    }

    @Test(
      "A value is read and changed by its path; the game derives its data again, and a recording has the change"
    )
    func edited() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--record", "edit.run")
      while try package.world("distance") < 30 {}
      _ = try package.ctl("pause")
      let value = try package.ctl("world get sparks[3].value")
      #expect(value["value"] as? Int == 4 && value["path"] as? String == "sparks[3].value", "\(value)")
      #expect((try package.ctl("world get sparks")["value"] as? [Any])?.count == 10)
      let reloads = try package.world("after_reloads")
      let changed = try package.ctl("world set sparks[3].value -1000")
      #expect(changed["before"] as? String == "4" && changed["after"] as? String == "-1000", "\(changed)")
      let event = try run.events.next("world-edited")
      #expect(event.text("path") == "sparks[3].value")
      // The picture shows the derived sum; nothing else of the world changed.
      #expect(try package.world("after_reloads") == reloads)
      repeat { _ = try package.ctl("screenshot a.txt") } while try !package.read("a.txt").contains("sum -949")
      for (request, word) in [
        ("set sparks[3].value many", "a whole number from"), ("set sparks[99].value 1", "element 99 of 10"),
        ("set header.tick 5", "belongs to the host"), ("get nothing", "no field nothing"),
        ("set sparks[3]", "needs a value"), ("put sparks[3]", "get, set, add, remove or watch"),
        ("get", "needs a path"),
        ("watch", "needs a path"), ("watch nothing", "no field nothing"),
      ] {
        let (status, output) = try package.shell("\(TestPackage.hotloop) ctl world \(request)")
        #expect(status != 0 && output.contains(word), "\(request): \(output)")
      }
      _ = try package.ctl("resume")
      let distance = try package.world("distance")
      while try package.world("distance") < distance + 30 {}
      run.end()
      let (status, output) = try package.shell("\(TestPackage.hotloop) replay edit.run --headless --verify")
      #expect(status == 0, "\(output)")
      try package.shell("rm edit.run a.txt")
    }

    @Test("A watched value is printed whenever it is another one, until the run ends")
    func watched() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      _ = try package.ctl("pause")
      let client = Process()
      let pipe = Pipe()
      client.executableURL = URL(fileURLWithPath: "/bin/sh")
      client.arguments = ["-c", "exec \(TestPackage.hotloop) ctl world watch sparks[3].value"]
      client.currentDirectoryURL = package.root
      client.standardOutput = pipe
      try client.run()
      func nextValue() throws -> Int? {
        // A line is written at once, and this waits for it.
        let object = try JSONSerialization.jsonObject(with: pipe.fileHandleForReading.availableData)
        return (object as? [String: Any])?["value"] as? Int
      }
      #expect(try nextValue() == 4)
      for value in [-7, 12] {
        _ = try package.ctl("world set sparks[3].value \(value)")
        #expect(try nextValue() == value)
      }
      // Ticks that do not change it print nothing.
      try package.step(5)
      run.end()
      client.waitUntilExit()
      #expect(client.terminationStatus == 0 && pipe.fileHandleForReading.readDataToEndOfFile().isEmpty)
    }

    @Test("A large world is copied for a file, and the time that a migration takes is told")
    func migrated() throws {
      let package = try TestPackage()
      try package.edit("Game/Beacon.swift", "for value in 1...10 {", "for value in 1...400_000 {")
      try package.edit(
        "Game/Beacon.swift", "    for index in world.sparks.indices { world.sparks[index].age += 1 }\n", "")
      try package.edit("Game/Beacon.swift", "Spark(age: 0, value: Int32(value))", "made(value)")
      try package.edit(
        "Game/Beacon.swift", "  mutating func start(",
        "  func made(_ value: Int) -> Spark { var s = Spark(); s.value = .init(value); return s }\n  mutating func start("
      )
      let run = try HeadlessRun(package, "--call-limit", "0")
      #expect(try package.ctl("snapshot .hotloop/large.world")["ok"] as? Bool == true)
      // A field of each element, by a save; its removal, by a rollback; and by a file of the old layout.
      try package.edit("Game/World/include/world.h", "int32_t value;", "int32_t value;\n  float shield;")
      try expectTold(run.events.next("swapped") { $0.text("cause") == "save" }, package)
      _ = try package.ctl("rollback")
      try expectTold(run.events.next("swapped") { $0.text("cause") == "rollback" }, package)
      _ = try package.ctl("forward")
      try run.events.next("swapped") { $0.text("cause") == "rollback" }
      #expect(try package.ctl("load .hotloop/large.world")["ok"] as? Bool == true)
      try expectTold(run.events.next("world-loaded"), package)
      run.end()
    }

    /// The log tells each time that is longer than a frame.
    private func expectTold(_ event: EventStream.Event, _ package: TestPackage) throws {
      let time = try #require(event.members["migration_us"] as? Double, "\(event)")
      #expect(time > 0)
      guard time > 17_000 else { return }
      let text = "the game stood still for \(Int((time / 1000).rounded())) ms"
      let deadline = Date(timeIntervalSinceNow: EventStream.timeout)
      while try !package.read(".hotloop/hotloop.log").contains(text) {
        guard Date() < deadline else { throw TestFailure("the log does not contain “\(text)”") }
        poll(nil, 0, 20)
      }
    }
  }
}
